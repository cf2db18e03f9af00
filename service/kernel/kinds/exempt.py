"""`exempt`: nothing where the condition holds; what was relieved stays in the trace."""

from __future__ import annotations

from service.domain.canonical import Json
from service.domain.decimals import ZERO
from service.kernel.arithmetic import N, Registers, Step, T
from service.kernel.kinds.kind import Kind, conditional, went
from service.kernel.reading import Reading
from service.kernel.scope import Scope
from service.law.components import Exempt


class ExemptKind(Kind[Exempt]):
    """Zero or `of`; the note is whether the condition held."""

    def step(self, component: Exempt, scope: Scope[N, T]) -> Step:
        """Choose between nothing and `of`."""
        select, of = scope.arithmetic.select, scope.slot(component.of)
        test, zero = scope.settled(component.when), scope.arithmetic.constant(ZERO)

        def exempt(registers: Registers) -> tuple[N, T]:
            holds = test(registers)
            return select(holds, zero, registers[of]), holds

        return exempt

    def describe(self, component: Exempt, reading: Reading) -> dict[str, Json]:
        """Write whether it was relieved, how much, and why (or why not)."""
        node: dict[str, Json] = {"of": component.of, "applied": reading.note, "why": reading.why(component.when)}
        if reading.note:
            return node | {"reason": component.reason, "relieved": reading.text(component.of)}
        return node | {"reason": "condition-not-met"}

    def branches(self, component: Exempt) -> tuple[str, ...]:
        """Name both sides of the condition."""
        return conditional(component.when)

    def taken(self, component: Exempt, reading: Reading) -> tuple[str, ...]:  # noqa: ARG002 - the same for all
        """Name the side that it fell on."""
        return went(reading)
