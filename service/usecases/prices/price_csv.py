"""
Hashlevy's own CSV: prices of coins, or exchange rates, one a line, under a header that names the columns.

Coins: `asset,currency,date,price,source,method`. Rates: `base,currency,date,units,rate,source`. The order of columns is
free; none may be missing or unknown, so that a misspelt one is found and not silently empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from service.usecases.prices import values
from service.usecases.prices.csv_reading import matched, read_lines
from service.usecases.prices.fields import Fields
from service.usecases.prices.quotes import PriceQuote, Quotes, RateQuote
from service.usecases.prices.sheet import QuoteFault, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FORMAT: Final = "csv"
PRICE_COLUMNS: Final = ("asset", "currency", "date", "price", "source", "method")
RATE_COLUMNS: Final = ("base", "currency", "date", "units", "rate", "source")


def read_price_csv(content: bytes) -> Quotes:
    """Read a file of prices or of rates; see `Sheet.finish` for how it is refused."""
    sheet = Sheet()
    lines = read_lines(sheet, content)
    line, header = next(lines, (1, []))
    add = _adder(sheet, line, header)
    if add is not None:
        for number, texts in lines:
            named = matched(sheet, number, header, texts)
            if named is not None:
                add(sheet, Fields(sheet, number, named))
            if sheet.is_hopeless:
                break
    return sheet.finish(FORMAT)


def _adder(sheet: Sheet, line: int, header: Sequence[str]) -> Callable[[Sheet, Fields], None] | None:
    """Return what reads the lines below *header*; nothing, and a noted fault, where its columns are others."""
    columns = sorted(header)
    if columns == sorted(PRICE_COLUMNS):
        return _add_price
    if columns == sorted(RATE_COLUMNS):
        return _add_rate
    if header:
        expected = f"{','.join(PRICE_COLUMNS)} or {','.join(RATE_COLUMNS)}"
        sheet.refuse(QuoteFault(line, "header", "columns", ",".join(header), expected, "name exactly these columns"))
    return None


def _add_price(sheet: Sheet, fields: Fields) -> None:
    asset, currency = fields.read("asset", values.asset), fields.read("currency", values.used_currency)
    day, price = fields.read("date", values.day), fields.read("price", values.number)
    source, method = fields.read("source", values.text), fields.read("method", values.text)
    if asset and currency and day and price and source and method:
        sheet.add_price(fields.line, PriceQuote(asset, currency, day, price, source, method))


def _add_rate(sheet: Sheet, fields: Fields) -> None:
    base, currency = fields.read("base", values.used_currency), fields.read("currency", values.used_currency)
    day, units = fields.read("date", values.day), fields.read("units", values.units)
    rate, source = fields.read("rate", values.number), fields.read("source", values.text)
    if base and currency and day and units and rate and source:
        sheet.add_rate(fields.line, RateQuote(base, currency, day, units, rate, source))
