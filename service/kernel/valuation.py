"""
Valuation: what coins and foreign money were worth in a schedule's currency, from recorded prices and exchange rates.

The value of coins is that of the day of receipt. A price or rate of a day is the last one published on or before it, as
central banks mean it, but not older than a declared age. Where nothing is recorded the answer is an error, never zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from service.domain.clock import instant_text
from service.domain.decimals import EXACT, plain
from service.domain.errors import Fault, Nonsense
from service.domain.money import Money

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from service.domain.canonical import Json
    from service.domain.reports import ProductionLine

# Holidays close central banks for up to nine days (the New Year in Russia); exchanges of coins hardly ever.
RATE_AGE_DAYS_MAX: Final = 10
PRICE_AGE_DAYS_MAX: Final = 5
# Coins are quoted in this currency where no series in the schedule's own currency is recorded.
QUOTE_CURRENCY: Final = "USD"


class Price(NamedTuple):
    """One coin of *asset* was worth *price* on *on_day*, says *source* by *method*."""

    asset: str
    currency: str
    on_day: date
    price: Decimal
    source: str
    method: str


class Rate(NamedTuple):
    """*units* of *base* were worth *rate* of *currency* on *on_day*, says *source*; *units* is a power of ten."""

    base: str
    currency: str
    on_day: date
    units: int
    rate: Decimal
    source: str


class Quotes(Protocol):
    """Recorded prices and rates, as known at the instant of the computation."""

    def price(self, asset: str, currency: str, on: date) -> Price | None:
        """Return the last price of *asset* in *currency* published on or before *on*."""
        ...

    def rate(self, base: str, currency: str, on: date) -> Rate | None:
        """Return the last rate from *base* to *currency* published on or before *on*."""
        ...


class NoQuotes:
    """No prices at all: for estimates that declare theirs."""

    def price(self, asset: str, currency: str, on: date) -> Price | None:  # noqa: ARG002 - the protocol's names
        """Know none."""
        return None

    def rate(self, base: str, currency: str, on: date) -> Rate | None:  # noqa: ARG002 - the protocol's names
        """Know none."""
        return None


class Valued(NamedTuple):
    """An amount in the schedule's currency, and the steps that led to it, ready for the trace."""

    amount: Decimal
    steps: dict[str, Json]


class Valuer:
    """Values coins and foreign money in one currency."""

    def __init__(self, currency: str, quotes: Quotes) -> None:
        """Value in *currency* by *quotes*."""
        self._currency = currency
        self._quotes = quotes

    def coins(self, line: ProductionLine, day: date, pointer: str) -> Valued:
        """
        Value the coins of *line*, received on *day*, at the declared unit price or else the recorded one.

        Raises:
            Nonsense: `price-unavailable`; the fault names *pointer* and what to record.
        """
        steps: dict[str, Json] = {"quantity": plain(line.quantity), "asset": line.asset}
        if line.unit_price is not None:
            unit_price = line.unit_price
            steps |= {"unit_price": unit_price.as_json(), "source": "declared"}
        else:
            price = self._recorded_price(line.asset, day, pointer)
            unit_price = Money(price.price, price.currency)
            steps |= {
                "unit_price": unit_price.as_json(),
                "source": price.source,
                "method": price.method,
                "on": price.on_day.isoformat(),
            }
        value = Money(EXACT.multiply(line.quantity, unit_price.amount), unit_price.currency)
        if line.received_at is not None:
            steps |= {"received_at": instant_text(line.received_at), "received_on": day.isoformat()}
        converted = self.money(value, day, pointer)
        return Valued(converted.amount, steps | converted.steps)

    def money(self, money: Money, on: date, pointer: str) -> Valued:
        """
        Convert *money* by the rate of *on*; money in the schedule's own currency stays as it is.

        Raises:
            Nonsense: `price-unavailable`; the fault names *pointer* and the rate that is missing.
        """
        if money.currency == self._currency:
            return Valued(money.amount, {})
        rate = self._quotes.rate(money.currency, self._currency, on)
        if rate is None or (on - rate.on_day).days > RATE_AGE_DAYS_MAX:
            raise _unavailable(f"exchange rate {money.currency}/{self._currency}", on, pointer, RATE_AGE_DAYS_MAX)
        amount = EXACT.divide(EXACT.multiply(money.amount, rate.rate), EXACT.create_decimal(rate.units))
        step: Json = {
            "from": money.currency,
            "to": rate.currency,
            "units": str(rate.units),
            "rate": plain(rate.rate),
            "on": rate.on_day.isoformat(),
            "source": rate.source,
        }
        return Valued(amount, {"exchange": step})

    def _recorded_price(self, asset: str, day: date, pointer: str) -> Price:
        for currency in dict.fromkeys((self._currency, QUOTE_CURRENCY)):
            price = self._quotes.price(asset, currency, day)
            if price is not None and (day - price.on_day).days <= PRICE_AGE_DAYS_MAX:
                return price
        raise _unavailable(f"price of {asset}", day, pointer, PRICE_AGE_DAYS_MAX)


def _unavailable(what: str, on: date, pointer: str, age: int) -> Nonsense:
    detail = f"No {what} is recorded for {on.isoformat()} or the {age} days before it."
    remedy = f"{detail} Declare unit_price, or have it recorded with `hashlevy prices import FILE`."
    return Nonsense("price-unavailable", detail, faults=[Fault(pointer, "price-unavailable", remedy)])
