"""`eligibility`: a finding where the condition holds; it is separate from liability and comes to no money."""

from __future__ import annotations

from service.domain.canonical import Json
from service.kernel.arithmetic import N, Registers, Step, T
from service.kernel.kinds.kind import Kind, applied, conditional, went
from service.kernel.reading import Reading
from service.kernel.scope import Scope
from service.law.components import Eligibility


class EligibilityKind(Kind[Eligibility]):
    """The outcome and the note are whether the condition held."""

    def step(self, component: Eligibility, scope: Scope[N, T]) -> Step:
        """Settle the condition."""
        test = scope.settled(component.when)

        def eligibility(registers: Registers) -> tuple[T, T]:
            holds = test(registers)
            return holds, holds

        return eligibility

    def describe(self, component: Eligibility, reading: Reading) -> dict[str, Json]:
        """Write the finding, and whether and why it was made."""
        return {
            "finding": component.finding,
            "severity": component.severity,
            "message": dict(component.message),
            **applied(component.when, reading),
        }

    def branches(self, component: Eligibility) -> tuple[str, ...]:
        """Name both sides of the condition."""
        return conditional(component.when)

    def taken(self, component: Eligibility, reading: Reading) -> tuple[str, ...]:  # noqa: ARG002 - the same for all
        """Name the side that it fell on."""
        return went(reading)
