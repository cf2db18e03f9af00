"""`lookup`: a rate found by another value, in bands of a number or a table of codes; no hit is refused, never zero."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from service.domain.canonical import Json
from service.domain.decimals import plain
from service.kernel.arithmetic import RATE_NOT_FOUND, Index, N, Registers, Step, T
from service.kernel.kinds.kind import Kind
from service.kernel.reading import Reading
from service.kernel.scope import Scope
from service.law.components import Lookup


class LookupKind(Kind[Lookup]):
    """The note is which row was hit."""

    def step(self, component: Lookup, scope: Scope[N, T]) -> Step:
        """Find the row, then take its rate."""
        arithmetic, by, refusal = scope.arithmetic, scope.slot(component.by), scope.refusal(RATE_NOT_FOUND)
        row_of = (
            arithmetic.coding(list(component.table))
            if component.table is not None
            else arithmetic.banding([band.start for band in component.bands or ()])
        )
        rate_of, found = arithmetic.table([rate for _, rate in _rows(component)]), arithmetic.found

        def lookup(registers: Registers) -> tuple[N, Index]:
            index = found(row_of(registers[by]), refusal)
            return rate_of(index), index

        return lookup

    def describe(self, component: Lookup, reading: Reading) -> dict[str, Json]:
        """Write the row that was hit."""
        row, rate = list(_rows(component))[reading.note]
        node: dict[str, Json] = {"by": component.by, "rate": f"{rate:f}"}
        if component.table is not None:
            return node | {"entry": row}
        ends = [plain(band.start) for band in (component.bands or ())[1:]]
        return node | {"from": row, "to": ends[reading.note] if reading.note < len(ends) else None}

    def branches(self, component: Lookup) -> tuple[str, ...]:
        """Name the rows."""
        return tuple(f"row {row}" for row, _ in _rows(component))

    def taken(self, component: Lookup, reading: Reading) -> tuple[str, ...]:
        """Name the row that was hit."""
        return (self.branches(component)[reading.note],)


def _rows(component: Lookup) -> Iterator[tuple[str, Decimal]]:
    """Yield the code or the edge of each row, with its rate."""
    if component.table is not None:
        yield from component.table.items()
    for band in component.bands or ():
        yield plain(band.start), band.rate
