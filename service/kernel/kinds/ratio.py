"""`ratio`: one value divided by another at a declared scale and mode; with `round`, the only step that may round."""

from __future__ import annotations

from service.domain.canonical import Json
from service.domain.decimals import EXACT, plain
from service.kernel.arithmetic import N, Note, Registers, Step, T
from service.kernel.kinds.kind import Kind
from service.kernel.reading import Reading
from service.kernel.scope import Scope
from service.law.components import Ratio


class RatioKind(Kind[Ratio]):
    """`of` divided by `by`; the note is whether the divisor was zero, so that `if_zero` is the answer."""

    def step(self, component: Ratio, scope: Scope[N, T]) -> Step:
        """Divide."""
        divide = scope.arithmetic.division(component.scale, component.mode, component.if_zero)
        of, by = scope.slot(component.of), scope.slot(component.by)

        def ratio(registers: Registers) -> tuple[N, Note]:
            return divide(registers[of], registers[by])

        return ratio

    def describe(self, component: Ratio, reading: Reading) -> dict[str, Json]:
        """Write how it was rounded and what remains: `of` is `out` times `by` and the remainder."""
        node: dict[str, Json] = {"of": component.of, "by": component.by}
        node |= {"scale": component.scale, "mode": component.mode}
        if reading.note:
            return node | {"applied": False, "reason": "divisor-is-zero"}
        back = EXACT.multiply(reading.out, reading.value(component.by))
        return node | {"remainder": plain(EXACT.subtract(reading.value(component.of), back))}

    def branches(self, component: Ratio) -> tuple[str, ...]:  # noqa: ARG002 - the same for all
        """Name the two ways."""
        return ("divides", "divisor is zero")

    def taken(self, component: Ratio, reading: Reading) -> tuple[str, ...]:
        """Name the way it went."""
        return (self.branches(component)[bool(reading.note)],)
