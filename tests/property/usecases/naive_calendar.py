"""
A calendar kept by hand: tax periods, seasons, and of which day an instant is where a law is.

The two time zones of the invented law are a fixed number of hours ahead of UTC in the years of the histories, and are
so written here: no table of zones is asked, nor is the service.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from service.domain.periods import Period
from service.domain.reports import ProductionLine

A_DAY: Final = timedelta(days=1)
_HOURS_AHEAD: Final = {"Asia/Almaty": 5, "Europe/Moscow": 3}
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


def days_of(start: date, end: date) -> list[date]:
    """Return the days from *start* up to, not including, *end*."""
    return [start + timedelta(days=number) for number in range((end - start).days)]


def tax_period(kind: str, day: date) -> Period:
    """Return the month, quarter or year of *day*."""
    months = _MONTHS[kind]
    first = (day.month - 1) // months * months
    after = divmod(day.year * 12 + first + months, 12)
    return Period(date(day.year, first + 1, 1), date(after[0], after[1] + 1, 1))


def is_winter(day: date, season: tuple[str, str]) -> bool:
    """Tell whether *day* lies in a season, month and day from and to, that crosses New Year."""
    first, after_last = season
    return f"{day:%m-%d}" >= first or f"{day:%m-%d}" < after_last


def received(line: ProductionLine, time_zone: str) -> date:
    """Return the day of a receipt for whoever counts days in *time_zone*."""
    if line.received_on is not None:
        return line.received_on
    assert line.received_at is not None
    return (line.received_at.replace(tzinfo=None) + timedelta(hours=_HOURS_AHEAD[time_zone])).date()


def reach(period: Period, production: Iterable[ProductionLine], time_zone: str) -> Period:
    """Return the days of a report with those of its receipts, and every day between."""
    days = [received(line, time_zone) for line in production]
    return Period(min([period.start, *days]), max([period.end, *(day + A_DAY for day in days)]))


def nearest(days: Iterable[date], to: Period) -> Period:
    """Return the one of *days* that is next to a period which has none of them; of two the earlier."""
    day = min(days, key=lambda each: (max(to.start - each, each + A_DAY - to.end), each))
    return Period(day, day + A_DAY)


def utc(day: date, hours: int) -> datetime:
    """Return the instant so many hours after *day* begins in UTC, or before."""
    return datetime.combine(day, time(), UTC) + timedelta(hours=hours)
