"""Money in a body: an exact amount and a currency of ISO 4217."""

from __future__ import annotations

from typing import Any, Final

from service.domain.money import MINOR_UNITS, Money
from service.http.fields import Choice, DecimalText
from service.http.shape import Shape

MONEY: Final = 'an object with amount and currency, such as {"amount": "600000.00", "currency": "USD"}'


class MoneyShape(Shape[Money]):
    """An amount that is not negative, as exact as it was sent: unit prices have more decimals than their currency."""

    amount = DecimalText(required=True)
    currency = Choice(MINOR_UNITS, required=True)

    def made(self, members: dict[str, Any]) -> Money:
        """Make the money."""
        return Money(members["amount"], members["currency"])


class PriceShape(MoneyShape):
    """The price of one coin."""

    amount = DecimalText(required=True, above_zero=True)
