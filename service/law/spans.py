"""
How long a version is in force once others replace it.

A version ends where one that replaces it begins, directly or through others, and does not come back when that one ends:
repealed law is not revived by the repeal of what repealed it, unless somebody says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from service.law.document import Version


class Span(NamedTuple):
    """The days `[begin, end)` on which a version is in force; open ends reach without limit."""

    version: Version
    begin: date | None
    end: date | None
    corrected_by: str | None  # the version that took its place from its very first day

    def covers(self, day: date) -> bool:
        """Tell whether it is in force on *day*."""
        if self.corrected_by is not None:
            return False
        return (self.begin is None or self.begin <= day) and (self.end is None or day < self.end)


def spans(versions: Iterable[Version]) -> tuple[Span, ...]:
    """Return what is left of the span of each of *versions* when all of them are known; names are unique."""
    known = tuple(versions)
    return tuple(_span(version, _successors(version, known)) for version in known)


def _successors(version: Version, known: tuple[Version, ...]) -> list[Version]:
    """Return the versions that replace *version*, directly or through others."""
    replaced, found = {version.version}, list[Version]()
    waiting = True
    while waiting:
        step = [other for other in known if other.replaces in replaced and other.version not in replaced]
        found += step
        replaced |= {other.version for other in step}
        waiting = bool(step)
    return found


def _span(version: Version, successors: list[Version]) -> Span:
    begin, end, corrected_by = version.valid_from, version.valid_to, None
    for successor in successors:
        start = successor.valid_from
        if start is None or (begin is not None and start <= begin):
            corrected_by = min(corrected_by or successor.version, successor.version)
        elif end is None or start < end:
            end = start
    return Span(version, begin, end, corrected_by)
