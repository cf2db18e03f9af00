"""The library: every schedule with its versions, and since when this service has known each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from service.domain.canonical import fingerprint
from service.domain.clock import instant_text
from service.domain.errors import NotFound
from service.domain.regions import lies_in
from service.law.document import RecordedVersion, Schedule, Version

_REGIONS_KEPT: Final = 4096


class Library:
    """
    The law as recorded; immutable.

    A text that was recorded again under the same name stands beside the earlier one: which of them counts is a question of
    `known_at`, and the resolver's.
    """

    def __init__(self, entries: Iterable[tuple[Schedule, RecordedVersion]]) -> None:
        """Take *entries* in any order; of a schedule's own facts, those recorded last count."""
        ordered = sorted(
            entries, key=lambda entry: (entry[1].recorded_at, entry[1].version.name, entry[1].version.sha256)
        )
        versions: dict[str, list[RecordedVersion]] = {}
        for schedule, recorded in ordered:
            versions.setdefault(schedule.schedule, []).append(recorded)
        latest = {schedule.schedule: schedule for schedule, _ in ordered}
        self._schedules = {name: latest[name] for name in sorted(latest)}
        self._versions = {name: tuple(recorded) for name, recorded in versions.items()}
        self._applying = lru_cache(maxsize=_REGIONS_KEPT)(self._find_applying)

    def schedules(self) -> tuple[Schedule, ...]:
        """Return every schedule, in the order of their names."""
        return tuple(self._schedules.values())

    def schedule(self, name: str) -> Schedule:
        """
        Return the schedule called *name*.

        Raises:
            NotFound: there is none (`schedule-not-found`); the detail says how to list those there are.
        """
        if name not in self._schedules:
            detail = f"There is no schedule {name[:80]!r}. GET /v1/schedules lists them all."
            raise NotFound("schedule-not-found", detail)
        return self._schedules[name]

    def versions(self, name: str) -> tuple[RecordedVersion, ...]:
        """
        Return every recorded version of the schedule *name*, earliest recorded first.

        Raises:
            NotFound: there is no such schedule.
        """
        return self._versions[self.schedule(name).schedule]

    def version(self, name: str, version: str) -> RecordedVersion:
        """
        Return a version by its name; of several texts recorded under it, the last.

        Raises:
            NotFound: there is no such schedule or version.
        """
        for recorded in reversed(self.versions(name)):
            if recorded.version.version == version:
                return recorded
        known = ", ".join(dict.fromkeys(recorded.version.version for recorded in self.versions(name)))
        detail = f"{name} has no version {version[:80]!r}. It has {known}."
        raise NotFound("version-not-found", detail)

    def by_sha256(self, sha256: str) -> Version | None:
        """Return the version whose text has this hash."""
        every = (recorded.version for versions in self._versions.values() for recorded in versions)
        return next((version for version in every if version.sha256 == sha256), None)

    def applying_to(self, region: str) -> tuple[Schedule, ...]:
        """Return the schedules with a version that is law, whose jurisdiction contains *region*."""
        return self._applying(region)

    @property
    def digest(self) -> str:
        """The SHA-256 over every text and the instant of its recording: two processes with one digest know one law."""
        known = [
            [recorded.version.name, recorded.version.sha256, instant_text(recorded.recorded_at)]
            for versions in self._versions.values()
            for recorded in versions
        ]
        return fingerprint(sorted(known))

    def _find_applying(self, region: str) -> tuple[Schedule, ...]:
        return tuple(
            schedule
            for name, schedule in self._schedules.items()
            if lies_in(region, schedule.jurisdiction)
            and any(recorded.version.status.is_law for recorded in self._versions[name])
        )
