"""Periods: half-open spans of calendar days `[start, end)`, and the tax periods of the calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

MONTHS_IN: Final = {"month": 1, "quarter": 3, "year": 12}
_MONTHS_A_YEAR: Final = 12
# No place on Earth is further ahead of UTC than the one, or further behind than the other.
_FURTHEST_AHEAD: Final = timedelta(hours=14)
_FURTHEST_BEHIND: Final = timedelta(hours=12)
_KEPT: Final = 1024  # of the answers which tax period a day is of: the same few are asked for all the time


class Period(NamedTuple):
    """Days from *start* up to, not including, *end*, of the jurisdiction's own calendar."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    def contains(self, day: date) -> bool:
        """Tell whether *day* is one of its days."""
        return self.start <= day < self.end

    def overlap(self, other: Period) -> Period | None:
        """Return the days common to both, or nothing."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None

    def reaching(self, days: Iterable[date]) -> Period:
        """Return it with every day up to each of *days*, before it or after."""
        every = [self, *(Period(day, day + timedelta(days=1)) for day in days)]
        if len(every) == 1:
            return self
        return Period(min(span.start for span in every), max(span.end for span in every))

    def joined(self, other: Period) -> Period:
        """Return it with *other* and every day between the two."""
        return Period(min(self.start, other.start), max(self.end, other.end))

    def cut_at(self, days: Iterable[date]) -> Iterator[Period]:
        """Cut at each of *days* that lies inside, in order; the parts always make up the whole."""
        inside = {day for day in days if self.start < day < self.end}
        if not inside:
            yield self
            return
        for start, end in pairwise((self.start, *sorted(inside), self.end)):
            yield Period(start, end)

    def as_json(self) -> dict[str, str]:
        """Write it as `{"start": ..., "end": ...}`, dates of ISO 8601."""
        return {"start": self.start.isoformat(), "end": self.end.isoformat()}


@lru_cache(maxsize=_KEPT)
def tax_period(kind: str, day: date) -> Period:
    """Return the calendar month, quarter or year (*kind*) that contains *day*."""
    months = MONTHS_IN[kind]
    first = (day.month - 1) // months * months + 1
    start = date(day.year, first, 1)
    return Period(start, months_after(start, months))


def months_after(first_of_month: date, months: int) -> date:
    """Return the first day of the month that lies *months* after the month of *first_of_month*."""
    year, month = divmod(first_of_month.year * _MONTHS_A_YEAR + first_of_month.month - 1 + months, _MONTHS_A_YEAR)
    return date(year, month + 1, 1)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """Return the day of *instant* in *zone*: 2026-06-30T19:00Z is 1 July in Almaty and 30 June in Moscow."""
    return instant.astimezone(zone).date()


def latest_day(instant: datetime) -> date:
    """Return the latest day that it is anywhere at *instant*: that of UTC+14."""
    return (instant + _FURTHEST_AHEAD).date()


def earliest_day(instant: datetime) -> date:
    """Return the earliest day that it is anywhere at *instant*, that of UTC-12: all before it are over everywhere."""
    return (instant - _FURTHEST_BEHIND).date()


def first_instant(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which *day* begins in *zone*."""
    return datetime.combine(day, time.min, tzinfo=zone)


def day_after(day: date) -> date:
    """Return the next day."""
    return day + timedelta(days=1)


def day_before(day: date) -> date:
    """Return the day before."""
    return day - timedelta(days=1)
