"""Seasons: spans of the year between two days given by month and day, which may cross New Year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from service.domain.periods import Period
from service.law.conditions import Season


def edges_within(season: Season, period: Period) -> Iterator[date]:
    """Yield the days inside *period* (its first day is no cut) on which *season* begins or ends."""
    for year in range(period.start.year, period.end.year + 1):
        for month, day in (season.start, season.end):
            edge = _on_or_after(year, month, day)
            if period.start < edge < period.end:
                yield edge


def _on_or_after(year: int, month: int, day: int) -> date:
    """Return that day, or the next there is: 29 February of a common year is 1 March."""
    if day <= monthrange(year, month)[1]:
        return date(year, month, day)
    return date(year, month + 1, 1)
