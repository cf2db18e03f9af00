"""`per_unit`: a quantity times the rate of one unit, kWh x KZT/kWh."""

from __future__ import annotations

from collections.abc import Callable

from service.kernel.arithmetic import N, Registers, Step, T
from service.kernel.kinds.kind import Description, Kind
from service.kernel.reading import Names, Reading
from service.kernel.scope import Scope
from service.law.components import Percent, PerUnit


class PerUnitKind(Kind[PerUnit | Percent]):
    """`of` times `rate`; `percent` computes the same, on money."""

    def step(self, component: PerUnit | Percent, scope: Scope[N, T]) -> Step:
        """Multiply."""
        multiply = scope.arithmetic.multiply
        of, rate = scope.slot(component.of), scope.arithmetic.constant(component.rate)

        def per_unit(registers: Registers) -> tuple[N, None]:
            return multiply(registers[of], rate), None

        return per_unit

    def describing(self, component: PerUnit | Percent, names: Names) -> Callable[[Reading], Description]:
        """Write the rate in its written scale, and the unit it is for one of: the same in every case."""
        said: Description = {"rate": f"{component.rate:f}", "per": names.units.get(component.of)}
        return lambda _: said
