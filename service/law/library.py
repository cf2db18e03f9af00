"""The library: every schedule with its versions, and since when this service has known each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final

from service.domain.canonical import Json, fingerprint
from service.domain.clock import instant_text
from service.domain.errors import NotFound
from service.domain.regions import lies_in
from service.law.document import RecordedVersion, Schedule, Version
from service.law.knowledge import Versions

_REGIONS_KEPT: Final = 4096
_STRETCHES_KEPT: Final = 256  # of time, between one recording or withdrawal and the next
_LONGEST_NAME: Final = 80  # of a name that somebody asked for, in the answer that there is none


class Library:
    """
    The law as recorded; immutable.

    A text that was recorded again under the same name stands beside the earlier one: which of them counts is a question
    of `known_at`, and the resolver's. *digest* is the SHA-256 over every text and the instants of its knowledge: two
    processes with one digest know one law.
    """

    def __init__(self, entries: Iterable[tuple[Schedule, RecordedVersion]]) -> None:
        """Take *entries* in any order; of a schedule's own facts, those recorded last count."""
        in_order = sorted(entries, key=_recording)
        latest = {schedule.schedule: schedule for schedule, _ in in_order}
        self._schedules = {name: latest[name] for name in sorted(latest)}
        self._versions = {name: Versions(_of(name, in_order)) for name in latest}
        self._texts = {recorded.version.sha256: recorded.version for _, recorded in in_order}
        self._in_order = in_order
        self._instants = sorted({instant for _, recorded in in_order for instant in _happened(recorded)})
        self._as_known = lru_cache(maxsize=_STRETCHES_KEPT)(self._find_as_known)
        self._applying = lru_cache(maxsize=_REGIONS_KEPT)(self._find_applying)
        self.digest: Final = fingerprint([_knowledge(recorded) for _, recorded in in_order])

    def schedules(self) -> tuple[Schedule, ...]:
        """Return every schedule, in the order of their names."""
        return tuple(self._schedules.values())

    def schedule(self, name: str) -> Schedule:
        """
        Return the schedule called *name*.

        Raises:
            NotFound: there is none (`schedule-not-found`).
        """
        if not self.has(name):
            detail = f"There is no schedule {name[:_LONGEST_NAME]!r}. The list of schedules names them all."
            raise NotFound("schedule-not-found", detail)
        return self._schedules[name]

    def has(self, name: str) -> bool:
        """Tell whether there is a schedule *name*."""
        return name in self._schedules

    def schedule_at(self, name: str, known_at: datetime) -> Schedule:
        """
        Return the schedule *name* with its own facts as known at an instant.

        One that was not known yet has those of now: the resolver will say since when it is known.

        Raises:
            NotFound: there is none, up to now (`schedule-not-found`).
        """
        known = self.as_known_at(known_at)
        return (known if known.has(name) else self).schedule(name)

    def versions(self, name: str) -> tuple[RecordedVersion, ...]:
        """
        Return every recorded text of the schedule *name*, earliest recorded first.

        Raises:
            NotFound: there is no such schedule.
        """
        return self._versions[self.schedule(name).schedule]

    def version(self, name: str, version: str) -> RecordedVersion:
        """
        Return a version by its name; of several texts recorded under it, the last.

        Raises:
            NotFound: there is no such schedule or version (`schedule-not-found`, `version-not-found`).
        """
        for recorded in reversed(self.versions(name)):
            if recorded.version.version == version:
                return recorded
        known = ", ".join(dict.fromkeys(recorded.version.version for recorded in self.versions(name)))
        detail = f"{name} has no version {version[:_LONGEST_NAME]!r}. It has {known}."
        raise NotFound("version-not-found", detail)

    def by_sha256(self, sha256: str) -> Version:
        """
        Return the version whose text has this hash.

        Raises:
            NotFound: no such text was recorded (`version-not-found`).
        """
        if sha256 not in self._texts:
            raise NotFound("version-not-found", f"No version with the hash {sha256[:_LONGEST_NAME]!r} is recorded.")
        return self._texts[sha256]

    def applying_to(self, region: str) -> tuple[Schedule, ...]:
        """
        Return the schedules with a version that is law, whose jurisdiction contains *region*.

        An aftermath is none of them: it applies to what is late, not to what a report says.
        """
        return self._applying(region)

    def as_known_at(self, known_at: datetime) -> Library:
        """Return the law as it was known then: without texts recorded later, and without later withdrawals."""
        stretch = bisect_right(self._instants, known_at)
        return self if stretch == len(self._instants) else self._as_known(stretch)

    def _find_as_known(self, stretch: int) -> Library:
        """Leave out what happened after the first *stretch* instants: between two of them nothing changes."""
        past = frozenset(self._instants[:stretch])
        return Library(
            (schedule, recorded if recorded.withdrawn_at in past else recorded._replace(withdrawn_at=None))
            for schedule, recorded in self._in_order
            if recorded.recorded_at in past
        )

    def _find_applying(self, region: str) -> tuple[Schedule, ...]:
        return tuple(
            schedule
            for name, schedule in self._schedules.items()
            if schedule.kind != "aftermath"
            and lies_in(region, schedule.jurisdiction)
            and any(recorded.version.status.is_law for recorded in self._versions[name])
        )


def _recording(entry: tuple[Schedule, RecordedVersion]) -> tuple[object, ...]:
    """Order by recording, then by what cannot differ by chance."""
    recorded = entry[1]
    return recorded.recorded_at, recorded.version.name, recorded.version.sha256


def _of(name: str, in_order: list[tuple[Schedule, RecordedVersion]]) -> Iterable[RecordedVersion]:
    return (recorded for schedule, recorded in in_order if schedule.schedule == name)


def _happened(recorded: RecordedVersion) -> Iterable[datetime]:
    yield recorded.recorded_at
    if recorded.withdrawn_at is not None:
        yield recorded.withdrawn_at


def _knowledge(recorded: RecordedVersion) -> Json:
    withdrawn = recorded.withdrawn_at
    return [
        recorded.version.name,
        recorded.version.sha256,
        instant_text(recorded.recorded_at),
        None if withdrawn is None else instant_text(withdrawn),
    ]
