"""However a period is cut, the parts of every line sum to the line."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from service.domain.money import Money
from service.domain.periods import Period
from service.domain.reports import CostLine, EnergyLine, Metering, OperatorKind, Place, Statement, Supply
from service.kernel.segments import cut

ALMATY = ZoneInfo("Asia/Almaty")
START = date(2024, 1, 1)
PERIOD = Period(START, date(2025, 1, 1))
days = st.integers(-20, 400).map(lambda offset: START + timedelta(days=offset))
amounts = st.decimals(0, 10**15, places=3)


@st.composite
def lines(draw: st.DrawFn) -> EnergyLine:
    """Draw an energy line, dated or not."""
    span = None
    if draw(st.booleans()):
        first, second = draw(st.tuples(st.integers(0, 365), st.integers(0, 365)).filter(lambda pair: pair[0] < pair[1]))
        span = Period(START + timedelta(days=first), START + timedelta(days=second))
    cost = Money(draw(amounts), "KZT")
    return EnergyLine(draw(amounts), Supply.GRID, Metering.METERED, grid_connected=True, cost=cost, span=span)


@given(st.lists(lines(), max_size=5), st.lists(amounts, max_size=3), st.lists(days, max_size=6))
def test_the_parts_sum_to_the_whole(energy: list[EnergyLine], costs: list[Decimal], edges: list[date]) -> None:
    """Energy, its cost and other costs keep their sums; the segments make up the period."""
    stated = Statement(
        operator_kind=OperatorKind.LEGAL_ENTITY,
        places=(Place(START, "KZ-71", None),),
        period=PERIOD,
        energy=tuple(energy),
        costs=tuple(CostLine("other", Money(amount, "KZT")) for amount in costs),
    )

    segments = cut((stated,), PERIOD, edges, by_place=False, zone=ALMATY)

    kwh: dict[int, Decimal] = defaultdict(Decimal)
    cost: dict[int, Decimal] = defaultdict(Decimal)
    other: dict[int, Decimal] = defaultdict(Decimal)
    for segment in segments:
        for piece in segment.pieces:
            for at, line in piece.energy:
                kwh[at] += line.kwh
                cost[at] += line.cost.amount if line.cost else 0
            for at, paid in piece.costs:
                other[at] += paid.amount.amount
    assert [line.kwh for line in energy] == [kwh[at] for at in range(len(energy))]
    assert [line.cost.amount for line in energy if line.cost] == [cost[at] for at in range(len(energy))]
    assert costs == [other[at] for at in range(len(costs))]
    assert PERIOD == Period(segments[0].period.start, segments[-1].period.end)
    assert all(before.period.end == after.period.start for before, after in pairwise(segments))


@given(st.lists(lines(), max_size=3), st.lists(days, max_size=4), st.lists(days, max_size=3))
def test_tax_periods_that_are_cut_one_by_one_have_together_all_of_it(
    energy: list[EnergyLine], edges: list[date], more: list[date]
) -> None:
    """And what falls into one does not hang on where the law cuts another."""
    stated = Statement(OperatorKind.LEGAL_ENTITY, (Place(START, "KZ-71", None),), PERIOD, tuple(energy))
    kwh: dict[int, Decimal] = defaultdict(Decimal)

    for part in PERIOD.cut_at(edges):
        for segment in cut((stated,), part, more, by_place=False, zone=ALMATY):
            for piece in segment.pieces:
                for at, line in piece.energy:
                    kwh[at] += line.kwh

    assert [line.kwh for line in energy] == [kwh[at] for at in range(len(energy))]
