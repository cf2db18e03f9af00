"""Truths of many cases at once: where a condition holds, where it does not, and where it is not known (Kleene)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any, Final

import numpy as np

from service.kernel.arithmetic import Refusal
from service.kernel.columns.values import Array, Codes, Column, Truths, ceiling

_HUNDRED: Final = 100


class TruthColumns:
    """
    The truths of `Arithmetic[Column, Truths]`.

    `refusals` collects, in the order of the components, the rows that have no outcome; they go on with any value.
    """

    def __init__(self) -> None:
        """Start without refusals."""
        self.refusals: list[tuple[Refusal, Any]] = []

    def refuse(self, refusal: Refusal, rows: Any) -> None:
        """Note that *rows* have no outcome."""
        if np.any(rows):
            self.refusals.append((refusal, rows))

    def one_of(self, codes: Sequence[str]) -> Callable[[Codes], Truths]:
        """Judge every category once."""
        known = frozenset(codes)

        def among(value: Codes) -> Truths:
            inside = [code in known for code in value.categories]
            return Truths(value.map(inside, unknown=False), value.map([not each for each in inside], unknown=False))

        return among

    def compared(self, relation: str, bound: Decimal) -> Callable[[Column], Truths]:
        """Compare with the bound at the scale of the numbers: rounded down for `above`, up for `at_least`."""

        def compare(value: Column) -> Truths:
            up, down = ceiling(bound, value.scale), -ceiling(-bound, value.scale)
            ints = value.ints
            match relation:
                case "above":
                    yes = ints > down
                case "at_least":
                    yes = ints >= up
                case "below":
                    yes = ints < up
                case "at_most":
                    yes = ints <= down
                case _:
                    yes = (ints == up) & (up == down)
            yes = np.asarray(yes, dtype=bool)
            return Truths(yes, ~yes) if value.known is None else Truths(yes & value.known, ~yes & value.known)

        return compare

    def since(self, day: date) -> Callable[[Array], Truths]:
        """Compare days."""
        first = np.datetime64(day, "D")
        return lambda days: Truths(days >= first, days < first)  # neither, for a day that is not known

    def season(self, start: tuple[int, int], end: tuple[int, int]) -> Callable[[Array], Truths]:
        """Write days as month and day in one number, and compare."""
        first, last = (_HUNDRED * month + day for month, day in (start, end))

        def within(days: Array) -> Truths:
            months = days.astype("datetime64[M]")
            month = months.astype(np.int64) % 12 + 1
            at = _HUNDRED * month + (days - months).astype(np.int64) + 1
            inside = (at >= first) & (at < last) if first < last else (at >= first) | (at < last)
            known = ~np.isnat(days)
            return Truths(inside & known, ~inside & known)

        return within

    def every(self, truths: Sequence[Truths]) -> Truths:
        """One no is enough for no."""
        yes = reduce(operator.and_, (truth.yes for truth in truths), np.True_)
        return Truths(yes, reduce(operator.or_, (truth.no for truth in truths), np.False_))

    def some(self, truths: Sequence[Truths]) -> Truths:
        """One yes is enough for yes."""
        yes = reduce(operator.or_, (truth.yes for truth in truths), np.False_)
        return Truths(yes, reduce(operator.and_, (truth.no for truth in truths), np.True_))

    def opposite(self, truth: Truths) -> Truths:
        """Change sides."""
        return Truths(truth.no, truth.yes)

    def settled(self, truth: Truths, refusal: Refusal) -> Truths:
        """Refuse the rows in doubt."""
        self.refuse(refusal, ~(truth.yes | truth.no))
        return truth
