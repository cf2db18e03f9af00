"""
A program run over columns: proven to fit into 64 bits, then computed in blocks; the rows beyond, in Python's integers.

The proof is the program itself, run on no rows at all with the intervals of its inputs: nothing else has to be kept
in step with what the kinds compute.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from service.kernel.arithmetic import FACT_MISSING, Refusal
from service.kernel.columns.arithmetic import Columns
from service.kernel.columns.inputs import (
    Given,
    Register,
    beyond,
    bounded,
    registers_of,
    rows_of,
    take,
    unknown,
    widened,
)
from service.kernel.columns.outcome import ColumnOutcome
from service.kernel.columns.values import INT64, INT64_MAX, WIDE, Array, BeyondInt64, Column, Truths, fits_int64

if TYPE_CHECKING:
    from service.kernel.program import Program

# A block, and what is computed from it, stays in the second-level cache.
BLOCK_ROWS: Final = 16384
_BITS: Final = 63


def compute(program: Program, values: Mapping[str, Given], day: Array | date | None) -> ColumnOutcome:
    """
    Compute many cases exactly.

    *values* are keyed by input name, one value a row or one for all; so is *day*. A row that `exact` would refuse is
    marked as refused and stops no other.
    """
    registers = registers_of(program, values, day)
    rows = rows_of(registers)
    cap = _provable_cap(program, registers)
    if cap is None:
        return _Run(program, WIDE).compute(list(map(widened, registers)), rows)
    wide = np.zeros(rows, dtype=bool)
    for register in registers:
        wide |= beyond(register, cap)
    narrow = _Run(program, INT64).compute([bounded(register, cap) for register in registers], rows)
    if not wide.any():
        return narrow
    places = np.flatnonzero(wide)
    picked = [widened(take(register, places)) for register in registers]
    return _merged(narrow, _Run(program, WIDE).compute(picked, places.size), places)


def _provable_cap(program: Program, registers: list[Register]) -> int | None:
    """Return up to which magnitude of the inputs 64 bits are proven to be enough; nothing if they never are."""
    if _is_proven(program, registers, INT64_MAX):
        return INT64_MAX
    provable, hopeless = -1, _BITS
    while hopeless - provable > 1:
        bits = (provable + hopeless) // 2
        if _is_proven(program, registers, (1 << bits) - 1):
            provable = bits
        else:
            hopeless = bits
    return None if provable < 0 else (1 << provable) - 1


def _is_proven(program: Program, registers: list[Register], cap: int) -> bool:
    nothing = slice(0, 0)
    try:
        _Run(program, INT64).block([bounded(take(register, nothing), cap) for register in registers])
    except BeyondInt64:
        return False
    return True


class _Run:
    """A program compiled over columns of one type of number."""

    def __init__(self, program: Program, dtype: np.dtype[Any]) -> None:
        self._program = program
        self._arithmetic = Columns(dtype)
        self._dtype = dtype
        self._steps, self._numbers = program.steps(self._arithmetic)
        self._names = [component.head.id for component in program.version.components]
        self._places: dict[Refusal, int] = {}

    def compute(self, registers: list[Register], rows: int) -> ColumnOutcome:
        """Compute block after block into columns made once."""
        shapes = self.block([take(register, slice(0, 0)) for register in registers])
        named = dict(zip(self._names, shapes, strict=True))
        numbers = {
            name: shape._replace(ints=np.empty(rows, self._dtype))
            for name, shape in named.items()
            if isinstance(shape, Column)
        }
        findings = {name: np.empty(rows, dtype=bool) for name, shape in named.items() if isinstance(shape, Truths)}
        refused = np.zeros(rows, dtype=np.int16)
        for start in range(0, rows, BLOCK_ROWS):
            block = slice(start, start + BLOCK_ROWS)
            outcomes = self.block([take(register, block) for register in registers])
            for name, outcome in zip(self._names, outcomes, strict=True):
                if isinstance(outcome, Column):
                    numbers[name].ints[block] = outcome.ints
                else:
                    findings[name][block] = outcome.yes
            self._mark(refused[block])
        return ColumnOutcome(numbers, findings, refused, tuple(self._places))

    def block(self, registers: list[Register]) -> list[Column | Truths]:
        """Run every step on one block, and return the outcome of each component."""
        self._arithmetic.refusals.clear()
        self._refuse_unknown(registers)
        cells: list[Any] = [*registers, *self._names, *self._numbers]
        for slot, step in enumerate(self._steps, len(registers)):
            cells[slot], _ = step(cells)
        return cells[len(registers) : len(registers) + len(self._names)]

    def _refuse_unknown(self, registers: list[Register]) -> None:
        """Refuse the rows in which an input that is computed with is not known."""
        for name in self._program.counted:
            rows = unknown(registers[self._program.names.slots[name]])
            if rows is not None:
                self._arithmetic.refuse(Refusal(-1, FACT_MISSING), rows)

    def _mark(self, refused: Array) -> None:
        """Mark the rows of a block that were refused; the first refusal of a row counts."""
        for refusal, rows in self._arithmetic.refusals:
            place = self._places.setdefault(refusal, len(self._places) + 1)
            refused[(refused == 0) & rows] = place


def _merged(narrow: ColumnOutcome, wide: ColumnOutcome, places: Array) -> ColumnOutcome:
    """Put the rows of *wide* at their *places* among those of *narrow*."""
    numbers = {name: _inserted(column, wide.numbers[name], places) for name, column in narrow.numbers.items()}
    for name, rows in narrow.findings.items():
        rows[places] = wide.findings[name]
    refusals = tuple(dict.fromkeys((*narrow.refusals, *wide.refusals)))
    renumbered = np.array([0, *(refusals.index(refusal) + 1 for refusal in wide.refusals)], dtype=np.int16)
    narrow.refused[places] = renumbered[wide.refused]
    return ColumnOutcome(numbers, narrow.findings, narrow.refused, refusals)


def _inserted(column: Column, wide: Column, places: Array) -> Column:
    """Insert wide numbers; the column stays in 64 bits if they happen to fit."""
    fits = all(map(fits_int64, wide.ints.tolist()))
    ints = column.ints if fits else column.ints.astype(WIDE)
    ints[places] = wide.ints.astype(ints.dtype)
    return Column(ints, column.scale, min(column.low, wide.low), max(column.high, wide.high))
