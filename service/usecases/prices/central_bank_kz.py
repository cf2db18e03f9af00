"""
The National Bank of Kazakhstan's exchange rates of a day, as `rss/get_rates.cfm?fdate=DD.MM.YYYY` answers.

`description` is the rate in tenge for `quant` units. For a day outside its archive the bank answers with an empty list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from service.domain.money import MINOR_UNITS
from service.usecases.prices import values
from service.usecases.prices.fields import Fields
from service.usecases.prices.quotes import Quotes, RateQuote
from service.usecases.prices.sheet import Sheet

if TYPE_CHECKING:
    from datetime import date

    from service.usecases.prices.xml_reading import Element

FORMAT: Final = "nbk"
ROOT: Final = "rates"
SOURCE: Final = "National Bank of Kazakhstan"
QUOTED_IN: Final = "KZT"


def read_central_bank_kz(root: Element) -> Quotes:
    """Read the list of a day; see `Sheet.finish` for how it is refused."""
    sheet = Sheet()
    items = [element for element in root.children if element.tag == "item"]
    if not items:
        return sheet.finish(FORMAT)
    on_day = Fields(sheet, root.line, root.texts()).read("date", values.dotted_day)
    for element in items:
        _read_item(sheet, element, on_day)
    return sheet.finish(FORMAT, on_day)


def _read_item(sheet: Sheet, element: Element, on_day: date | None) -> None:
    fields = Fields(sheet, element.line, element.texts())
    code = fields.read("title", values.currency)
    if code is not None and code not in MINOR_UNITS:
        sheet.leave_out(code)
        return
    units, rate = fields.read("quant", values.units), fields.read("description", values.number)
    if code is not None and on_day is not None and units is not None and rate is not None:
        sheet.add_rate(fields.line, RateQuote(code, QUOTED_IN, on_day, units, rate, SOURCE))
