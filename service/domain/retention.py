"""Retention: until when a law wants records kept, counted from the end of what they are about."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

_FIRST_OF_MARCH = (3, 1)


class Beginning(StrEnum):
    """From what a term of years is counted: the last day that a record is about, or the end of that day's year."""

    LAST_DAY = "last-day"
    YEAR_END = "year-end"


def kept_until(last_day: date, years: int, counted_from: Beginning) -> date:
    """
    Return the first day on which records need not be kept any more, of which *last_day* is the last that they concern.

    A term of years ends with the day of the same name; one that there is not, the 29th of February, ends a day later.
    """
    if counted_from is Beginning.YEAR_END:
        return date(last_day.year + 1 + years, 1, 1)
    following = last_day + timedelta(days=1)
    try:
        return following.replace(year=following.year + years)
    except ValueError:
        return date(following.year + years, *_FIRST_OF_MARCH)
