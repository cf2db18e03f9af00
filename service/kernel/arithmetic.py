"""
The arithmetic that component kinds are written over: what numbers and truths can do, not what they are.

A kind prepares itself once (`rate = arithmetic.constant(...)`, `band = arithmetic.banding(...)`) and gets back what
runs for every case, so that nothing is looked up, aligned or checked again while cases run. There are two
arithmetics: `exact`, one case in `Decimal`, and `columns`, many cases in scaled whole numbers. Truths are
three-valued after Kleene: a fact that is not known makes a comparison neither true nor false.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple, Protocol, TypeVar

N = TypeVar("N")  # a number
T = TypeVar("T")  # a truth: yes, no, or not known

# What a case has come to so far: the day, the facts, the outcome of each component, the numbers written in the
# document.
Registers = list[Any]
# The register of the day; facts and components have names, it has none.
DAY_REGISTER: Final = 0
# What a kind notes for the trace: the band, the option, whether a condition held. Only `exact` keeps it.
Note = Any
# One component, compiled: from the registers to its own outcome and its note.
Step = Callable[[Registers], tuple[Any, Note]]
# A condition, compiled.
Test = Callable[[Registers], T]
# Which entry of a table a value falls on; -1 for none.
Index = Any


class Refusal(NamedTuple):
    """Why a component has no outcome for a case: its position in the version, and a stable code."""

    position: int
    code: str


FACT_MISSING: Final = "fact-missing"
RATE_NOT_FOUND: Final = "rate-not-found"
NO_OPTION: Final = "no-option-applies"


class Arithmetic(Protocol[N, T]):
    """What a kind may do with numbers `N` and truths `T`; nothing here rounds unless it says so."""

    @property
    def add(self) -> Callable[[N, N], N]:
        """The sum."""

    @property
    def subtract(self) -> Callable[[N, N], N]:
        """The difference."""

    @property
    def multiply(self) -> Callable[[N, N], N]:
        """The product."""

    def constant(self, value: Decimal) -> N:
        """Take a number of the document."""

    def at_most(self, value: N, limit: N) -> tuple[N, Note]:
        """Return the lower of the two, and whether the limit bound."""

    def at_least(self, value: N, limit: N) -> tuple[N, Note]:
        """Return the higher of the two, and whether the limit bound."""

    def highest(self, values: Sequence[N]) -> tuple[N, Note]:
        """Return the highest, and which it was (the first of equals)."""

    def select(self, truth: T, yes: N, no: N) -> N:
        """Return *yes* where *truth* holds, else *no*; *truth* is settled."""

    def first(self, truths: Sequence[T], values: Sequence[N], refusal: Refusal) -> tuple[N, Note]:
        """Return the value of the first truth that holds, and which it was; none, or a doubt before it, is refused."""

    def banding(self, edges: Sequence[Decimal]) -> Callable[[N], Index]:
        """Prepare to find the last of the rising *edges* that a number has reached (an edge is its band's own)."""

    def above(self, edges: Sequence[Decimal]) -> Callable[[N, Index], N]:
        """Prepare to say how far a number lies above the edge of the band it has reached."""

    def coding(self, codes: Sequence[str]) -> Callable[[Any], Index]:
        """Prepare to find which of *codes* a code is."""

    def found(self, index: Index, refusal: Refusal) -> Index:
        """Refuse where *index* is none."""

    def table(self, values: Sequence[Decimal]) -> Callable[[Index], N]:
        """Prepare to take the entry of *values* at an index."""

    def rounding(self, step: Decimal, mode: str) -> Callable[[N], N]:
        """Prepare to round to a whole multiple of *step* by *mode* (of `decimals.ROUNDING_MODES`)."""

    def division(self, scale: int, mode: str, if_zero: Decimal) -> Callable[[N, N], tuple[N, Note]]:
        """Prepare to divide, rounding once to *scale* digits by *mode*; notes whether the divisor was zero."""

    def one_of(self, codes: Sequence[str]) -> Callable[[Any], T]:
        """Prepare to tell whether a code is among *codes*."""

    def compared(self, relation: str, bound: Decimal) -> Callable[[Any], T]:
        """Prepare to compare a number with *bound*: `above`, `at_least`, `below`, `at_most` or `equals`."""

    def since(self, day: date) -> Callable[[Any], T]:
        """Prepare to tell whether a day is *day* or later."""

    def season(self, start: tuple[int, int], end: tuple[int, int]) -> Callable[[Any], T]:
        """Prepare to tell whether a day lies in `[start, end)` of its year, months and days; may cross New Year."""

    def every(self, truths: Sequence[T]) -> T:
        """Tell whether all of them hold; of none: yes."""

    def some(self, truths: Sequence[T]) -> T:
        """Tell whether one of them holds; of none: no."""

    def opposite(self, truth: T) -> T:
        """Tell whether it does not hold."""

    def settled(self, truth: T, refusal: Refusal) -> T:
        """Refuse where *truth* is not known."""
