"""
What is read from one file so far: quotes with the line each stands on, and everything that is wrong with the rest.

A file is taken whole or not at all, so every fault is gathered before the file is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.errors import Fault, Nonsense
from service.usecases.prices.quotes import PriceQuote, Quotes, RateQuote

if TYPE_CHECKING:
    from datetime import date

# A file of another kind has a fault on every line; nobody reads beyond the first screens of them.
MAX_FAULTS: Final = 50
_MAX_FOUND: Final = 60

_Key = tuple[str, str, "date", str]


class QuoteFault(NamedTuple):
    """One thing wrong in a file: line (from 1) and field, a code, what was found and expected, and how to mend it."""

    line: int
    field: str
    code: str
    found: str
    expected: str
    remedy: str

    def as_fault(self) -> Fault:
        """Write it as a fault whose pointer is `/<line>/<field>`."""
        found = self.found if len(self.found) <= _MAX_FOUND else f"{self.found[:_MAX_FOUND]}..."
        message = f"line {self.line}, {self.field}: found {found!r}; expected {self.expected}; {self.remedy}"
        return Fault(f"/{self.line}/{self.field}", self.code, message)


class Sheet:
    """Takes quotes and faults while a file is read, and in the end gives all quotes or refuses the file."""

    def __init__(self) -> None:
        """Start empty."""
        self._faults: list[QuoteFault] = []
        self._prices: dict[_Key, tuple[int, PriceQuote]] = {}
        self._rates: dict[_Key, tuple[int, RateQuote]] = {}
        self._left_out: set[str] = set()

    @property
    def is_hopeless(self) -> bool:
        """Tell whether there are so many faults that reading on would teach nothing."""
        return len(self._faults) >= MAX_FAULTS

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing was found wrong so far."""
        return not self._faults

    def refuse(self, fault: QuoteFault) -> None:
        """Note something wrong."""
        if not self.is_hopeless:
            self._faults.append(fault)

    def leave_out(self, currency: str) -> None:
        """Note a currency that is published but not used here."""
        self._left_out.add(currency)

    def add_price(self, line: int, quote: PriceQuote) -> None:
        """Take a price of an asset; a second one for its day is a fault."""
        key = (quote.asset, quote.currency, quote.on_day, quote.source)
        first, _ = self._prices.setdefault(key, (line, quote))
        if first != line:
            self._refuse_repeated(line, first, f"{quote.asset}/{quote.currency} {quote.on_day}")

    def add_rate(self, line: int, quote: RateQuote) -> None:
        """Take an exchange rate; a second one for its day is a fault."""
        key = (quote.base, quote.currency, quote.on_day, quote.source)
        first, _ = self._rates.setdefault(key, (line, quote))
        if first != line:
            self._refuse_repeated(line, first, f"{quote.base}/{quote.currency} {quote.on_day}")

    def finish(self, form: str, published_on: date | None = None) -> Quotes:
        """
        Give all that was read.

        Raises:
            Nonsense: `quotes-unreadable` with every fault, or with one where there is no quote at all.
        """
        if not (self._faults or self._prices or self._rates):
            self.refuse(_NOTHING)
        self.refuse_all(form)
        prices = tuple(quote for _, quote in self._prices.values())
        rates = tuple(quote for _, quote in self._rates.values())
        return Quotes(form, prices, rates, published_on, tuple(sorted(self._left_out)))

    def refuse_all(self, form: str) -> None:
        """
        Refuse the file, if anything is wrong with it.

        Raises:
            Nonsense: `quotes-unreadable` with every fault.
        """
        if self._faults:
            detail = f"The file, read as {form}, is not imported: all of it must be readable before any of it is."
            raise Nonsense("quotes-unreadable", detail, faults=[fault.as_fault() for fault in self._faults])

    def _refuse_repeated(self, line: int, first: int, found: str) -> None:
        remedy = f"line {first} has it already: keep the one that counts"
        self.refuse(QuoteFault(line, "date", "quote-repeated", found, "one quote a day from one source", remedy))


_NOTHING: Final = QuoteFault(
    1, "file", "no-quotes", "no quotes", "at least one price or rate",
    "a bank answers with an empty list for days outside its archive: ask for a day on which it published",
)  # fmt: skip
