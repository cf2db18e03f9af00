"""
Gathering: from the lines of a segment to the values that a version asks for.

Each fact of the catalogue has one function here. Inputs filter the lines by their members (`where`); amounts are
converted to the schedule's currency on the way, and every conversion leaves a node for the trace.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.decimals import EXACT, ZERO, plain
from service.domain.errors import Fault, Nonsense
from service.domain.facts import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from service.domain.canonical import Json
    from service.domain.money import Money
    from service.domain.periods import Period
    from service.domain.reports import EnergyLine, OperatorKind
    from service.kernel.segments import Piece, Segment
    from service.kernel.valuation import Valued, Valuer
    from service.law.document import Input

Where = dict[str, tuple[str, ...]]


class Taxpayer(NamedTuple):
    """Whose facts are gathered: what it is in law, the first day of its period, and the tax periods of the segment."""

    kind: OperatorKind
    period_start: date
    tax_periods: Period


class Gathered(NamedTuple):
    """The values by input name, the nodes of valuations and conversions, and what the reader should know."""

    values: dict[str, Decimal | str | date | None]
    nodes: list[dict[str, Json]]
    flags: list[str]


class Sources(NamedTuple):
    """Where facts are gathered from: one segment of a taxpayer's period, and all of the same calendar month."""

    taxpayer: Taxpayer
    segment: Segment
    month: tuple[Segment, ...]
    valuer: Valuer
    gathered: Gathered


def gather(needs: Iterable[Input], sources: Sources) -> Gathered:
    """Gather every one of *needs*; the result is also in `sources.gathered`."""
    for need in needs:
        sources.gathered.values[need.name] = GATHERERS[need.fact](need, sources)
    return sources.gathered


def _energy_kwh(need: Input, sources: Sources) -> Decimal:
    return _sum_kwh(sources.segment, need.where)


def _energy_kwh_month(need: Input, sources: Sources) -> Decimal:
    total = ZERO
    for segment in sources.month:
        total = EXACT.add(total, _sum_kwh(segment, need.where))
    return total


def _sum_kwh(segment: Segment, where: Where) -> Decimal:
    total = ZERO
    for piece in segment.pieces:
        for _, line in piece.energy:
            if _counts(line, where):
                total = EXACT.add(total, line.kwh)
    return total


def _energy_cost(need: Input, sources: Sources) -> Decimal:
    total, faults = ZERO, []
    for piece in sources.segment.pieces:
        for at, line in piece.energy:
            if not _counts(line, need.where) or not line.kwh:
                continue
            pointer = f"{piece.at}/energy/{at}/cost"
            if line.cost is None:
                message = f"expected the cost of this line: it is part of {_meaning(need.fact)}"
                faults.append(Fault(pointer, "fact-missing", message))
                continue
            valued = sources.valuer.money(line.cost, piece.period.start, pointer)
            total = EXACT.add(total, _noted(valued, need.name, piece, pointer, sources))
    if faults:
        detail = f"The fact {need.fact} ({_meaning(need.fact)}) is missing; it comes from /energy/*/cost."
        raise Nonsense("fact-missing", detail, faults=faults)
    return total


def _mined_value(need: Input, sources: Sources) -> Decimal:
    total, lines = ZERO, 0
    assets = need.where.get("asset")
    for piece in sources.segment.pieces:
        for at, day, line in piece.production:
            lines += 1
            if assets and line.asset not in assets:
                continue
            pointer = f"{piece.at}/production/{at}"
            valued = sources.valuer.coins(line, day, pointer)
            total = EXACT.add(total, _noted(valued, need.name, piece, pointer, sources))
            if line.unit_price is not None:
                _flag(sources, "declared-price")
    if not lines:
        _flag(sources, "nothing-mined")
    return total


