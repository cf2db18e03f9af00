"""
How long a version is in force once others replace it.

A version ends where one that replaces it begins, directly or through others, and does not come back when that one ends:
repealed law is not revived by the repeal of what repealed it, unless somebody says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
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
    known = {version.version: version for version in versions}
    replacing: dict[str, list[Version]] = defaultdict(list)
    for version in known.values():
        if version.replaces is not None:
            replacing[version.replaces].append(version)
    replaced_on = _replaced_on(known)
    return tuple(_span(version, replaced_on.get(version.version), replacing) for version in known.values())


def _replaced_on(known: Mapping[str, Version]) -> dict[str, date]:
    """
    Return the first day of whatever replaces each version, directly or through others; open beginnings are the first.

    Each version has at most one that it replaces: going up from them in the order of their first days, whoever was
    reached before has an earlier day, and so has all that it replaced.
    """
    found: dict[str, date] = {}
    for version in sorted(known.values(), key=lambda version: version.valid_from or date.min):
        above = version.replaces
        while above is not None and above not in found and above != version.version:
            found[above] = version.valid_from or date.min
            above = known[above].replaces if above in known else None
    return found


def _span(version: Version, replaced_on: date | None, replacing: Mapping[str, list[Version]]) -> Span:
    begin, end = version.valid_from, version.valid_to
    if replaced_on is None:
        return Span(version, begin, end, None)
    if replaced_on == date.min or (begin is not None and replaced_on <= begin):
        return Span(version, begin, end, _corrected_by(version, replacing))
    return Span(version, begin, replaced_on if end is None else min(end, replaced_on), None)


def _corrected_by(version: Version, replacing: Mapping[str, list[Version]]) -> str:
    """Return the first by name of those that take the place of *version* from its very first day."""
    found: set[str] = set()
    seen, waiting = {version.version}, [version.version]
    while waiting:
        for other in replacing.get(waiting.pop(), ()):
            if other.version in seen:
                continue
            seen.add(other.version)
            waiting.append(other.version)
            start, begin = other.valid_from, version.valid_from
            if start is None or (begin is not None and start <= begin):
                found.add(other.version)
    return min(found)
