"""
Record calendars: the days of rest of the years that due days can fall into, as this service learns them.

A year is recorded again only when its days differ from those recorded last; what was answered before rests on the
earlier edition, which stays.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from service.audit.events import Request
from service.domain.canonical import canonical, read_canonical, sha256
from service.law.working_days import CalendarYear, WorkingDays
from service.store.rows import CalendarYearRow
from service.usecases.calendars.public_holidays import PublishedYear, published_year, source
from service.usecases.record_library import recorded_library
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from service.domain.clock import Clock
    from service.law.library import Library
    from service.store.database import Database
    from service.store.reading import Reading

# Before any law of the library that moves a due day; later years as far ahead as anybody asks.
_FIRST_YEAR: Final = 2020
_YEARS_AHEAD: Final = 3


def record_calendars(
    database: Database, clock: Clock, publisher: Callable[[str, int], PublishedYear] = published_year
) -> tuple[str, ...]:
    """Record what is new about the calendars that the recorded law names; returns them, as `RU 2026`."""
    with database.unit_of_work() as work:
        work.change_knowledge()
        now = clock()
        held = {(row.calendar, row.year): row.sha256 for row in work.calendar_years(now)}
        new = [
            row
            for row in _rows(named_calendars(recorded_library(work)), now, publisher)
            if held.get((row.calendar, row.year)) != row.sha256
        ]
        teller = Teller(work, now, "system", Request("record calendars"))
        for row in new:
            work.add(row)
            teller.tell(Happening("calendar.recorded", result_sha256=row.sha256))
        if new:
            work.commit()
    return tuple(f"{row.calendar} {row.year}" for row in new)


def working_days(reading: Reading, known_at: datetime) -> WorkingDays:
    """Return the calendars as they were known at *known_at*."""
    return WorkingDays(_edition(row) for row in reading.calendar_years(known_at))


def named_calendars(library: Library) -> tuple[str, ...]:
    """Return the calendars that any version of the law moves a due day by."""
    shifts = (
        recorded.version.due.shift
        for schedule in library.schedules()
        for recorded in library.versions(schedule.schedule)
    )
    return tuple(sorted({shift.calendar for shift in shifts if shift is not None}))


def _rows(
    calendars: Iterable[str], now: datetime, publisher: Callable[[str, int], PublishedYear]
) -> Iterator[CalendarYearRow]:
    for calendar in calendars:
        for year in range(_FIRST_YEAR, now.year + _YEARS_AHEAD + 1):
            content = _content(publisher(calendar, year))
            yield CalendarYearRow(calendar, year, content, sha256(content), source(), now)


def _content(published: PublishedYear) -> bytes:
    return canonical(
        {
            "calendar": published.calendar,
            "year": published.year,
            "rest": [day.isoformat() for day in published.rest],
            "settled": published.settled,
        }
    )


def _edition(row: CalendarYearRow) -> CalendarYear:
    content = read_canonical(row.content)
    return CalendarYear(
        calendar=row.calendar,
        year=row.year,
        rest=frozenset(date.fromisoformat(day) for day in content["rest"]),
        settled=content["settled"],
        sha256=row.sha256,
        source=row.source,
        recorded_at=row.recorded_at,
    )
