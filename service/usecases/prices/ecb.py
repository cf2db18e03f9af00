"""
The European Central Bank's euro reference rates as CSV: `eurofxref.csv` of a day, `eurofxref-hist.csv` of all days.

The first column is the day, every other column a currency (`USD`, or `EURUSD` in extracts); a figure is what one euro
costs, and `N/A` or nothing says that none was published. The bank ends its lines with a comma.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from service.domain.money import MINOR_UNITS
from service.usecases.prices import values
from service.usecases.prices.csv_reading import matched, read_lines
from service.usecases.prices.fields import Fields
from service.usecases.prices.quotes import Quotes, RateQuote
from service.usecases.prices.sheet import QuoteFault, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

FORMAT: Final = "ecb"
SOURCE: Final = "European Central Bank"
BASE: Final = "EUR"
UNPUBLISHED: Final = ("", "N/A")
_COLUMN: Final = re.compile(r"(?:EUR)?([A-Z]{3})", re.ASCII)


def looks_like_ecb(header: Sequence[str]) -> bool:
    """Tell whether the first line of a file is a day column followed by currencies."""
    columns = _without_last_comma(header)
    return len(columns) > 1 and columns[0].lower() == "date" and all(map(_COLUMN.fullmatch, columns[1:]))


def read_ecb(content: bytes) -> Quotes:
    """Read the rates of a day, or of many; see `Sheet.finish` for how it is refused."""
    sheet = Sheet()
    lines = read_lines(sheet, content)
    line, header = next(lines, (1, []))
    if not looks_like_ecb(header):
        expected, remedy = "Date followed by currency codes", "download eurofxref.csv or eurofxref-hist.csv again"
        sheet.refuse(QuoteFault(line, "header", "columns", ",".join(header), expected, remedy))
        return sheet.finish(FORMAT)
    days = [_read_day(sheet, number, header, texts) for number, texts in lines]
    return sheet.finish(FORMAT, days[0] if len(days) == 1 else None)


def _read_day(sheet: Sheet, line: int, header: Sequence[str], texts: Sequence[str]) -> date | None:
    """Take the rates of one line, and return its day."""
    columns = _without_last_comma(header)
    named = matched(sheet, line, columns, _without_last_comma(texts) if len(texts) > len(columns) else texts)
    if named is None:
        return None
    fields = Fields(sheet, line, named)
    on_day = fields.read(columns[0], values.day_or_day_in_words)
    for column in columns[1:]:
        if named[column] not in UNPUBLISHED:
            _add(sheet, fields, column, on_day)
    return on_day


def _add(sheet: Sheet, fields: Fields, column: str, on_day: date | None) -> None:
    currency = column[-3:]
    if currency not in MINOR_UNITS:
        sheet.leave_out(currency)
        return
    rate = fields.read(column, values.number)
    if rate is not None and on_day is not None:
        sheet.add_rate(fields.line, RateQuote(BASE, currency, on_day, 1, rate, SOURCE))


def _without_last_comma(texts: Sequence[str]) -> Sequence[str]:
    return texts[:-1] if texts and not texts[-1] else texts
