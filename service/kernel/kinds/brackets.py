"""`brackets`: bands of a value, each slice at the rate of its own (`marginal`) or the whole at one rate (`slab`)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from service.domain.canonical import Json
from service.domain.decimals import EXACT, ZERO, plain
from service.kernel.arithmetic import RATE_NOT_FOUND, Index, N, Registers, Step, T
from service.kernel.kinds.kind import Kind
from service.kernel.reading import Reading
from service.kernel.scope import Scope
from service.law.components import Band, Brackets


class BracketsKind(Kind[Brackets]):
    """A band reaches from its own edge up to, not including, the next; the note is the band that `of` has reached."""

    def step(self, component: Brackets, scope: Scope[N, T]) -> Step:
        """Find the band, then charge by the mode."""
        return _marginal(component, scope) if component.mode == "marginal" else _slab(component, scope)

    def describe(self, component: Brackets, reading: Reading) -> dict[str, Json]:
        """Write a row for each band that was charged; the first band always has one, even of nothing."""
        rows: list[Json] = [
            {
                "from": plain(band.start),
                "to": None if end is None else plain(end),
                "units": plain(units),
                "rate": f"{band.rate:f}",
                "amount": reading.like(reading.id, EXACT.multiply(units, band.rate)),
            }
            for band, end, units in _charged(component, reading)
        ]
        return {"mode": component.mode, "per": reading.unit(component.of), "bands": rows}

    def branches(self, component: Brackets) -> tuple[str, ...]:
        """Name the bands."""
        return tuple(_branch(band) for band in component.bands)

    def taken(self, component: Brackets, reading: Reading) -> Iterator[str]:
        """Name the bands that something was charged in."""
        return (_branch(band) for band, _, units in _charged(component, reading) if units)


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


def _charged(component: Brackets, reading: Reading) -> Iterator[tuple[Band, Decimal | None, Decimal]]:
    """Yield the bands charged, each with its end (the last has none) and the units charged in it."""
    value, reached, bands = reading.value(component.of), reading.note, component.bands
    ends = (*(band.start for band in bands[1:]), None)
    if component.mode != "marginal":
        yield bands[reached], ends[reached], value
        return
    for index in range(reached + 1):
        end = ends[index]
        top = value if end is None or index == reached else end
        if top > bands[index].start or index == 0:
            yield bands[index], end, EXACT.subtract(top, bands[index].start)


def _branch(band: Band) -> str:
    return f"band from {plain(band.start)}"
