"""Numbers of many cases at once: whole numbers of a scale, each operation proven to fit before it is computed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any, Final

import numpy as np

from service.kernel.arithmetic import Note
from service.kernel.columns.values import (
    INT64,
    INT64_MAX,
    BeyondInt64,
    Codes,
    Column,
    Indexes,
    ceiling,
    scale_of,
    whole_number,
)

_TEN: Final = 10
# With more bands than this, bisection is faster than a comparison with each edge.
_COMPARED_AT_MOST: Final = 12


class NumberColumns:
    """The numbers of `Arithmetic[Column, Truths]`, in *dtype*: `INT64`, or `WIDE` for Python's integers."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        """Compute in *dtype*."""
        self._dtype = dtype

    def column(self, ints: Any, scale: int, low: int, high: int) -> Column:
        """Make a column of this arithmetic's own type of number."""
        return Column(np.asarray(ints, dtype=self._dtype), scale, low, high)

    def prove(self, low: int, high: int) -> None:
        """Refuse to compute figures between *low* and *high* in 64 bits if they might not fit."""
        if self._dtype is INT64 and not -INT64_MAX <= low <= high <= INT64_MAX:
            raise BeyondInt64

    def at_scale(self, value: Column, scale: int) -> Column:
        """Write *value* at a *scale* not below its own."""
        if scale == value.scale:
            return value
        factor = _TEN ** (scale - value.scale)
        low, high = value.low * factor, value.high * factor
        self.prove(min(low, -factor), max(high, factor))
        return self.column(value.ints * factor, scale, low, high)

    def aligned(self, *values: Column) -> list[Column]:
        """Write *values* at the least scale that holds all of them."""
        scale = max(value.scale for value in values)
        return [self.at_scale(value, scale) for value in values]

    def constant(self, value: Decimal) -> Column:
        """Take a number of the document at the least scale that holds it."""
        scale = scale_of(value)
        whole = whole_number(value, scale)
        self.prove(whole, whole)
        return self.column(whole, scale, whole, whole)

    def add(self, one: Column, other: Column) -> Column:
        """Add."""
        one, other = self.aligned(one, other)
        low, high = one.low + other.low, one.high + other.high
        self.prove(low, high)
        return self.column(one.ints + other.ints, one.scale, low, high)

    def subtract(self, one: Column, other: Column) -> Column:
        """Subtract."""
        one, other = self.aligned(one, other)
        low, high = one.low - other.high, one.high - other.low
        self.prove(low, high)
        return self.column(one.ints - other.ints, one.scale, low, high)

    def multiply(self, one: Column, other: Column) -> Column:
        """Multiply."""
        corners = [left * right for left in (one.low, one.high) for right in (other.low, other.high)]
        low, high = min(corners), max(corners)
        self.prove(low, high)
        return self.column(one.ints * other.ints, one.scale + other.scale, low, high)

    def at_most(self, value: Column, limit: Column) -> tuple[Column, Note]:
        """Take the lower."""
        one, other = self.aligned(value, limit)
        low, high = min(one.low, other.low), min(one.high, other.high)
        return self.column(np.minimum(one.ints, other.ints), one.scale, low, high), None

    def at_least(self, value: Column, limit: Column) -> tuple[Column, Note]:
        """Take the higher."""
        one, other = self.aligned(value, limit)
        low, high = max(one.low, other.low), max(one.high, other.high)
        return self.column(np.maximum(one.ints, other.ints), one.scale, low, high), None

    def highest(self, values: Sequence[Column]) -> tuple[Column, Note]:
        """Take the highest."""
        return reduce(lambda one, other: self.at_least(one, other)[0], values), None

    def banding(self, edges: Sequence[Decimal]) -> Callable[[Column], Indexes]:
        """Compare with every edge, or bisect where there are many; an edge is brought to the scale of the numbers."""

        def band_of(value: Column) -> Indexes:
            rising = [ceiling(edge, value.scale) for edge in edges]
            low, high = _reached(rising, value.low), _reached(rising, value.high)
            if high - low > _COMPARED_AT_MOST:
                at = np.searchsorted(np.array(rising[low + 1 : high + 1], self._dtype), value.ints, "right") + low
            else:
                count = np.zeros(value.ints.shape, dtype=np.int8)
                for edge in rising[low + 1 : high + 1]:
                    count += np.asarray(value.ints >= edge, dtype=bool).view(np.int8)
                at = np.add(count, low, dtype=np.intp)
            return Indexes(at, low, high)

        return band_of

    def above(self, edges: Sequence[Decimal]) -> Callable[[Column, Indexes], Column]:
        """Subtract the edge; what is left is not below zero (but in rows refused), nor wider than the bands reached."""
        edge_of = self.table(edges)

        def excess(value: Column, index: Indexes) -> Column:
            one, edge = self.aligned(value, edge_of(index))
            rising = [whole_number(each, one.scale) for each in edges[index.low : index.high + 1]]
            tops = [*rising[1:], max(one.high, rising[0])]
            high = max(top - bottom for bottom, top in zip(rising, tops, strict=True))
            return self.column(one.ints - edge.ints, one.scale, 0, high)

        return excess

    def coding(self, codes: Sequence[str]) -> Callable[[Codes], Indexes]:
        """Translate the numbers of codes to those of the table."""
        positions = {code: position for position, code in enumerate(codes)}

        def code_of(value: Codes) -> Indexes:
            at = value.map([positions.get(code, -1) for code in value.categories], unknown=-1)
            return Indexes(at, -1, len(codes) - 1)

        return code_of

    def table(self, values: Sequence[Decimal]) -> Callable[[Indexes], Column]:
        """Write the entries at one scale, and take."""
        scale = max(map(scale_of, values))
        whole = [whole_number(value, scale) for value in values]
        self.prove(min(whole), max(whole))
        ints = np.array(whole, dtype=self._dtype)

        def entry_of(index: Indexes) -> Column:
            reached = whole[index.low : index.high + 1]
            return self.column(ints.take(index.at), scale, min(reached), max(reached))

        return entry_of


def _reached(rising: Sequence[int], value: int) -> int:
    return bisect_right(rising, value) - 1
