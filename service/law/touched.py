"""Which days a recording touches: those for which, of one schedule, another version is used by later knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from service.domain.periods import Period
from service.law.document import RecordedVersion, Schedule, Version
from service.law.resolver import Unresolved, change_days, resolve


class Touched(NamedTuple):
    """A span of days, and the versions used for them *before* and *after*; none where none is in force."""

    days: Period
    before: Version | None
    after: Version | None

    @property
    def cause(self) -> str:
        """The hash of the version that came, or of the one that went."""
        version = self.after or self.before
        return "" if version is None else version.sha256


def touched(
    schedule: Schedule, versions: tuple[RecordedVersion, ...], before: datetime, after: datetime
) -> Iterator[Touched]:
    """Yield the spans of days for which another of *versions* is used by the knowledge of *after* than *before*."""
    edges = {day for known_at in (before, after) for day in change_days(versions, known_at)}
    for days in Period(date.min, date.max).cut_at(edges):
        old, new = (_used(schedule, versions, days.start, known_at) for known_at in (before, after))
        if (old and old.sha256) != (new and new.sha256):
            yield Touched(days, old, new)


def _used(schedule: Schedule, versions: tuple[RecordedVersion, ...], day: date, known_at: datetime) -> Version | None:
    try:
        return resolve(schedule, versions, day, known_at).version
    except Unresolved:
        return None
