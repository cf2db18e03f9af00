"""`subtract`: one value less others, optionally not below a floor."""

from __future__ import annotations

from service.domain.canonical import Json
from service.domain.decimals import EXACT, plain
from service.kernel.arithmetic import N, Note, Registers, Step, T
from service.kernel.kinds.kind import BOUNDED, Kind
from service.kernel.reading import Reading
from service.kernel.scope import Scope
from service.law.components import Subtract


class SubtractKind(Kind[Subtract]):
    """`base` less every one of `less`; the note is whether the floor bound."""

    def step(self, component: Subtract, scope: Scope[N, T]) -> Step:
        """Subtract one after the other, then hold the floor."""
        subtract, at_least = scope.arithmetic.subtract, scope.arithmetic.at_least
        base, less = scope.slot(component.base), [scope.slot(name) for name in component.less]
        floor = None if component.floor is None else scope.arithmetic.constant(component.floor)

        def difference(registers: Registers) -> tuple[N, Note]:
            rest = registers[base]
            for slot in less:
                rest = subtract(rest, registers[slot])
            return (rest, None) if floor is None else at_least(rest, floor)

        return difference

    def describe(self, component: Subtract, reading: Reading) -> dict[str, Json]:
        """Write what is taken from what, and, where the floor bound, what it cut off."""
        node: dict[str, Json] = {"base": component.base, "less": list(component.less)}
        if component.floor is None:
            return node
        node |= {"floor": plain(component.floor), "bound": bool(reading.note)}
        if reading.note:
            rest = reading.value(component.base)
            for name in component.less:
                rest = EXACT.subtract(rest, reading.value(name))
            node["before"] = reading.like(component.base, rest)
        return node

    def branches(self, component: Subtract) -> tuple[str, ...]:
        """Name both sides of a floor."""
        return () if component.floor is None else BOUNDED

    def taken(self, component: Subtract, reading: Reading) -> tuple[str, ...]:
        """Name the side that it fell on."""
        return () if component.floor is None else (BOUNDED[not reading.note],)