def _deductible_costs(need: Input, sources: Sources) -> Decimal:
    categories = need.where.get("category")
    total = ZERO
    for piece in sources.segment.pieces:
        for pointer, amount in _costs(piece, categories):
            valued = sources.valuer.money(amount, piece.period.start, pointer)
            total = EXACT.add(total, _noted(valued, need.name, piece, pointer, sources))
    return total


def _costs(piece: Piece, categories: tuple[str, ...] | None) -> Iterator[tuple[str, Money]]:
    """Yield every documented cost of *categories* (none: all), electricity among them, and where it stands."""
    if not categories or "electricity" in categories:
        for at, line in piece.energy:
            if line.cost is not None:
                yield f"{piece.at}/energy/{at}/cost", line.cost
    for at, cost in piece.costs:
        if not categories or cost.category in categories:
            yield f"{piece.at}/costs/{at}/amount", cost.amount


def _place(need: Input, sources: Sources) -> str | None:
    """
    Return the region or the zone of all farms that are looked at together.

    Documents that could ask for more than one are refused when they are read; law that was recorded before is not read
    again, and is refused an answer here instead of being given the first farm's.
    """
    placed: dict[str | None, str] = {}
    for piece in sources.segment.pieces:
        placed.setdefault(getattr(piece.place, need.fact), piece.at)
    if len(placed) == 1:
        return next(iter(placed))
    faults = [
        Fault(f"{at}/{need.fact}", "place-not-one", f"the {need.fact} of this farm is {place or 'not known'}")
        for place, at in placed.items()
    ]
    places = ", ".join(sorted(place or "one that is not known" for place in placed))
    detail = f"The fact {need.fact} ({_meaning(need.fact)}) is not one: there are {places}. "
    remedy = "The law that asks for it looks at all these farms as one; it has to look at each (subject: farm)."
    raise Nonsense("fact-missing", detail + remedy, faults=faults)


def _days(period: Period) -> Decimal:
    return Decimal((period.end - period.start).days)


def _counts(line: EnergyLine, where: Where) -> bool:
    """Tell whether *line* passes every filter of *where* (a missing member lets everything pass)."""
    if not where:
        return True
    supplies, meterings, connections = where.get("supply"), where.get("metering"), where.get("grid_connected")
    return (
        (supplies is None or line.supply in supplies)
        and (meterings is None or line.metering in meterings)
        and (connections is None or ("true" if line.grid_connected else "false") in connections)
    )


def _noted(valued: Valued, name: str, piece: Piece, pointer: str, sources: Sources) -> Decimal:
    """Leave a node for a valuation that took a step; an amount taken as it stands needs none."""
    if valued.steps:
        pieces = sum(other.at == piece.at for other in sources.segment.pieces)
        share = f"@{piece.period.start.isoformat()}" if pieces > 1 else ""
        node: dict[str, Json] = {
            "id": f"{sources.segment.id}/{name}{pointer}{share}",
            "kind": "valuation",
            "in": valued.steps,
            "out": plain(valued.amount),
        }
        sources.gathered.nodes.append(node)
    return valued.amount


def _flag(sources: Sources, flag: str) -> None:
    if flag not in sources.gathered.flags:
        sources.gathered.flags.append(flag)


def _meaning(fact: str) -> str:
    return CATALOGUE[fact].meaning["en"]


GATHERERS: Final[Mapping[str, Callable[[Input, Sources], Decimal | str | date | None]]] = {
    "energy_kwh": _energy_kwh,
    "energy_kwh_month": _energy_kwh_month,
    "energy_cost": _energy_cost,
    "mined_value": _mined_value,
    "deductible_costs": _deductible_costs,
    "operator_kind": lambda _, sources: sources.taxpayer.kind.value,
    "region": _place,
    "zone": _place,
    "period_start": lambda _, sources: sources.taxpayer.period_start,
    "segment_days": lambda _, sources: _days(sources.segment.period),
    "tax_period_days": lambda _, sources: _days(sources.taxpayer.tax_periods),
}
