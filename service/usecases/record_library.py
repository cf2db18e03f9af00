"""
Record the library: the texts of the law as this service learned them, each once, with the instant by its own clock.

What computes is read back from what was recorded, never from the files, so that every process and every later release
that opens the same database knows the same law since the same instants.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from service.audit.events import Request, Rules
from service.domain.canonical import canonical, read_canonical
from service.kernel.proving import prove
from service.law.document import RecordedVersion, Schedule, Version
from service.law.library import Library
from service.law.reader import DOCUMENTS, read_folder, schedule_from_content, version_from_content
from service.law.touched import touched
from service.store.rows import ScheduleVersionRow
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from service.domain.clock import Clock
    from service.store.database import Database
    from service.store.reading import Reading
    from service.store.unit_of_work import UnitOfWork

_A_MOMENT: Final = timedelta(microseconds=1)


def record_library(database: Database, clock: Clock, folder: Path = DOCUMENTS) -> tuple[str, ...]:
    """
    Record every version below *folder* that is not recorded yet; returns their names.

    A version is checked, and proven by its own tests, before it is recorded. A text that changed under the same name is
    recorded again: earlier answers keep the earlier text.

    Raises:
        DocumentError: a document is refused; nothing is recorded.
    """
    library = read_folder(folder)
    with database.unit_of_work() as work:
        now = recording_instant(work, clock)
        known = {row.sha256 for row in work.schedule_versions()}
        every = ((schedule, version) for schedule, versions in library for version in versions)
        new = [(schedule, version) for schedule, version in every if version.sha256 not in known]
        for schedule, version in new:
            prove(schedule, version)
        teller = Teller(work, now, "system", Request("record library"))
        for schedule, version in new:
            work.add(version_row(schedule, version, now))
            teller.tell(Happening("schedule.recorded", rules=Rules(version.name, version.sha256)))
        if new:
            mark_by_law(work, [*work.schedule_versions(), *(version_row(*each, now) for each in new)], now)
            work.commit()
    return tuple(version.name for _, version in new)


def mark_by_law(work: UnitOfWork, rows: Iterable[ScheduleVersionRow], now: datetime) -> None:
    """Mark the assessments for whose days another version is used by *rows*, what is recorded at *now* among them."""
    library = Library(map(recorded, rows))
    marking = work.marking(now)
    for schedule in library.schedules():
        name = schedule.schedule
        for change in touched(schedule, library.versions(name), now - _A_MOMENT, now):
            if any(version and version.status.is_law for version in (change.before, change.after)):
                marking.law(name, change.days, change.cause)


def recorded_versions(reading: Reading) -> Iterator[tuple[Schedule, RecordedVersion]]:
    """Return every version that was ever recorded, those of the future included."""
    return map(recorded, reading.schedule_versions())


def recorded_library(reading: Reading) -> Library:
    """Return the law as recorded."""
    return Library(recorded_versions(reading))


def recording_instant(work: UnitOfWork, clock: Clock) -> datetime:
    """
    Return the instant of what is recorded or withdrawn by *work*, which from here on is alone with the law.

    It is after the knowledge of every assessment there is, even where the clocks of two machines differ: none of them
    could have known of it.
    """
    work.change_knowledge()
    return after_every_assessment(work, clock())


def after_every_assessment(reading: Reading, now: datetime) -> datetime:
    """Return *now*, or where another machine's clock is ahead the first instant that no assessment made could know."""
    latest = reading.latest_known_at()
    return now if latest is None else max(now, latest + _A_MOMENT)


def shipped_library(recorded_at: datetime, folder: Path = DOCUMENTS) -> Library:
    """Return the law of the files as if it were recorded at *recorded_at*: for estimates without a store."""
    return Library(
        (schedule, RecordedVersion(version, recorded_at))
        for schedule, versions in read_folder(folder)
        for version in versions
    )


def version_row(schedule: Schedule, version: Version, now: datetime) -> ScheduleVersionRow:
    """Return the row of a version that is known from *now* on."""
    return ScheduleVersionRow(
        sha256=version.sha256,
        schedule=version.schedule,
        version=version.version,
        schedule_content=canonical(schedule.content),
        content=canonical(version.content),
        recorded_at=now,
        withdrawn_at=None,
    )


def recorded(row: ScheduleVersionRow) -> tuple[Schedule, RecordedVersion]:
    """Return the version of a row."""
    schedule, version = read_text(row.schedule_content, row.content)
    return schedule, RecordedVersion(version, row.recorded_at, row.withdrawn_at)


@lru_cache(maxsize=1024)
def read_text(schedule_content: bytes, content: bytes) -> tuple[Schedule, Version]:
    """Read a stored text, once a process: what is compiled from it is kept by it."""
    schedule = _read_schedule(schedule_content)
    return schedule, version_from_content(read_canonical(content), schedule)


@lru_cache(maxsize=256)
def _read_schedule(content: bytes) -> Schedule:
    return schedule_from_content(read_canonical(content))
