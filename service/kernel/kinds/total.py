"""`total`: the sum of some lines less the sum of others."""

from __future__ import annotations

from service.domain.canonical import Json
from service.kernel.arithmetic import N, Registers, Step, T
from service.kernel.kinds.kind import Kind
from service.kernel.reading import Reading
from service.kernel.scope import Scope
from service.law.components import Total


class TotalKind(Kind[Total]):
    """The sum of `add` minus every one of `less`."""

    def step(self, component: Total, scope: Scope[N, T]) -> Step:
        """Add, then subtract, in the order of the document."""
        plus, minus = scope.arithmetic.add, scope.arithmetic.subtract
        first, *others = [scope.slot(name) for name in component.add]
        less = [scope.slot(name) for name in component.less]

        def total(registers: Registers) -> tuple[N, None]:
            amount = registers[first]
            for slot in others:
                amount = plus(amount, registers[slot])
            for slot in less:
                amount = minus(amount, registers[slot])
            return amount, None

        return total

    def describe(self, component: Total, reading: Reading) -> dict[str, Json]:  # noqa: ARG002 - the values stand in `in`
        """Write what was added and what was taken off."""
        return {"add": list(component.add), "less": list(component.less)}
