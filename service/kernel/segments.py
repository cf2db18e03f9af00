"""
Segments: a period cut wherever the law changes, and the lines of the statements of that period allotted to the parts.

A line that is dated more closely than the cut falls wholly into one part. A line that straddles a cut is apportioned by
days, at a declared scale: each part has what a reading that runs evenly shows at its end, less what it shows at its
start. So the parts always sum to the whole, and what falls on some days does not hang on how the others are cut: tax
periods that are assessed one by one have together all that was reported.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.decimals import EXACT, divide_at_scale
from service.domain.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    from service.domain.periods import Period
    from service.domain.reports import CostLine, EnergyLine, OperatorKind, Place, ProductionLine, Statement

# Apportioned quantities keep more digits than any meter or invoice has; the last part keeps the rest.
KWH_SCALE: Final = 6
MONEY_SCALE: Final = 8


class Piece(NamedTuple):
    """
    What one statement says of days on which neither law nor its farm's place changes; lines with their positions.

    Coins come with the day of their receipt where the law is: that may lie beside the days of the statement, and then
    there is a piece of nothing but coins.
    *at* leads to the statement among several (`/reports/1`), and is empty where there is only one.
    """

    at: str
    operator_kind: OperatorKind
    period: Period
    place: Place
    energy: tuple[tuple[int, EnergyLine], ...]
    production: tuple[tuple[int, date, ProductionLine], ...]
    costs: tuple[tuple[int, CostLine], ...]
    apportioned: bool


class Dated(NamedTuple):
    """A statement with the day of each receipt, and all days that it says something of."""

    statement: Statement
    production: tuple[tuple[int, date, ProductionLine], ...]
    reach: Period

    @classmethod
    def of(cls, statement: Statement, period: Period, zone: ZoneInfo) -> Dated:
        """
        Date the receipts of *statement* in *zone*.

        A statement that has no day of *period* left, though it is looked at, says that there was nothing.
        """
        production = tuple((position, line.day_in(zone), line) for position, line in enumerate(statement.production))
        days = [day for _, day, _ in production]
        reach = statement.period.reaching(days)
        return cls(statement, production, reach if reach.overlap(period) else reach.joined(period))


class Segment(NamedTuple):
    """A part of a period in which the law does not change, nor the farm's place where the law looks at one farm."""

    id: str
    period: Period
    pieces: tuple[Piece, ...]

    @property
    def apportioned(self) -> bool:
        """Tell whether a line was shared out by days."""
        return any(piece.apportioned for piece in self.pieces)

    @property
    def region(self) -> str | None:
        """Where the farms were; nothing where farms in several regions are assessed together."""
        return _common(piece.place.region for piece in self.pieces)

    @property
    def zone(self) -> str | None:
        """The zone that the farms were in, or nothing."""
        return _common(piece.place.zone for piece in self.pieces)

    def within(self, inside: Iterable[Piece]) -> Segment:
        """Keep only the pieces that are *inside* what the law concerns."""
        return self._replace(pieces=tuple(inside))


def cut(
    statements: Sequence[Statement], period: Period, days: Iterable[date], *, by_place: bool, zone: ZoneInfo
) -> tuple[Segment, ...]:
    """
    Cut *period* at *days*, and where a farm moves when *by_place*, and allot what *statements* say of it to the parts.

    A statement may reach beyond the period, or count on some of its days only; then only its share of these counts.
    Receipts that are stated to the instant are of their day in *zone*.
    """
    statements = [statement._replace(places=_moves(statement.places)) for statement in statements]
    moves = [place.since for statement in statements for place in statement.places[1:]] if by_place else []
    edges = (*days, *moves, *period)
    parts = tuple(period.cut_at(edges))
    single = len(statements) == 1
    pieces = [
        piece
        for number, statement in enumerate(statements)
        for piece in _pieces("" if single else f"/reports/{number}", Dated.of(statement, period, zone), edges)
    ]
    return tuple(
        Segment(str(number), part, tuple(piece for piece in pieces if part.contains(piece.period.start)))
        for number, part in enumerate(parts, 1)
    )


def _common(values: Iterable[str | None]) -> str | None:
    different = set(values)
    return different.pop() if len(different) == 1 else None


