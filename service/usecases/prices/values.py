"""The values that publishers write: decimals, days and codes, each read strictly from its text."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from service.domain.decimals import NotADecimal, decimal
from service.domain.money import MINOR_UNITS

if TYPE_CHECKING:
    from decimal import Decimal

ASSET: Final = re.compile(r"[A-Z0-9]{2,12}", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}", re.ASCII)
_POWER_OF_TEN: Final = re.compile(r"10{0,8}", re.ASCII)
_ISO_DAY: Final = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})", re.ASCII)
_DOTTED_DAY: Final = re.compile(r"(?P<day>[0-9]{2})\.(?P<month>[0-9]{2})\.(?P<year>[0-9]{4})", re.ASCII)
_DAY_IN_WORDS: Final = re.compile(r"(?P<day>[0-9]{1,2}) (?P<month>[A-Z][a-z]+) (?P<year>[0-9]{4})", re.ASCII)
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MAX_TEXT: Final = 200
_HIGHEST_RATE: Final = 2  # no central bank whose rate law names here ever came near 200 %


class NotAValue(ValueError):
    """A text that does not say what its field must say; *code* names the fault, *expected* what would do."""

    def __init__(self, code: str, expected: str) -> None:
        """Say what was expected."""
        super().__init__(expected)
        self.code = code
        self.expected = expected


def text(found: str) -> str:
    """Read a short text."""
    if len(found) > _MAX_TEXT:
        raise NotAValue("too-long", f"at most {_MAX_TEXT} characters")
    return found


def asset(found: str) -> str:
    """Read the code of a coin."""
    return _matching(ASSET, found, "the code of a coin, such as BTC")


def currency(found: str) -> str:
    """Read the code of any currency of ISO 4217, whether or not it is used here."""
    return _matching(_CURRENCY, found, "a currency code of ISO 4217, such as USD")


def used_currency(found: str) -> str:
    """Read the code of a currency that schedules, prices and reports may name."""
    if currency(found) not in MINOR_UNITS:
        raise NotAValue("currency-unknown", f"one of {', '.join(MINOR_UNITS)}")
    return found


def units(found: str) -> int:
    """Read for how many units a rate is quoted: a power of ten, so that dividing by it is exact."""
    return int(_matching(_POWER_OF_TEN, found, "1, 10, 100, ..."))


def number(found: str) -> Decimal:
    """Read an exact decimal above zero: a price of nothing is a missing price, and those are errors."""
    try:
        value = decimal(found)
    except NotADecimal as problem:
        raise NotAValue("not-a-decimal", "a plain decimal number above zero, such as 96.2378") from problem
    if not value:
        raise NotAValue("not-above-zero", "a number above zero")
    return value


def rate_a_year(found: str) -> Decimal:
    """Read a rate as a fraction a year; whoever writes 20 for 20 % is told."""
    try:
        value = decimal(found)
    except NotADecimal as problem:
        raise NotAValue("not-a-decimal", "a rate as a fraction a year: 0.20 for 20 %") from problem
    if value > _HIGHEST_RATE:
        raise NotAValue("rate-too-high", f"a fraction a year, at most {_HIGHEST_RATE}: 0.20 for 20 %")
    return value


def number_with_comma(found: str) -> Decimal:
    """Read an exact decimal above zero with a decimal comma, as the Bank of Russia writes it."""
    if "." in found:
        raise NotAValue("not-a-decimal", "a number with a decimal comma, such as 96,2378")
    return number(found.replace(",", ".", 1))


def day(found: str) -> date:
    """Read a day of ISO 8601: `2025-01-31`."""
    return _day(_ISO_DAY, found, "2025-01-31")


def dotted_day(found: str) -> date:
    """Read a day as Russian and Kazakh publishers write it: `31.01.2025`."""
    return _day(_DOTTED_DAY, found, "31.01.2025")


def day_or_day_in_words(found: str) -> date:
    """Read a day as the European Central Bank writes it: `2025-01-31` in its history, `31 January 2025` in its list."""
    return _day(_DAY_IN_WORDS if " " in found else _ISO_DAY, found, "2025-01-31 or 31 January 2025")


def _matching(form: re.Pattern[str], found: str, expected: str) -> str:
    if form.fullmatch(found) is None:
        raise NotAValue("not-readable", expected)
    return found


def _day(form: re.Pattern[str], found: str, example: str) -> date:
    match = form.fullmatch(found)
    try:
        if match is not None:
            return date(int(match["year"]), _month(match["month"]), int(match["day"]))
    except ValueError as problem:  # no such month, or 30 February
        raise NotAValue("not-a-day", f"a day of the calendar, such as {example}") from problem
    raise NotAValue("not-a-day", f"a day such as {example}")


def _month(found: str) -> int:
    return int(found) if found.isdigit() else _MONTHS.index(found) + 1
