"""The exact arithmetic: one case in `Decimal`, no digit lost; a truth is `True`, `False` or `None` (not known)."""

from __future__ import annotations

import operator
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from service.domain.decimals import EXACT, divide_at_scale, rounder
from service.kernel.arithmetic import FACT_MISSING, Refusal

Truth = bool | None

_RELATIONS: Final = {
    "above": operator.gt,
    "at_least": operator.ge,
    "below": operator.lt,
    "at_most": operator.le,
    "equals": operator.eq,
}


class Refused(Exception):
    """A component has no outcome for this case; the program turns it into a refusal that names the facts."""

    def __init__(self, refusal: Refusal) -> None:
        """Carry *refusal* out of the steps."""
        super().__init__(refusal.code)
        self.refusal = refusal


class Exact:
    """`Arithmetic[Decimal, Truth]`; a step calls the operations of the decimal context itself, without detour."""

    def __init__(self) -> None:
        """Bind the operations of the context that refuses to lose a digit."""
        self.add = EXACT.add
        self.subtract = EXACT.subtract
        self.multiply = EXACT.multiply

    def constant(self, value: Decimal) -> Decimal:
        """Take a number of the document, in its written scale."""
        return value

    def at_most(self, value: Decimal, limit: Decimal) -> tuple[Decimal, bool]:
        """Return the lower, and whether the limit bound."""
        return (limit, True) if value > limit else (value, False)

    def at_least(self, value: Decimal, limit: Decimal) -> tuple[Decimal, bool]:
        """Return the higher, and whether the limit bound."""
        return (limit, True) if value < limit else (value, False)

    def highest(self, values: Sequence[Decimal]) -> tuple[Decimal, int]:
        """Return the highest, and which it was."""
        highest = max(values)
        return highest, values.index(highest)

    def select(self, truth: Truth, yes: Decimal, no: Decimal) -> Decimal:
        """Return *yes* if *truth*, else *no*."""
        return yes if truth else no

    def first(self, truths: Sequence[Truth], values: Sequence[Decimal], refusal: Refusal) -> tuple[Decimal, int]:
        """Return the value of the first truth that holds, and which it was."""
        for index, truth in enumerate(truths):
            if truth:
                return values[index], index
            if truth is None:
                raise Refused(Refusal(refusal.position, FACT_MISSING))
        raise Refused(refusal)

    def banding(self, edges: Sequence[Decimal]) -> Callable[[Decimal], int]:
        """Prepare to find the band of a number by bisection."""
        rising = tuple(edges)
        return lambda value: bisect_right(rising, value) - 1

    def above(self, edges: Sequence[Decimal]) -> Callable[[Decimal, int], Decimal]:
        """Prepare to subtract the edge."""
        rising, subtract = tuple(edges), EXACT.subtract
        return lambda value, index: subtract(value, rising[index])

    def coding(self, codes: Sequence[str]) -> Callable[[str], int]:
        """Prepare to find a code by its hash."""
        indexes = {code: index for index, code in enumerate(codes)}
        return lambda code: indexes.get(code, -1)

    def found(self, index: int, refusal: Refusal) -> int:
        """Refuse a number below the first band, or a code outside the table."""
        if index < 0:
            raise Refused(refusal)
        return index

    def table(self, values: Sequence[Decimal]) -> Callable[[int], Decimal]:
        """Prepare to take an entry."""
        return tuple(values).__getitem__

    def rounding(self, step: Decimal, mode: str) -> Callable[[Decimal], Decimal]:
        """Prepare to round."""
        return rounder(step, mode)

    def division(self, scale: int, mode: str, if_zero: Decimal) -> Callable[[Decimal, Decimal], tuple[Decimal, bool]]:
        """Prepare to divide."""

        def divide(dividend: Decimal, divisor: Decimal) -> tuple[Decimal, bool]:
            return (divide_at_scale(dividend, divisor, scale, mode), False) if divisor else (if_zero, True)

        return divide

    def one_of(self, codes: Sequence[str]) -> Callable[[str | None], Truth]:
        """Prepare to look a code up."""
        known = frozenset(codes)
        return lambda code: None if code is None else code in known

    def compared(self, relation: str, bound: Decimal) -> Callable[[Decimal | None], Truth]:
        """Prepare to compare."""
        compare = _RELATIONS[relation]
        return lambda value: None if value is None else compare(value, bound)

    def since(self, day: date) -> Callable[[date | None], Truth]:
        """Prepare to compare days."""
        return lambda value: None if value is None else value >= day

    def season(self, start: tuple[int, int], end: tuple[int, int]) -> Callable[[date | None], Truth]:
        """Prepare to place a day in its year."""
        crosses_new_year = end <= start

        def within(day: date | None) -> Truth:
            if day is None:
                return None
            at = (day.month, day.day)
            return (start <= at or at < end) if crosses_new_year else start <= at < end

        return within

    def every(self, truths: Sequence[Truth]) -> Truth:
        """A no decides, then a doubt."""
        return False if False in truths else None if None in truths else True

    def some(self, truths: Sequence[Truth]) -> Truth:
        """A yes decides, then a doubt."""
        return True if True in truths else None if None in truths else False

    def opposite(self, truth: Truth) -> Truth:
        """A doubt stays one."""
        return None if truth is None else not truth

    def settled(self, truth: Truth, refusal: Refusal) -> Truth:
        """Refuse a doubt."""
        if truth is None:
            raise Refused(refusal)
        return truth