def _moves(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Leave out a place that is where the farm lay already: it may be stated more than once since when it has."""
    moved = (after for before, after in pairwise(places) if (before.region, before.zone) != (after.region, after.zone))
    return (places[0], *moved)


def place_on(places: tuple[Place, ...], day: date) -> Place:
    """Return where the farm is on *day*; the first place reaches back without limit."""
    for place in reversed(places):
        if place.since <= day:
            return place
    return places[0]


def _pieces(at: str, dated: Dated, edges: tuple[date, ...]) -> Iterator[Piece]:
    """
    Cut what is stated at *edges*, at every move of its farm, and where it begins or ceases to count; yield what counts.

    Its own days are cut from those of receipts beside them. What does not count is cut off all the same: its parts and
    those that count make up the whole.
    """
    statement = dated.statement
    moves = (place.since for place in statement.places[1:])
    bounds = (day for days in statement.days or () for day in days)
    parts = tuple(dated.reach.cut_at((*edges, *moves, *bounds, *statement.period)))
    for index, part in enumerate(parts):
        if statement.days is None or any(days.contains(part.start) for days in statement.days):
            yield _whole(at, dated) if len(parts) == 1 else _part(at, dated, parts, index)


def _whole(at: str, dated: Dated) -> Piece:
    statement = dated.statement
    return Piece(
        at=at,
        operator_kind=statement.operator_kind,
        period=statement.period,
        place=place_on(statement.places, statement.period.start),
        energy=tuple(enumerate(statement.energy)),
        production=dated.production,
        costs=tuple(enumerate(statement.costs)),
        apportioned=False,
    )


def _part(at: str, dated: Dated, parts: tuple[Period, ...], index: int) -> Piece:
    statement, period = dated.statement, parts[index]
    energy = tuple(_energy_parts(statement, parts, index))
    costs = tuple(
        (position, line._replace(amount=_share_of_money(line.amount, statement.period, parts, index)))
        for position, line in enumerate(statement.costs)
        if statement.period.overlap(period)
    )
    spans = [line.span or statement.period for _, line in energy] + [statement.period] * bool(costs)
    return Piece(
        at=at,
        operator_kind=statement.operator_kind,
        period=period,
        place=place_on(statement.places, period.start),
        energy=energy,
        production=tuple(line for line in dated.production if period.contains(line[1])),
        costs=costs,
        apportioned=any(len(_touched(span, parts)) > 1 for span in spans),
    )


def _energy_parts(statement: Statement, parts: tuple[Period, ...], index: int) -> Iterator[tuple[int, EnergyLine]]:
    for position, line in enumerate(statement.energy):
        span = line.span or statement.period
        if span.overlap(parts[index]) is None:
            continue
        cost = None if line.cost is None else _share_of_money(line.cost, span, parts, index)
        yield position, line._replace(kwh=_share(line.kwh, span, parts, index, KWH_SCALE), cost=cost)


def _share_of_money(money: Money, span: Period, parts: tuple[Period, ...], index: int) -> Money:
    return Money(_share(money.amount, span, parts, index, MONEY_SCALE), money.currency)


def _share(amount: Decimal, span: Period, parts: tuple[Period, ...], index: int, scale: int) -> Decimal:
    """Return what of *amount*, which covers *span*, falls into the part at *index*: all by its end, less all before."""
    common = span.overlap(parts[index])
    if common is None:
        return amount * 0
    if common == span:
        return amount
    return EXACT.subtract(_until(amount, span, common.end, scale), _until(amount, span, common.start, scale))


def _until(amount: Decimal, span: Period, day: date, scale: int) -> Decimal:
    """Return what falls by days into those before *day*: a running reading, which is all of *amount* in the end."""
    if day == span.end:
        return amount
    days = _whole_number((day - span.start).days)
    return divide_at_scale(EXACT.multiply(amount, days), _whole_number(span.days), scale, "down")


def _whole_number(number: int) -> Decimal:
    return EXACT.create_decimal(number)


def _touched(span: Period, parts: tuple[Period, ...]) -> list[int]:
    return [index for index, part in enumerate(parts) if span.overlap(part)]
