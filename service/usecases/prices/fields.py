"""The named fields of one line of a file, read one by one; what cannot be read is noted, and reading goes on."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from service.domain.decimals import NotADecimal, decimal
from service.domain.money import MINOR_UNITS
from service.usecases.prices.sheet import QuoteFault, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

ASSET: Final = re.compile(r"[A-Z0-9]{2,12}", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}", re.ASCII)
_WHOLE: Final = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_ISO_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_DOTTED_DAY: Final = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})", re.ASCII)
_LONG_DAY: Final = re.compile(r"([0-9]{1,2}) ([A-Z][a-z]+) ([0-9]{4})", re.ASCII)
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MAX_TEXT: Final = 200


class Fields:
    """A line of a file with its fields by name; every read answers with a value, or with nothing and a noted fault."""

    def __init__(self, sheet: Sheet, line: int, values: Mapping[str, str | None]) -> None:
        """Read *values*, which stand on *line*, and note faults on *sheet*."""
        self.line = line
        self._sheet = sheet
        self._values = values

    def text(self, field: str) -> str | None:
        """Read a short text that is not empty."""
        text = self._value(field, "a text")
        if text is not None and len(text) > _MAX_TEXT:
            return self._refuse(field, "too-long", text, f"at most {_MAX_TEXT} characters")
        return text

    def asset(self, field: str) -> str | None:
        """Read the code of a coin."""
        return self._matching(field, ASSET, "the code of a coin, such as BTC")

    def currency(self, field: str) -> str | None:
        """Read the code of any currency of ISO 4217, known here or not."""
        return self._matching(field, _CURRENCY, "a currency code of ISO 4217, such as USD")

    def known_currency(self, field: str) -> str | None:
        """Read the code of a currency that schedules, prices and reports may name."""
        code = self.currency(field)
        if code is None or code in MINOR_UNITS:
            return code
        return self._refuse(field, "currency-unknown", code, f"one of {', '.join(MINOR_UNITS)}")

    def number(self, field: str, *, comma: bool = False) -> Decimal | None:
        """Read an exact decimal above zero; *comma*: written with a decimal comma, as Russian publishers do."""
        text = self._value(field, "a decimal number")
        if text is None:
            return None
        expected = "a decimal number above zero with a decimal comma" if comma else "a decimal number above zero"
        if comma and "." in text:
            return self._refuse(field, "not-a-decimal", text, expected)
        try:
            value = decimal(text.replace(",", ".", 1) if comma else text)
        except NotADecimal as problem:
            return self._refuse(field, "not-a-decimal", text, f"{expected} ({problem})")
        return value if value else self._refuse(field, "not-above-zero", text, expected)

    def whole(self, field: str) -> int | None:
        """Read a whole number above zero."""
        text = self._matching(field, _WHOLE, "a whole number above zero, such as 100")
        return None if text is None else int(text)

    def day(self, field: str) -> date | None:
        """Read a day of ISO 8601: `2025-01-31`."""
        return self._day(field, _ISO_DAY, "a day such as 2025-01-31")

    def dotted_day(self, field: str) -> date | None:
        """Read a day as Russian and Kazakh publishers write it: `31.01.2025`."""
        return self._day(field, _DOTTED_DAY, "a day such as 31.01.2025")

    def day_in_words(self, field: str) -> date | None:
        """Read a day of ISO 8601 or in English words: `31 January 2025`."""
        text = self._values.get(field) or ""
        return self._day(field, _LONG_DAY if " " in text.strip() else _ISO_DAY, "a day such as 2025-01-31")

    def _day(self, field: str, form: re.Pattern[str], expected: str) -> date | None:
        text = self._value(field, expected)
        if text is None:
            return None
        match = form.fullmatch(text)
        try:
            return _made_day(form, match.groups()) if match else self._refuse(field, "not-a-day", text, expected)
        except ValueError:  # no such month, or 30 February
            return self._refuse(field, "not-a-day", text, f"{expected} of the calendar")

    def _matching(self, field: str, form: re.Pattern[str], expected: str) -> str | None:
        text = self._value(field, expected)
        if text is None or form.fullmatch(text):
            return text
        return self._refuse(field, "not-readable", text, expected)

    def _value(self, field: str, expected: str) -> str | None:
        text = (self._values.get(field) or "").strip()
        return text or self._refuse(field, "missing", "nothing", expected)

    def _refuse(self, field: str, code: str, found: str, expected: str) -> None:
        self._sheet.refuse(QuoteFault(self.line, field, code, found, expected, "correct the file, or ask for it again"))


def _made_day(form: re.Pattern[str], parts: tuple[str, ...]) -> date:
    """Make the day that *form* matched; a `ValueError` where the calendar has none."""
    if form is _ISO_DAY:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    month = _MONTHS.index(parts[1]) + 1 if form is _LONG_DAY else int(parts[1])
    return date(int(parts[2]), month, int(parts[0]))
