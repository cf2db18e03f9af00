"""
A version tried on segments that are stored: which it would be used for, and whether their facts are enough for it.

It is tried as if it were law and recorded now. Facts are kept by the names of a version's inputs: where the tried one
asks for other facts or lines, or would cut a segment, the statement itself has to be assessed again.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.periods import Period
from service.kernel.program import compile_version
from service.law.document import RecordedVersion, Schedule, Status, Version
from service.law.resolver import Unresolved, change_days, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable


class StoredSegment(NamedTuple):
    """A segment of an assessment, with what was gathered for it: *facts* is JSON by input name."""

    assessment: str
    segment: str
    start: date
    end: date
    region: str | None
    version_sha256: str
    facts: bytes


class Way(Enum):
    """What trying a version means for a segment."""

    UNTOUCHED = "the version is not used for it"
    BY_FACTS = "it is computed from the facts that are kept"
    AGAIN = "the statement has to be assessed again"


class Trial:
    """*version* of *schedule* tried beside the versions *recorded*, with the knowledge of *known_at*."""

    def __init__(
        self, schedule: Schedule, version: Version, recorded: Iterable[RecordedVersion], known_at: datetime
    ) -> None:
        """Put the version among those recorded."""
        self.schedule: Final = schedule
        self.version: Final = version._replace(status=Status.ENACTED)
        self.known_at: Final = known_at
        others = [each for each in recorded if each.version.sha256 != version.sha256]
        self.versions: Final = (*others, RecordedVersion(self.version, known_at))
        self.program: Final = compile_version(schedule, self.version)
        self._texts = {each.version.sha256: each.version for each in others}
        # What says of no day that it is law on it is tried on all of them, as when it is named in an estimate.
        self.pinned: Final = version.version if version.valid_from is None and not version.status.is_law else None
        self._ways: dict[tuple[str, date, date], Way] = {}

    def before(self, sha256: str) -> Version:
        """Return the version by which a segment was assessed."""
        return self._texts[sha256]

    def way(self, segment: StoredSegment) -> Way:
        """Tell what trying the version means for *segment*."""
        key = segment.version_sha256, segment.start, segment.end
        way = self._ways.get(key)
        if way is None:
            way = self._ways[key] = self._find_way(*key)
        return way

    def _find_way(self, sha256: str, start: date, end: date) -> Way:
        if sha256 == self.version.sha256:
            return Way.UNTOUCHED
        is_uncut = not self.schedule.is_cut or self.pinned is not None
        days = () if is_uncut else change_days(self.versions, self.known_at)
        inside = [day for day in days if start < day < end]
        used = [self._is_used_on(day) for day in (self.schedule.day_of_law(start), *inside)]
        if not any(used):
            return Way.UNTOUCHED
        cuts = inside or (self.schedule.is_cut and self.program.cut_days(Period(start, end)))
        return Way.AGAIN if cuts or not self._facts_are_those_of(self._texts[sha256]) else Way.BY_FACTS

    def _is_used_on(self, day: date) -> bool:
        if self.pinned is not None:
            return True
        try:
            found = resolve(self.schedule, self.versions, day, self.known_at)
        except Unresolved:
            return False
        return found.version.sha256 == self.version.sha256

    def _facts_are_those_of(self, before: Version) -> bool:
        kept = compile_version(self.schedule, before).inputs
        same = all(kept.get(name) == need for name, need in self.program.inputs.items())
        return same and before.applies == self.version.applies
