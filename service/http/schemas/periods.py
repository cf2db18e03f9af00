"""Periods in a body: half-open, `{"start": "2027-01-01", "end": "2028-01-01"}` is the whole of 2027."""

from __future__ import annotations

from typing import Any, Final

from service.domain.periods import Period
from service.http.fields import Day
from service.http.limits import MAX_PERIOD_DAYS
from service.http.shape import Shape, wrong

PERIOD: Final = 'an object with start and end, such as {"start": "2027-01-01", "end": "2028-01-01"}'


class PeriodShape(Shape[Period]):
    """A period of at least a day and at most a leap year."""

    start = Day(required=True)
    end = Day(required=True)

    def made(self, members: dict[str, Any]) -> Period:
        """Make the period."""
        return bounded(Period(members["start"], members["end"]))


def bounded(period: Period) -> Period:
    """
    Return *period* when it has a day, and at most a leap year of them.

    Raises:
        ValidationError: it has none, or more.
    """
    if not_empty(period).days > MAX_PERIOD_DAYS:
        raise wrong("period-too-long", f"expected at most {MAX_PERIOD_DAYS} days; found {period.days}", "end")
    return period


def not_empty(period: Period) -> Period:
    """
    Return *period* when it has a day.

    Raises:
        ValidationError: it has none, or runs backwards.
    """
    if period.start >= period.end:
        raise wrong("empty-period", "expected a day after start: a period ends before its end, not on it", "end")
    return period
