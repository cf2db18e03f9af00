"""The values of the columns arithmetic: numbers, codes and truths of many cases, and the places where bounds stand."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from service.domain.decimals import EXACT

Array = npt.NDArray[Any]
INT64: Final = np.dtype(np.int64)
WIDE: Final = np.dtype(object)  # Python's integers
INT64_MAX: Final = 2**63 - 1
_SAMPLE: Final = 256


class BeyondInt64(Exception):
    """A figure may leave 64 bits; the cases have to be computed with Python's integers."""


class Column(NamedTuple):
    """
    Numbers `ints * 10**-scale`, none outside `[low, high]` in the same whole numbers.

    Rows that have been refused may hold anything. *known* says which numbers are known; nothing: all of them.
    """

    ints: Array
    scale: int
    low: int
    high: int
    known: Array | None = None

    @classmethod
    def of(cls, ints: Sequence[int] | Array, scale: int = 0, known: Array | None = None) -> Self:
        """
        Measure whole numbers: an array of integers, or Python's own.

        Raises:
            TypeError: they are not whole numbers.
        """
        array = ints if isinstance(ints, np.ndarray) else np.array(ints, dtype=WIDE)
        if array.dtype.kind not in "iuO" or (array.dtype == WIDE and not all(type(each) is int for each in array.flat)):
            raise TypeError(f"a column is made of whole numbers of a scale, not of {array.dtype}")
        low, high = (int(array.min()), int(array.max())) if array.size else (0, 0)
        return cls(array.astype(INT64 if fits_int64(low, high) else WIDE, copy=False), scale, low, high, known)

    @classmethod
    def of_decimals(cls, numbers: Sequence[Decimal | None]) -> Self:
        """Take exact numbers, at the least scale that holds all of them; `None` is not known."""
        scale = max((scale_of(number) for number in numbers if number is not None), default=0)
        ints = [0 if number is None else whole_number(number, scale) for number in numbers]
        known = np.array([number is not None for number in numbers], dtype=bool)
        return cls.of(np.array(ints, dtype=WIDE), scale, None if known.all() else known)

    @classmethod
    def of_texts(cls, texts: Sequence[str | None]) -> Self:
        """Take exact numbers as they are written in JSON, at the least scale that holds all of them."""
        places = [0 if text is None or (at := text.find(".")) < 0 else len(text) - at - 1 for text in texts]
        scale = max(places, default=0)
        padding = ["0" * (scale - place) for place in range(scale + 1)]
        ints = [
            0 if text is None else int(text.replace(".", "", 1) + padding[place])
            for text, place in zip(texts, places, strict=True)
        ]
        known = np.array([text is not None for text in texts], dtype=bool)
        return cls.of(_whole(ints), scale, None if known.all() else known)

    def decimal(self, row: int) -> Decimal:
        """Return the number of *row*."""
        return Decimal(int(self.ints[row])).scaleb(-self.scale, EXACT)


def _whole(ints: list[int]) -> Array:
    """Put whole numbers into 64 bits where they fit."""
    return np.array(ints, dtype=INT64 if fits_int64(min(ints, default=0), max(ints, default=0)) else WIDE)


class Codes(NamedTuple):
    """Codes as indexes into *categories*; -1 is not known."""

    indexes: Array
    categories: tuple[str, ...]

    @classmethod
    def of(cls, codes: Sequence[str | None] | Array) -> Self:
        """Number codes in the order in which they first appear; `None` is not known."""
        if isinstance(codes, np.ndarray):
            return cls._of_texts(codes) if codes.dtype.kind == "U" else cls.of(codes.tolist())
        numbers: dict[str, int] = {}
        indexes = [-1 if code is None else numbers.setdefault(code, len(numbers)) for code in codes]
        return cls(np.array(indexes, dtype=np.intp), tuple(numbers))

    @classmethod
    def _of_texts(cls, texts: Array) -> Self:
        """Compare with the few codes that a sample shows: much faster than to make a million Python strings."""
        categories = tuple(dict.fromkeys(texts[:_SAMPLE].tolist()))
        indexes = np.full(texts.shape, -1, dtype=np.intp)
        for index, category in enumerate(categories):
            indexes[texts == category] = index
        rest = np.flatnonzero(indexes < 0)
        others = cls.of(texts[rest].tolist())
        indexes[rest] = others.indexes + len(categories)
        return cls(indexes, (*categories, *others.categories))

    def map(self, values: Sequence[Any], *, unknown: object) -> Array:
        """Replace each code by the value at its category, or *unknown* where it is not known."""
        return np.array([*values, unknown])[self.indexes]


class Truths(NamedTuple):
    """Where it holds and where it does not; where neither, it is not known."""

    yes: Any
    no: Any


class Indexes(NamedTuple):
    """Entries of a table, none outside `[low, high]`; -1 is none."""

    at: Array
    low: int
    high: int


def fits_int64(*values: int) -> bool:
    """Tell whether 64 bits hold every one of *values*, of either sign."""
    return all(-INT64_MAX <= value <= INT64_MAX for value in values)


def scale_of(value: Decimal) -> int:
    """Return how many digits after the point *value* needs."""
    return max(-int(value.normalize(EXACT).as_tuple().exponent), 0)


def whole_number(value: Decimal, scale: int) -> int:
    """Return `value * 10**scale`, which is whole."""
    return int(value.scaleb(scale, EXACT))


def ceiling(value: Decimal, scale: int) -> int:
    """Return the lowest whole number that is not below `value * 10**scale`."""
    return int(value.scaleb(scale, EXACT).to_integral_value(ROUND_CEILING, EXACT))
