"""The body of `POST /v1/estimates/late-interest`."""

from __future__ import annotations

from typing import Any, Final

from service.http.fields import Code, Day, DecimalText, Instant, Part, Parts
from service.http.limits import MAX_LINES
from service.http.schemas.estimates import OperatorShape
from service.http.schemas.money import MONEY, MoneyShape
from service.http.shape import Shape, wrong
from service.law.format.forms import SCHEDULE
from service.usecases.requests import LateInterestRequest, PaidOn, RateFrom


class PaidOnShape(Shape[PaidOn]):
    """A payment of the debt, in its currency."""

    on = Day(required=True)
    amount = DecimalText(required=True, above_zero=True)

    def made(self, members: dict[str, Any]) -> PaidOn:
        """Make the payment."""
        return PaidOn(**members)


class RateFromShape(Shape[RateFrom]):
    """A rate a year, as a fraction, from a day on."""

    since = Day(required=True)
    rate = DecimalText(required=True)

    def made(self, members: dict[str, Any]) -> RateFrom:
        """Make the rate."""
        return RateFrom(**members)


class LateInterestShape(Shape[LateInterestRequest]):
    """A debt to be tried for what being late with it costs."""

    schedule = Code(SCHEDULE.pattern, required=True, expects='a schedule, such as "ru.late_interest"')
    operator = Part(OperatorShape(), required=True, expects='an object with a kind, such as {"kind": "legal_entity"}')
    amount = Part(MoneyShape(), required=True, expects=MONEY)
    due_on = Day(required=True)
    paid = Parts(Part(PaidOnShape()), load_default=(), most=MAX_LINES)
    as_of = Day(required=True)
    known_at = Instant(load_default=None)
    rates = Parts(Part(RateFromShape()), load_default=None, most=MAX_LINES)

    def made(self, members: dict[str, Any]) -> LateInterestRequest:
        """Make the request; of two rates for one day nobody could say which counts."""
        members["operator_kind"] = members.pop("operator")
        seen: set[object] = set()
        for index, rate in enumerate(members["rates"] or ()):
            if rate.since in seen:
                message = "expected one rate a day; this day stands before"
                raise wrong("rate-given-twice", message, "rates", index, "since")
            seen.add(rate.since)
        return LateInterestRequest(**members)


LATE_INTEREST: Final = LateInterestShape()
