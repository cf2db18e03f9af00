"""
Versions fit together when all of them are known: one in force on each day, and no gap that nobody has declared.

Drafts are left out: beside law they never resolve by date, and of several proposals more than one may be on the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from service.law.document import Schedule, Version
from service.law.errors import DocumentFault, fault, listed, shown
from service.law.format.fields import did_you_mean
from service.law.spans import Span, spans


def check_history(_: Schedule, versions: Sequence[Version]) -> Iterator[DocumentFault]:
    """Refuse `version-twice`, `replaces-unknown`, `replaces-itself`, `overlap`, `gap-undeclared` and `gap-needless`."""
    known: dict[str, Version] = {}
    for version in versions:
        if version.version in known:
            remedy = "Rename one of them, or remove it."
            yield fault(
                "/version", "version-twice", found=shown(version.version), expected="each name once", remedy=remedy
            )._replace(file=version.name)
        known[version.version] = version
    for version in known.values():
        yield from (found._replace(file=version.name) for found in _replacement(version, known))
    law = [version for version in known.values() if version.status.is_law]
    live = [span for span in spans(law) if span.corrected_by is None]
    in_order = sorted(live, key=lambda span: (span.begin or date.min, span.version.version))
    yield from _overlaps(in_order)
    yield from _gaps(in_order)


def _replacement(version: Version, known: dict[str, Version]) -> Iterator[DocumentFault]:
    if version.replaces is None:
        return
    if version.replaces not in known:
        expected = f"another version: {listed(known.keys() - {version.version})}"
        remedy = did_you_mean(version.replaces, known)
        yield fault("/replaces", "replaces-unknown", found=shown(version.replaces), expected=expected, remedy=remedy)
    step, passed = version, {version.version}
    while step.replaces in known and step.replaces not in passed:
        step = known[step.replaces]
        passed.add(step.version)
    if step.replaces == version.version:
        found = f"{version.version}, which in the end replaces itself"
        remedy = "Only a later text replaces an earlier one; remove one of the two."
        yield fault("/replaces", "replaces-itself", found=found, expected="an earlier version", remedy=remedy)


def _overlaps(in_order: list[Span]) -> Iterator[DocumentFault]:
    for earlier, later in combinations(in_order, 2):
        if earlier.end is None or (later.begin or date.min) < earlier.end:
            yield fault(
                "/valid/from",
                "overlap",
                found=f"{_days(later)}, while version {earlier.version.version} is in force {_days(earlier)}",
                expected="days on which no other version is in force",
                remedy=f'End the earlier, or say replaces: "{earlier.version.version}" if this one takes its place.',
            )._replace(file=later.version.name)


def _gaps(in_order: list[Span]) -> Iterator[DocumentFault]:
    """Refuse days between two versions on which none is in force, unless the version after them says why."""
    reach: date | None = date.min
    for position, span in enumerate(in_order):
        begin = span.begin or date.min
        after_gap = position > 0 and reach is not None and begin > reach
        if after_gap and span.version.gap is None:
            yield fault(
                "/valid/from",
                "gap-undeclared",
                found=f"no version in force from {reach} to {begin}",
                expected="a version that begins where the last one ends, or gap: {reason}",
                remedy="Mend the dates, or say in gap why no law was in force.",
            )._replace(file=span.version.name)
        if span.version.gap is not None and not after_gap:
            yield fault(
                "/gap",
                "gap-needless",
                found="no gap before this version",
                expected="gap only after days without law",
                remedy="Remove gap, or mend the dates.",
            )._replace(file=span.version.name)
        reach = None if reach is None or span.end is None else max(reach, span.end)


def _days(span: Span) -> str:
    return f"from {span.begin or 'the beginning'} to {span.end or 'no end'}"
