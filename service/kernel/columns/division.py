"""Whole numbers divided and rounded once, by any mode, on whole columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from service.kernel.columns.numbers import NumberColumns
from service.kernel.columns.values import Column

# The same on both sides of zero, so computed on magnitudes.
_SYMMETRIC: Final = ("half_up", "half_down", "up", "down")
# What is added before dividing downwards, for each mode; the first four of numbers not below zero.
_ADDED: Final[dict[str, Callable[[Any], Any]]] = {
    "half_up": lambda divisor: divisor // 2,
    "half_down": lambda divisor: (divisor - 1) // 2,
    "up": lambda divisor: divisor - 1,
    "down": lambda _: 0,
    "half_even": lambda divisor: divisor // 2,
    "ceiling": lambda divisor: divisor - 1,
    "floor": lambda _: 0,
}


def quotient(numbers: NumberColumns, dividend: Column, divisor: Column, mode: str) -> Column:
    """
    Return `dividend / divisor` rounded to whole numbers by *mode*; scales play no part.

    *divisor* is above zero. One division downwards decides every mode: what the mode needs is added before it.
    """
    if dividend.low < 0 and mode in _SYMMETRIC:
        magnitude = numbers.column(np.abs(dividend.ints), 0, 0, max(-dividend.low, dividend.high))
        rounded = quotient(numbers, magnitude, divisor, mode)
        ints = np.where(dividend.ints < 0, -rounded.ints, rounded.ints)
        return numbers.column(ints, 0, -rounded.high, rounded.high)
    numbers.prove(dividend.low - divisor.high, dividend.high + divisor.high)
    moved = dividend.ints + _ADDED[mode](divisor.ints)
    ints = moved // divisor.ints
    if mode == "half_even":  # a half has been moved up onto a whole number: go back to the even one
        ints = ints - ((ints % 2 == 1) & (divisor.ints % 2 == 0) & (moved - ints * divisor.ints == 0))
    sizes = (divisor.low, divisor.high)
    low, high = min(dividend.low // size for size in sizes), max(dividend.high // size for size in sizes)
    return numbers.column(ints, 0, low, high + 1)
