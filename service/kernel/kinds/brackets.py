"""`brackets`: bands of a value, each slice at the rate of its own (`marginal`) or the whole at one rate (`slab`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

from service.domain.decimals import EXACT, ZERO, plain
from service.kernel.arithmetic import RATE_NOT_FOUND, Index, N, Registers, Step, T
from service.kernel.kinds.kind import Description, Kind
from service.kernel.reading import Names, Reading
from service.kernel.scope import Scope
from service.law.components import Band, Brackets


class BracketsKind(Kind[Brackets]):
    """A band reaches from its own edge up to, not including, the next; the note is the band that `of` has reached."""

    def step(self, component: Brackets, scope: Scope[N, T]) -> Step:
        """Find the band, then charge by the mode."""
        return _marginal(component, scope) if component.mode == "marginal" else _slab(component, scope)

    def describing(self, component: Brackets, names: Names) -> Callable[[Reading], Description]:
        """Prepare the rows: a band that lies below the one reached says the same in every case."""
        rows, decimals = _rows(component.bands), names.decimals[component.head.id]
        full = [
            _full(row, band, above.start, decimals)
            for row, (band, above) in zip(rows[:-1], pairwise(component.bands), strict=True)
        ]
        start = [band.start if component.mode == "marginal" else ZERO for band in component.bands]
        said: Description = {"mode": component.mode, "per": names.units.get(component.of)}

        def describe(reading: Reading) -> Description:
            reached, value = reading.note, reading.value(component.of)
            units = EXACT.subtract(value, start[reached])
            charged = full[:reached] if component.mode == "marginal" else []
            if units or not charged:
                amount = EXACT.multiply(units, component.bands[reached].rate)
                charged.append({**rows[reached], "units": plain(units), "amount": plain(amount, decimals=decimals)})
            return {**said, "bands": charged}

        return describe

    def branches(self, component: Brackets) -> tuple[str, ...]:
        """Name the bands."""
        return tuple(_branch(band) for band in component.bands)

    def taken(self, component: Brackets, reading: Reading) -> Iterator[str]:
        """Name the bands that something was charged in."""
        value, reached, bands = reading.value(component.of), reading.note, component.bands
        if component.mode == "marginal":
            return (_branch(band) for band in bands[: reached + 1] if value > band.start)
        return (_branch(band) for band in bands[reached : reached + 1] if value)


def _marginal(component: Brackets, scope: Scope[N, T]) -> Step:
    """
    Charge what lies above the edge of the band reached, and add what the bands below come to when they are full.

    One multiplication for however many bands, and exact: the sums below are computed when compiling.
    """
    arithmetic, of = scope.arithmetic, scope.slot(component.of)
    add, multiply, found = arithmetic.add, arithmetic.multiply, arithmetic.found
    edges = [band.start for band in component.bands]
    band_of, above = arithmetic.banding(edges), arithmetic.above(edges)
    rate_of = arithmetic.table([band.rate for band in component.bands])
    below_of = arithmetic.table(list(_full_below(component.bands)))
    refusal = scope.refusal(RATE_NOT_FOUND)

    def marginal(registers: Registers) -> tuple[N, Index]:
        value = registers[of]
        index = found(band_of(value), refusal)
        return add(below_of(index), multiply(above(value, index), rate_of(index))), index

    return marginal


def _slab(component: Brackets, scope: Scope[N, T]) -> Step:
    """Charge the whole at the rate of the band reached."""
    arithmetic, of = scope.arithmetic, scope.slot(component.of)
    multiply, found = arithmetic.multiply, arithmetic.found
    band_of = arithmetic.banding([band.start for band in component.bands])
    rate_of = arithmetic.table([band.rate for band in component.bands])
    refusal = scope.refusal(RATE_NOT_FOUND)

    def slab(registers: Registers) -> tuple[N, Index]:
        value = registers[of]
        index = found(band_of(value), refusal)
        return multiply(value, rate_of(index)), index

    return slab


def _full_below(bands: tuple[Band, ...]) -> Iterator[Decimal]:
    """Yield for each band what all the bands below it come to when they are full."""
    total = ZERO
    yield total
    for band, above in pairwise(bands):
        total = EXACT.add(total, EXACT.multiply(EXACT.subtract(above.start, band.start), band.rate))
        yield total


def _rows(bands: tuple[Band, ...]) -> list[Description]:
    """Write what each band says of itself: its edges (the last has no end) and its rate."""
    ends = (*(plain(band.start) for band in bands[1:]), None)
    return [
        {"from": plain(band.start), "to": end, "rate": f"{band.rate:f}"} for band, end in zip(bands, ends, strict=True)
    ]


def _full(row: Description, band: Band, end: Decimal, decimals: int) -> Description:
    """Write the row of a band that is charged up to its end."""
    units = EXACT.subtract(end, band.start)
    amount = EXACT.multiply(units, band.rate)
    return {**row, "units": plain(units), "amount": plain(amount, decimals=decimals)}


def _branch(band: Band) -> str:
    return f"band from {plain(band.start)}"
