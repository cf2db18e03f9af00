"""
The columns arithmetic: many cases at once in whole numbers of a declared scale, equal to `exact` to the digit.

A column carries the interval that none of its numbers leaves. Each operation computes the interval of its result before
it touches a number, so that 64 bits are proven, not hoped, to hold every intermediate figure (NumPy wraps silently).
Cases for which they cannot be run with the same operations on Python's integers, which never overflow.

Nothing outside this package imports NumPy: a worker that answers requests never loads it.
"""

from __future__ import annotations

from service.kernel.columns.outcome import ColumnOutcome
from service.kernel.columns.run import compute
from service.kernel.columns.values import Codes, Column

__all__ = ["Codes", "Column", "ColumnOutcome", "compute"]
