"""
Working days: the days of rest of a country's years as they were recorded, and the next day that is none of them.

A year is a list of days, weekends included, and not a rule: days of rest are moved by decree from one year to the next,
and what was said of a year must come out again however the rule is written later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from service.domain.canonical import Json
from service.domain.clock import instant_text

_A_DAY: Final = timedelta(days=1)


class CalendarYear(NamedTuple):
    """
    The days of rest of one year of a *calendar* (a country), as recorded.

    *settled* says that nothing of it is still to be decided, such as days that a decree will move. *source* is the
    release that it was taken from, *sha256* covers the days.
    """

    calendar: str
    year: int
    rest: frozenset[date]
    settled: bool
    sha256: str
    source: str
    recorded_at: datetime

    def as_json(self) -> dict[str, Json]:
        """Name the edition, so that whoever keeps it can work the day out again."""
        return {
            "calendar": self.calendar,
            "year": self.year,
            "settled": self.settled,
            "sha256": self.sha256,
            "source": self.source,
            "recorded_at": instant_text(self.recorded_at),
        }


class NextWorkingDay(NamedTuple):
    """The first working day on or after a day, and the years of the calendar that say so."""

    day: date
    editions: tuple[CalendarYear, ...]


class WorkingDays:
    """The calendars that are known."""

    def __init__(self, years: Iterable[CalendarYear] = ()) -> None:
        """Take *years* in any order; of two of one year, the one recorded later counts."""
        ordered = sorted(years, key=lambda year: (year.recorded_at, year.sha256))
        self._years = {(year.calendar, year.year): year for year in ordered}

    def next_working_day(self, calendar: str, day: date) -> NextWorkingDay | None:
        """Return the first working day of *calendar* on or after *day*; nothing where a year on the way is unknown."""
        editions: dict[int, CalendarYear] = {}
        while True:
            year = self._years.get((calendar, day.year))
            if year is None:
                return None
            editions[day.year] = year
            if day not in year.rest:
                return NextWorkingDay(day, tuple(editions.values()))
            day += _A_DAY
