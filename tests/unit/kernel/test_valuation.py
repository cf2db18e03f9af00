"""Coins and foreign money are valued by what was recorded, or not at all."""

from datetime import date
from decimal import Decimal

import pytest

from service.domain.errors import Nonsense
from service.domain.money import Money
from service.domain.reports import ProductionLine
from service.kernel.valuation import NoQuotes, Price, Rate, Valuer

RECEIVED = date(2025, 1, 13)


class Recorded:
    """One price and one rate, of the days given."""

    def __init__(self, price_day: date, rate_day: date) -> None:
        self._price = Price("BTC", "USD", price_day, Decimal("94500.25"), "Exchange", "close")
        self._rate = Rate("USD", "RUB", rate_day, 1, Decimal("101.9146"), "Bank of Russia")

    def price(self, asset: str, currency: str, on: date) -> Price | None:
        """Know BTC in USD."""
        return self._price if (asset, currency) == ("BTC", "USD") and self._price.on_day <= on else None

    def rate(self, base: str, currency: str, on: date) -> Rate | None:
        """Know USD in RUB."""
        return self._rate if (base, currency) == ("USD", "RUB") and self._rate.on_day <= on else None


def coins(unit_price: Money | None = None) -> ProductionLine:
    """Receive half a coin and a bit."""
    return ProductionLine("BTC", Decimal("0.50000001"), RECEIVED, unit_price)


def test_a_declared_unit_price_in_the_currency_of_the_schedule_is_taken_as_it_stands() -> None:
    """Quantity times price, exactly."""
    valued = Valuer("RUB", NoQuotes()).coins(coins(Money(Decimal(7_100_000), "RUB")), RECEIVED, "/production/0")

    assert Decimal("3550000.071") == valued.amount.normalize()
    assert "declared" == valued.steps["source"]


def test_a_recorded_price_is_converted_by_the_last_rate_published_before_the_day() -> None:
    """The 13th is a gap of publication: the rate of the 11th counts, and the steps say so."""
    quotes = Recorded(RECEIVED, date(2025, 1, 11))

    valued = Valuer("RUB", quotes).coins(coins(), RECEIVED, "/production/0")

    assert Decimal("0.50000001") * Decimal("94500.25") * Decimal("101.9146") == valued.amount
    exchange = valued.steps["exchange"]
    assert isinstance(exchange, dict)
    assert ("2025-01-11", "Bank of Russia") == (exchange["on"], exchange["source"])


def test_a_quote_of_several_units_is_divided_by_them() -> None:
    """Central banks quote 100 tenge, 10,000 sums."""

    class Tenge(NoQuotes):
        def rate(self, base: str, currency: str, on: date) -> Rate | None:
            return Rate(base, currency, on, 100, Decimal("20.3042"), "Bank of Russia")

    valued = Valuer("RUB", Tenge()).money(Money(Decimal(1000), "KZT"), RECEIVED, "/costs/0/amount")

    assert Decimal("203.042") == valued.amount.normalize()


@pytest.mark.parametrize(
    ("price_day", "rate_day", "missing"),
    [(date(2025, 1, 7), RECEIVED, "price of BTC"), (RECEIVED, date(2025, 1, 2), "exchange rate USD/RUB")],
)
def test_what_is_too_old_is_missing_and_never_zero(price_day: date, rate_day: date, missing: str) -> None:
    """The refusal names the line, what is missing and how to have it recorded."""
    with pytest.raises(Nonsense) as refused:
        Valuer("RUB", Recorded(price_day, rate_day)).coins(coins(), RECEIVED, "/production/3")

    (fault,) = refused.value.faults
    assert ("price-unavailable", "/production/3") == (refused.value.code, fault.pointer)
    assert missing in fault.message
    assert "prices import" in fault.message
