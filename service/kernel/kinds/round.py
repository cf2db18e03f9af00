"""`round`: to a whole multiple of a step, the only place where money is rounded."""

from __future__ import annotations

from service.domain.canonical import Json
from service.domain.decimals import EXACT, plain
from service.kernel.arithmetic import N, Registers, Step, T
from service.kernel.kinds.kind import Kind
from service.kernel.reading import Reading
from service.kernel.scope import Scope
from service.law.components import Round


class RoundKind(Kind[Round]):
    """`of` rounded to a multiple of `step` by `mode`."""

    def step(self, component: Round, scope: Scope[N, T]) -> Step:
        """Round once."""
        rounded, of = scope.arithmetic.rounding(component.step, component.mode), scope.slot(component.of)

        def step(registers: Registers) -> tuple[N, None]:
            return rounded(registers[of]), None

        return step

    def describe(self, component: Round, reading: Reading) -> dict[str, Json]:
        """Write step, mode and residue: what rounding left out, so that `out` and the residue make up `of`."""
        residue = EXACT.subtract(reading.value(component.of), reading.out)
        return {"of": component.of, "step": f"{component.step:f}", "mode": component.mode, "residue": plain(residue)}
