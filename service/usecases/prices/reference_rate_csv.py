"""
Reference rates as comma-separated values, one change a line: `series,since,rate,source`.

A rate is a fraction a year, `0.20` for 20 %, and holds from its day until the next line of its series. The order of
columns is free; none may be missing or unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.rate_series import RATE_SERIES
from service.usecases.prices import values
from service.usecases.prices.csv_reading import matched, read_lines
from service.usecases.prices.fields import Fields
from service.usecases.prices.sheet import QuoteFault, Sheet

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

FORMAT: Final = "reference-rates"
COLUMNS: Final = ("series", "since", "rate", "source")

_NOTHING: Final = QuoteFault(
    1, "file", "no-quotes", "no rates", "a header and at least one rate", f"begin with {','.join(COLUMNS)}"
)


class ReferenceRateQuote(NamedTuple):
    """A series had a rate a year from a day on, as *source* says."""

    series: str
    since: date
    rate: Decimal
    source: str


def read_reference_rates(content: bytes) -> tuple[ReferenceRateQuote, ...]:
    """
    Read all rates of a file.

    Raises:
        Nonsense: `quotes-unreadable`, with a fault for every line and field that cannot be read.
    """
    sheet = Sheet()
    lines = read_lines(sheet, content)
    line, header = next(lines, (1, []))
    quotes: dict[tuple[str, date], tuple[int, ReferenceRateQuote]] = {}
    if header and sorted(header) != sorted(COLUMNS):
        expected, remedy = ",".join(COLUMNS), "name exactly these columns"
        sheet.refuse(QuoteFault(line, "header", "columns", ",".join(header), expected, remedy))
    else:
        for number, texts in lines:
            named = matched(sheet, number, header, texts)
            if named is not None:
                _add(sheet, quotes, Fields(sheet, number, named))
            if sheet.is_hopeless:
                break
        if not quotes and sheet.is_clean:
            sheet.refuse(_NOTHING)
    sheet.refuse_all(FORMAT)
    return tuple(quote for _, quote in quotes.values())


def _add(sheet: Sheet, quotes: dict[tuple[str, date], tuple[int, ReferenceRateQuote]], fields: Fields) -> None:
    series, since = fields.read("series", _series), fields.read("since", values.day)
    rate, source = fields.read("rate", values.rate_a_year), fields.read("source", values.text)
    if series is None or since is None or rate is None or source is None:
        return
    quote = ReferenceRateQuote(series, since, rate, source)
    first, _ = quotes.setdefault((series, since), (fields.line, quote))
    if first != fields.line:
        expected, remedy = "one rate of a series a day", f"line {first} has it already: keep the one that counts"
        found = f"{series} {since}"
        sheet.refuse(QuoteFault(fields.line, "since", "quote-repeated", found, expected, remedy))


def _series(found: str) -> str:
    if found not in RATE_SERIES:
        raise values.NotAValue("series-unknown", f"one of {', '.join(RATE_SERIES)}")
    return found
