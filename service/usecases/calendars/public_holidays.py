"""
Days of rest as the library `holidays` has them: weekends, public holidays, and days moved by decree.

Read once, when a calendar is recorded, and never when a due day is asked for: a release that knows more must not change
what was said before. Loading it takes half a second, which no request pays.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holidays import HolidayBase

# How the library marks, in English, a holiday of the lunar calendar whose day is worked out and not yet announced.
_ESTIMATED: Final = "estimated"


class PublishedYear(NamedTuple):
    """The days of rest of a year of a country; *settled* says that none of them is still to be decided."""

    calendar: str
    year: int
    rest: tuple[date, ...]
    settled: bool


def source() -> str:
    """Name the library with its release."""
    return f"holidays {version('holidays')}"


def published_year(calendar: str, year: int) -> PublishedYear:
    """
    Return the days of rest of *year* in the country *calendar* (ISO 3166-1).

    Raises:
        LookupError: the library does not know the country.
    """
    known = _country(calendar, year)
    rest = tuple(day for day in _days(year) if not known.is_working_day(day))
    return PublishedYear(calendar, year, rest, settled=_is_settled(known, year))


@lru_cache(maxsize=256)
def _country(calendar: str, year: int) -> HolidayBase:
    import holidays  # noqa: PLC0415 - see above

    try:
        return holidays.country_holidays(calendar, years=year, language="en_US")
    except NotImplementedError as error:
        message = f"{source()} has no calendar {calendar}"
        raise LookupError(message) from error


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def _is_settled(known: HolidayBase, year: int) -> bool:
    """Where days are moved by a decree for each year, the year is settled once the library has its decree."""
    decrees = getattr(known, "special_public_holidays", None) or {}
    if decrees and year > max(decrees):
        return False
    return not any(_ESTIMATED in name for day, name in known.items() if day.year == year)
