"""The columns arithmetic: what choosing, looking up and rounding do with both numbers and truths of many cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from service.kernel.arithmetic import FACT_MISSING, Note, Refusal
from service.kernel.columns.division import quotient
from service.kernel.columns.numbers import NumberColumns
from service.kernel.columns.truths import TruthColumns
from service.kernel.columns.values import Column, Indexes, Truths, scale_of, whole_number


class Columns(NumberColumns, TruthColumns):
    """`Arithmetic[Column, Truths]`, in numbers of *dtype*: `INT64`, or `WIDE` for Python's integers."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        """Start without refusals."""
        NumberColumns.__init__(self, dtype)
        TruthColumns.__init__(self)

    def select(self, truth: Truths, yes: Column, no: Column) -> Column:
        """Take one or the other."""
        one, other = self.aligned(yes, no)
        low, high = min(one.low, other.low), max(one.high, other.high)
        return self.column(np.where(truth.yes, one.ints, other.ints), one.scale, low, high)

    def first(self, truths: Sequence[Truths], values: Sequence[Column], refusal: Refusal) -> tuple[Column, Note]:
        """Select from the last to the first, then see which rows were left over or in doubt."""
        chosen = values[-1]
        for truth, value in reversed(list(zip(truths, values, strict=True))):
            chosen = self.select(truth, value, chosen)
        open_rows, doubtful = np.True_, np.False_
        for truth in truths:
            doubtful = doubtful | (open_rows & ~(truth.yes | truth.no))
            open_rows = open_rows & truth.no
        self.refuse(Refusal(refusal.position, FACT_MISSING), doubtful)
        self.refuse(refusal, open_rows)
        return chosen, None

    def found(self, index: Indexes, refusal: Refusal) -> Indexes:
        """Refuse the rows without an entry, and let them go on with the first."""
        if index.low >= 0:
            return index
        self.refuse(refusal, index.at < 0)
        return Indexes(np.maximum(index.at, 0), 0, max(index.high, 0))

    def rounding(self, step: Decimal, mode: str) -> Callable[[Column], Column]:
        """Divide by the step in whole numbers, and multiply back."""

        def rounded(value: Column) -> Column:
            scale = max(value.scale, scale_of(step))
            value, size = self.at_scale(value, scale), whole_number(step, scale)
            self.prove(size, size)
            steps = quotient(self, value, self.column(size, 0, size, size), mode)
            return self.multiply(steps, self.constant(step))

        return rounded

    def division(self, scale: int, mode: str, if_zero: Decimal) -> Callable[[Column, Column], tuple[Column, Note]]:
        """Divide in whole numbers, with one in the place of a divisor of zero."""
        answer = self.constant(if_zero)

        def divide(dividend: Column, divisor: Column) -> tuple[Column, Note]:
            power = scale + divisor.scale - dividend.scale
            above = self.at_scale(dividend, dividend.scale + max(power, 0))
            below = self.at_scale(divisor, divisor.scale + max(-power, 0))
            if below.low < 0:
                above = self.multiply(above, self.column(np.where(below.ints < 0, -1, 1), 0, -1, 1))
                below = self.column(np.abs(below.ints), 0, 0, max(-below.low, below.high))
            is_zero = np.asarray(below.ints == 0, dtype=bool)
            nonzero = self.column(below.ints + is_zero, 0, max(below.low, 1), max(below.high, 1))
            rounded = quotient(self, above, nonzero, mode)._replace(scale=scale)
            return self.select(Truths(is_zero, ~is_zero), answer, rounded), None

        return divide
