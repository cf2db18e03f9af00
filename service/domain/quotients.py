"""Quotients kept as what they are, a decimal over a whole number, so that a third stays a third until it is rounded."""

from __future__ import annotations

from decimal import Decimal
from math import lcm
from typing import Final, NamedTuple

from service.domain.decimals import EXACT, ZERO, divide_to_step


class Quotient(NamedTuple):
    """*dividend* over *divisor*, a whole number above zero; exact, and not reduced."""

    dividend: Decimal
    divisor: int

    def plus(self, other: Quotient) -> Quotient:
        """Add *other*, over the least divisor that both share."""
        common = lcm(self.divisor, other.divisor)
        mine = EXACT.multiply(self.dividend, Decimal(common // self.divisor))
        its = EXACT.multiply(other.dividend, Decimal(common // other.divisor))
        return Quotient(EXACT.add(mine, its), common)

    def of(self, amount: Decimal) -> Quotient:
        """Return this share of *amount*."""
        return Quotient(EXACT.multiply(self.dividend, amount), self.divisor)

    def exceeds(self, other: Quotient) -> bool:
        """Tell whether it is more than *other*."""
        mine = EXACT.multiply(self.dividend, Decimal(other.divisor))
        return mine > EXACT.multiply(other.dividend, Decimal(self.divisor))

    def rounded(self, step: Decimal, mode: str) -> Decimal:
        """Round to a whole multiple of *step* by a mode of `ROUNDING_MODES`, once."""
        return divide_to_step(self.dividend, Decimal(self.divisor), step, mode)


NOTHING: Final = Quotient(ZERO, 1)
