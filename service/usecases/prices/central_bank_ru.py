"""
The Bank of Russia's exchange rates: the list of a day (`XML_daily.asp`) and one currency's series (`XML_dynamic.asp`).

Both come in windows-1251, with a decimal comma, and quote a currency by its `Nominal`. The date of a list is the one it
carries: asked for a Sunday, the bank answers with Saturday's list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from service.domain.money import MINOR_UNITS
from service.usecases.prices import values
from service.usecases.prices.fields import Fields
from service.usecases.prices.quotes import Quotes, RateQuote
from service.usecases.prices.sheet import QuoteFault, Sheet

if TYPE_CHECKING:
    from datetime import date

    from service.usecases.prices.xml_reading import Element

FORMAT: Final = "cbr"
ROOT: Final = "ValCurs"
SOURCE: Final = "Bank of Russia"
QUOTED_IN: Final = "RUB"

# A series names its currency by the bank's own code alone; these are the codes seen in its daily lists.
CURRENCY_BY_CODE: Final = {
    "R01235": "USD",
    "R01239": "EUR",
    "R01335": "KZT",
    "R01350": "CAD",
    "R01370": "KGS",
    "R01535": "NOK",
    "R01717": "UZS",
}


def read_central_bank_ru(root: Element) -> Quotes:
    """Read a list of a day, or a series; see `Sheet.finish` for how it is refused."""
    sheet = Sheet()
    if "DateRange1" in root.attributes:
        _read_series(sheet, root)
        return sheet.finish(FORMAT)
    return sheet.finish(FORMAT, _read_list(sheet, root))


def _read_list(sheet: Sheet, root: Element) -> date | None:
    """Read `<ValCurs Date><Valute>...`, the list of one day, and return its day."""
    on_day = Fields(sheet, root.line, root.attributes).read("Date", values.dotted_day)
    for element in root.children:
        fields = Fields(sheet, element.line, element.texts())
        code = fields.read("CharCode", values.currency)
        if code is not None and code not in MINOR_UNITS:
            sheet.leave_out(code)
        else:
            _add(sheet, fields, code, on_day)
    return on_day


def _read_series(sheet: Sheet, root: Element) -> None:
    """Read `<ValCurs ID DateRange1><Record Date>...`, one currency on the days on which its rate was published."""
    code = CURRENCY_BY_CODE.get(root.attributes.get("ID", ""))
    if code is None:
        sheet.refuse(_unknown_code(root))
    for element in root.children:
        on_day = Fields(sheet, element.line, element.attributes).read("Date", values.dotted_day)
        _add(sheet, Fields(sheet, element.line, element.texts()), code, on_day)


def _add(sheet: Sheet, fields: Fields, code: str | None, on_day: date | None) -> None:
    # `VunitRate` is the same figure divided by `Nominal` and rounded; the published pair is exact.
    units, rate = fields.read("Nominal", values.units), fields.read("Value", values.number_with_comma)
    if code is not None and on_day is not None and units is not None and rate is not None:
        sheet.add_rate(fields.line, RateQuote(code, QUOTED_IN, on_day, units, rate, SOURCE))


def _unknown_code(root: Element) -> QuoteFault:
    return QuoteFault(
        root.line, "ID", "currency-unknown", root.attributes.get("ID", "nothing"),
        f"one of {', '.join(f'{code} ({currency})' for code, currency in CURRENCY_BY_CODE.items())}",
        "import the lists of single days, which name their currencies",
    )  # fmt: skip
