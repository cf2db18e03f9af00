"""
Segments: a period cut wherever the law or the farm's place changes, and the lines of a statement allotted to the parts.

A line that is dated more closely than the cut falls wholly into one part. A line that straddles a cut is apportioned by
days, at a declared scale, and the last part takes the remainder, so that the parts always sum to the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.decimals import EXACT, divide_at_scale
from service.domain.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from decimal import Decimal

    from service.domain.periods import Period
    from service.domain.reports import CostLine, EnergyLine, Place, ProductionLine, Statement

# Apportioned quantities keep more digits than any meter or invoice has; the remainder keeps the rest.
KWH_SCALE: Final = 6
MONEY_SCALE: Final = 8


class Segment(NamedTuple):
    """A part of a period in which neither law nor place changes; every line with its place in the statement."""

    id: str
    period: Period
    place: Place
    energy: tuple[tuple[int, EnergyLine], ...]
    production: tuple[tuple[int, ProductionLine], ...]
    costs: tuple[tuple[int, CostLine], ...]
    apportioned: bool


def cut(statement: Statement, days: Iterable[date]) -> tuple[Segment, ...]:
    """Cut the period of *statement* at *days* and at every change of place, and allot its lines to the parts."""
    moves = (place.since for place in statement.places[1:])
    parts = tuple(statement.period.cut_at((*days, *moves)))
    if len(parts) == 1:
        return (_whole(statement),)
    return tuple(_part(statement, parts, index) for index in range(len(parts)))


def place_on(places: tuple[Place, ...], day: date) -> Place:
    """Return where the farm is on *day*; the first place reaches back without limit."""
    for place in reversed(places):
        if place.since <= day:
            return place
    return places[0]


def _whole(statement: Statement) -> Segment:
    return Segment(
        id="1",
        period=statement.period,
        place=place_on(statement.places, statement.period.start),
        energy=tuple(enumerate(statement.energy)),
        production=tuple(enumerate(statement.production)),
        costs=tuple(enumerate(statement.costs)),
        apportioned=False,
    )


def _part(statement: Statement, parts: tuple[Period, ...], index: int) -> Segment:
    period = parts[index]
    energy = tuple(_energy_parts(statement, parts, index))
    production = tuple((at, line) for at, line in enumerate(statement.production) if period.contains(line.received_on))
    costs = tuple(
        (at, line._replace(amount=_share_of_money(line.amount, statement.period, parts, index)))
        for at, line in enumerate(statement.costs)
    )
    straddles = any(len(_touched(line.span or statement.period, parts)) > 1 for _, line in energy)
    return Segment(
        id=str(index + 1),
        period=period,
        place=place_on(statement.places, period.start),
        energy=energy,
        production=production,
        costs=costs,
        apportioned=straddles or bool(costs),
    )


def _energy_parts(statement: Statement, parts: tuple[Period, ...], index: int) -> Iterator[tuple[int, EnergyLine]]:
    for at, line in enumerate(statement.energy):
        span = line.span or statement.period
        if span.overlap(parts[index]) is None:
            continue
        cost = None if line.cost is None else _share_of_money(line.cost, span, parts, index)
        yield at, line._replace(kwh=_share(line.kwh, span, parts, index, KWH_SCALE), cost=cost)


def _share_of_money(money: Money, span: Period, parts: tuple[Period, ...], index: int) -> Money:
    return Money(_share(money.amount, span, parts, index, MONEY_SCALE), money.currency)


def _share(amount: Decimal, span: Period, parts: tuple[Period, ...], index: int, scale: int) -> Decimal:
    """Return the share by days of *amount*, which covers *span*, that falls into the part at *index*."""
    touched = _touched(span, parts)
    if len(touched) == 1:
        return amount if touched[0] == index else amount * 0
    if index != touched[-1]:
        return _by_days(amount, span, parts[index], scale)
    remainder = amount
    for other in touched[:-1]:
        remainder = EXACT.subtract(remainder, _by_days(amount, span, parts[other], scale))
    return remainder


def _by_days(amount: Decimal, span: Period, part: Period, scale: int) -> Decimal:
    common = span.overlap(part)
    days = common.days if common else 0
    return divide_at_scale(EXACT.multiply(amount, _whole_number(days)), _whole_number(span.days), scale, "down")


def _whole_number(number: int) -> Decimal:
    return EXACT.create_decimal(number)


def _touched(span: Period, parts: tuple[Period, ...]) -> list[int]:
    return [index for index, part in enumerate(parts) if span.overlap(part)]
