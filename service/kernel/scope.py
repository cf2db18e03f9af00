"""The scope of a component: what it sees while it is compiled, which is the arithmetic and the names before it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Generic

from service.kernel.arithmetic import FACT_MISSING, Arithmetic, N, Refusal, Registers, T, Test
from service.kernel.conditions import compile_condition
from service.law.conditions import Condition


class Scope(Generic[N, T]):
    """
    Where names stand in the registers, over one arithmetic.

    *slots* are the registers of facts and components. Numbers that a document writes in the place of a name get
    registers of their own behind them (`numbers`), so that a step need not ask which of the two it has.
    """

    def __init__(self, arithmetic: Arithmetic[N, T], slots: Mapping[str, int]) -> None:
        """Start with the names alone."""
        self.arithmetic = arithmetic
        self.position = 0
        self.numbers: list[N] = []
        self._slots = slots
        self._first_number = len(slots) + 1  # the day has a register and no name

    def slot(self, operand: str | Decimal) -> int:
        """Return the register of a name, or a new one for a number."""
        if isinstance(operand, str):
            return self._slots[operand]
        self.numbers.append(self.arithmetic.constant(operand))
        return self._first_number + len(self.numbers) - 1

    def refusal(self, code: str) -> Refusal:
        """Say that the component being compiled has no outcome, by *code*."""
        return Refusal(self.position, code)

    def condition(self, condition: Condition) -> Test[T]:
        """Compile *condition*, doubts included."""
        return compile_condition(condition, self.arithmetic, self._slots)

    def settled(self, condition: Condition | None) -> Test[T]:
        """Compile *condition* (none: always) so that a doubt is refused."""
        if condition is None:
            always = self.arithmetic.every(())
            return lambda _: always
        test, refusal, settled = self.condition(condition), self.refusal(FACT_MISSING), self.arithmetic.settled

        def decide(registers: Registers) -> T:
            return settled(test(registers), refusal)

        return decide
