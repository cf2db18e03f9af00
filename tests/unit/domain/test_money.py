"""Money is written exactly, with the decimals of its currency."""

from decimal import Decimal

import pytest

from service.domain.money import Money, amount_text


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("285000", "USD", "285000.00"),
        ("1531250", "RUB", "1531250.00"),
        ("0", "KZT", "0.00"),
        ("0.5", "USD", "0.50"),
        ("1234.56789", "USD", "1234.56789"),
        ("12", "JPY", "12"),
        ("1.5", "KWD", "1.500"),
        ("-0.00", "USD", "0.00"),
        ("-3.1", "EUR", "-3.10"),
    ],
)
def test_an_amount_has_at_least_the_decimals_of_its_currency(amount: str, currency: str, expected: str) -> None:
    """And never fewer than it needs: nothing is rounded by writing it."""
    assert expected == amount_text(Decimal(amount), currency)


def test_money_is_an_amount_and_its_currency_on_the_wire() -> None:
    """As the contract says."""
    assert {"amount": "285000.00", "currency": "USD"} == Money(Decimal(285000), "USD").as_json()
