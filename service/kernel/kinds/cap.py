"""`cap` and `minimum`: a value held to an upper or a lower bound."""

from __future__ import annotations

from service.domain.canonical import Json
from service.kernel.arithmetic import N, Note, Registers, Step, T
from service.kernel.kinds.kind import BOUNDED, Kind
from service.kernel.reading import Reading
from service.kernel.scope import Scope
from service.law.components import Cap, Minimum


class CapKind(Kind[Cap | Minimum]):
    """`of`, but not above (`cap`) or not below (`minimum`) `at`; the note is whether it bound."""

    def step(self, component: Cap | Minimum, scope: Scope[N, T]) -> Step:
        """Take the lower, or the higher."""
        bounded = scope.arithmetic.at_most if isinstance(component, Cap) else scope.arithmetic.at_least
        of, at = scope.slot(component.of), scope.slot(component.at)

        def bound(registers: Registers) -> tuple[N, Note]:
            return bounded(registers[of], registers[at])

        return bound

    def describe(self, component: Cap | Minimum, reading: Reading) -> dict[str, Json]:
        """Write the bound, and whether it bound."""
        at = component.at if isinstance(component.at, str) else reading.like(component.of, component.at)
        return {"of": component.of, "at": at, "bound": reading.note}

    def branches(self, component: Cap | Minimum) -> tuple[str, ...]:  # noqa: ARG002 - the same for all
        """Name both sides of the bound."""
        return BOUNDED

    def taken(self, component: Cap | Minimum, reading: Reading) -> tuple[str, ...]:  # noqa: ARG002 - the same for all
        """Name the side that it fell on."""
        return (BOUNDED[not reading.note],)
