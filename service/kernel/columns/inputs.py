"""What a caller gives for the inputs of a program, brought into the form in which columns are computed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from service.domain.facts import CATALOGUE
from service.kernel.columns.values import INT64, WIDE, Array, Codes, Column

if TYPE_CHECKING:
    from service.kernel.program import Program

# A column, or one value for all rows; texts and days also as NumPy arrays.
Given = Column | Codes | Array | Decimal | str | date | None
# One register of a run: numbers, codes or days (`datetime64[D]`); one value for all rows has no dimension.
Register = Column | Codes | Array


def registers_of(program: Program, values: Mapping[str, Given], day: Array | date | None) -> list[Register]:
    """Read the day, then the inputs of *program* in its own order."""
    types = [(need.name, CATALOGUE[need.fact].type) for need in program.needs]
    return [_days(day), *(_register(type_, values.get(name)) for name, type_ in types)]


def rows_of(registers: list[Register]) -> int:
    """
    Return how many rows the registers have in common; 1 if all of them are one value for all rows.

    Raises:
        ValueError: two of them have different numbers of rows.
    """
    lengths = {array.size for array in map(_array, registers) if array.ndim}
    if len(lengths) > 1:
        raise ValueError(f"inputs have different numbers of rows: {sorted(lengths)}; give each one value a row, or one")
    return lengths.pop() if lengths else 1


def take(register: Register, rows: slice | Array) -> Register:
    """Return some *rows* of a register."""
    if _array(register).ndim == 0:
        return register
    match register:
        case Column(ints, scale, low, high, known):
            return Column(ints[rows], scale, low, high, None if known is None else known[rows])
        case Codes(indexes, categories):
            return Codes(indexes[rows], categories)
        case _:
            return register[rows]


def unknown(register: Register) -> Array | None:
    """Return where a register is not known; nothing where it always is."""
    match register:
        case Column(known=known):
            return None if known is None else ~known
        case Codes(indexes=indexes):
            return np.asarray(indexes < 0)
        case _:
            return np.isnat(register)


def bounded(register: Register, cap: int) -> Register:
    """Return a register in 64 bits, whose numbers beyond *cap*, on either side of zero, have been set to zero."""
    if not isinstance(register, Column):
        return register
    if -cap <= register.low <= register.high <= cap:
        return register._replace(ints=register.ints.astype(INT64, copy=False))
    within = np.where(beyond(register, cap), 0, register.ints).astype(INT64)
    low, high = max(min(register.low, 0), -cap), min(max(register.high, 0), cap)
    return Column(within, register.scale, low, high, register.known)


def beyond(register: Register, cap: int) -> Array:
    """Tell which rows have a number beyond *cap*, on either side of zero."""
    if not isinstance(register, Column) or -cap <= register.low <= register.high <= cap:
        return np.zeros((), dtype=bool)
    return np.asarray((register.ints > cap) | (register.ints < -cap), dtype=bool)


def widened(register: Register) -> Register:
    """Return a register whose numbers are Python's integers."""
    return register._replace(ints=register.ints.astype(WIDE)) if isinstance(register, Column) else register


def _register(type_: str, given: Given) -> Register:
    if type_ in ("quantity", "money"):
        return given if isinstance(given, Column) else _number(given)
    if type_ == "day":
        return _days(given)
    return given if isinstance(given, Codes) else _codes(given)


def _number(given: Given) -> Column:
    if not isinstance(given, Decimal | None):
        raise TypeError(f"a number is given as a Column, a Decimal or None, not as {type(given).__name__}")
    column = Column.of_decimals([given])
    known = None if column.known is None else column.known.reshape(())
    return column._replace(ints=column.ints.reshape(()), known=known)


def _codes(given: Given) -> Codes:
    if isinstance(given, np.ndarray):
        return Codes.of(given)
    if not isinstance(given, str | None):
        raise TypeError(f"codes are given as Codes, an array of texts, a text or None, not as {type(given).__name__}")
    codes = Codes.of([given])
    return codes._replace(indexes=codes.indexes.reshape(()))


def _days(given: Given) -> Array:
    if isinstance(given, Column | Codes | Decimal | str):
        raise TypeError(f"days are given as an array of datetime64, a date or None, not as {type(given).__name__}")
    return np.asarray("NaT" if given is None else given, dtype="datetime64[D]")


def _array(register: Register) -> Array:
    match register:
        case Column(ints=array) | Codes(indexes=array):
            return array
        case _:
            return register
