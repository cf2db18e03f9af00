"""`surcharge`: a share of an earlier line, due where the condition holds."""

from __future__ import annotations

from service.domain.canonical import Json
from service.domain.decimals import ZERO
from service.kernel.arithmetic import N, Registers, Step, T
from service.kernel.kinds.kind import Kind, applied, conditional, went
from service.kernel.reading import Reading
from service.kernel.scope import Scope
from service.law.components import Surcharge


class SurchargeKind(Kind[Surcharge]):
    """`of` times `rate`, or zero; the note is whether the condition held."""

    def step(self, component: Surcharge, scope: Scope[N, T]) -> Step:
        """Multiply, where it is due."""
        arithmetic, of = scope.arithmetic, scope.slot(component.of)
        select, multiply = arithmetic.select, arithmetic.multiply
        test, rate, zero = scope.settled(component.when), arithmetic.constant(component.rate), arithmetic.constant(ZERO)

        def surcharge(registers: Registers) -> tuple[N, T]:
            holds = test(registers)
            return select(holds, multiply(registers[of], rate), zero), holds

        return surcharge

    def describe(self, component: Surcharge, reading: Reading) -> dict[str, Json]:
        """Write the rate, and whether and why it was due."""
        return {"of": component.of, "rate": f"{component.rate:f}", **applied(component.when, reading)}

    def branches(self, component: Surcharge) -> tuple[str, ...]:
        """Name both sides of the condition."""
        return conditional(component.when)

    def taken(self, component: Surcharge, reading: Reading) -> tuple[str, ...]:  # noqa: ARG002 - the same for all
        """Name the side that it fell on."""
        return went(reading)
