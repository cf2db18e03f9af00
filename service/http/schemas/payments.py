"""The bodies of `POST /v1/operators/{operator}/payments` and `POST /v1/payments/{payment}/reverse`."""

from __future__ import annotations

from typing import Any, Final

from service.domain.decimals import ONE, round_to_step
from service.domain.money import MINOR_UNITS, Money
from service.domain.regions import REGION
from service.http.fields import Code, Day, Part, Text
from service.http.limits import MAX_REASON, MAX_REFERENCE
from service.http.schemas.money import MONEY, PriceShape
from service.http.shape import Shape, wrong
from service.usecases.requests import NewPayment, Reversal


class PaidMoneyShape(PriceShape):
    """An amount that can be paid: above zero, in whole units of what its currency is paid in."""

    def made(self, members: dict[str, Any]) -> Money:
        """Make the money."""
        money = super().made(members)
        decimals = MINOR_UNITS[money.currency]
        if money.amount != round_to_step(money.amount, ONE.scaleb(-decimals), "down"):
            message = f"expected at most {decimals} decimals, as {money.currency} has"
            raise wrong("finer-than-currency", message, "amount")
        return money


class NewPaymentShape(Shape[NewPayment]):
    """A payment to be noted."""

    jurisdiction = Code(REGION, required=True, expects='a code of ISO 3166-1 or 3166-2, such as "RU" or "US-NY"')
    paid_on = Day(required=True)
    amount = Part(PaidMoneyShape(), required=True, expects=MONEY)
    reference = Text(required=True, most=MAX_REFERENCE)

    def made(self, members: dict[str, Any]) -> NewPayment:
        """Make the request."""
        return NewPayment(**members)


class ReversalShape(Shape[Reversal]):
    """What takes a noted payment away."""

    reference = Text(required=True, most=MAX_REFERENCE)
    reason = Text(required=True, most=MAX_REASON)

    def made(self, members: dict[str, Any]) -> Reversal:
        """Make the request."""
        return Reversal(**members)


NEW_PAYMENT: Final = NewPaymentShape()
REVERSAL: Final = ReversalShape()
