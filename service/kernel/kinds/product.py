"""`product`: one value times another, such as a rate that was looked up times the kilowatt-hours."""

from __future__ import annotations

from service.domain.canonical import Json
from service.kernel.arithmetic import N, Registers, Step, T
from service.kernel.kinds.kind import Kind
from service.kernel.reading import Reading
from service.kernel.scope import Scope
from service.law.components import Product


class ProductKind(Kind[Product]):
    """`of` times `by`."""

    def step(self, component: Product, scope: Scope[N, T]) -> Step:
        """Multiply."""
        multiply, of, by = scope.arithmetic.multiply, scope.slot(component.of), scope.slot(component.by)

        def product(registers: Registers) -> tuple[N, None]:
            return multiply(registers[of], registers[by]), None

        return product

    def describe(self, component: Product, reading: Reading) -> dict[str, Json]:  # noqa: ARG002 - the values stand in `in`
        """Write which factor is which."""
        return {"of": component.of, "by": component.by}
