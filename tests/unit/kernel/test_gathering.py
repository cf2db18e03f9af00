"""Facts are gathered from the lines that count, and a missing one is named with its place."""

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from service.domain.errors import Nonsense
from service.domain.facts import CATALOGUE
from service.domain.money import Money
from service.domain.periods import Period
from service.domain.reports import CostLine, EnergyLine, Metering, OperatorKind, Place, Statement, Supply
from service.kernel.gathering import GATHERERS, Gathered, Sources, Taxpayer, gather
from service.kernel.segments import cut
from service.kernel.valuation import NoQuotes, Valuer
from service.law.document import Input

ALMATY = ZoneInfo("Asia/Almaty")
PERIOD = Period(date(2023, 1, 1), date(2023, 4, 1))


def line(kwh: str, supply: str = "grid", metering: str = "metered", cost: str | None = None) -> EnergyLine:
    """Make an energy line."""
    money = None if cost is None else Money(Decimal(cost), "KZT")
    return EnergyLine(Decimal(kwh), Supply(supply), Metering(metering), grid_connected=True, cost=money, span=None)


def gathered(need: Input, *energy: EnergyLine, **more: object) -> Gathered:
    """Gather one input from a statement in one segment."""
    places = (Place(date(1900, 1, 1), "KZ-71", None),)
    stated = Statement(OperatorKind.LEGAL_ENTITY, places, PERIOD, energy, **more)  # type: ignore[arg-type]
    return gathered_of(need, stated)


def gathered_of(need: Input, *statements: Statement) -> Gathered:
    """Gather one input from statements in one segment."""
    (segment,) = cut(statements, PERIOD, [], by_place=False, zone=ALMATY)
    taxpayer = Taxpayer(OperatorKind.LEGAL_ENTITY, PERIOD.start, Period(date(2023, 1, 1), date(2024, 1, 1)))
    return gather([need], Sources(taxpayer, segment, (segment,), Valuer("KZT", NoQuotes()), Gathered({}, [], [])))


def test_every_fact_of_the_catalogue_can_be_gathered() -> None:
    """The catalogue and its gatherers are one list."""
    assert set(CATALOGUE) == set(GATHERERS)


def test_energy_counts_only_the_lines_that_pass_the_filters() -> None:
    """Metered grid power, not own power and not what no meter measured."""
    need = Input("metered_grid_kwh", "energy_kwh", {"supply": ("grid",), "metering": ("metered",)})

    found = gathered(need, line("10.5"), line("20", "own"), line("40", metering="unmetered"), line("0.25"))

    assert {"metered_grid_kwh": Decimal("10.75")} == found.values


@pytest.mark.parametrize(("fact", "days"), [("segment_days", 90), ("tax_period_days", 365)])
def test_days_are_those_of_the_segment_and_of_the_whole_tax_period(fact: str, days: int) -> None:
    """So that a version can say that its thresholds follow the days."""
    assert {"days": Decimal(days)} == gathered(Input("days", fact, {}), line("1")).values


def test_a_line_that_counts_must_state_its_cost() -> None:
    """The refusal points at each such line; lines that do not count need none."""
    need = Input("grid_cost", "energy_cost", {"supply": ("grid",)})

    with pytest.raises(Nonsense) as refused:
        gathered(need, line("1", cost="5"), line("2"), line("3", "own"), line("4"))

    assert ["/energy/1/cost", "/energy/3/cost"] == [fault.pointer for fault in refused.value.faults]
    assert "fact-missing" == refused.value.code


def test_deductible_costs_are_those_of_energy_and_of_the_cost_lines_together() -> None:
    """As the contract says."""
    need = Input("costs", "deductible_costs", {})
    costs = (CostLine("depreciation", Money(Decimal(7), "KZT")), CostLine("staff", Money(Decimal("0.5"), "KZT")))

    found = gathered(need, line("1", cost="5"), line("2"), costs=costs)

    assert {"costs": Decimal("12.5")} == found.values


def test_a_statement_without_production_mined_nothing_and_says_so() -> None:
    """Zero, but flagged: the reader should know that nothing was stated."""
    found = gathered(Input("value", "mined_value", {}), line("1"))

    assert ({"value": Decimal(0)}, ["nothing-mined"]) == (found.values, found.flags)


def test_statements_are_gathered_together_and_a_missing_fact_says_in_which_of_them() -> None:
    """Several farms, or several months of one, count as one taxpayer."""
    places = (Place(date(1900, 1, 1), "KZ-71", None),)
    first = Statement(OperatorKind.LEGAL_ENTITY, places, PERIOD, (line("10", cost="5"),))
    second = Statement(OperatorKind.LEGAL_ENTITY, places, PERIOD, (line("20", cost="7"), line("3")))

    assert {"kwh": Decimal(33)} == gathered_of(Input("kwh", "energy_kwh", {}), first, second).values
    with pytest.raises(Nonsense) as refused:
        gathered_of(Input("cost", "energy_cost", {}), first, second)
    assert ["/reports/1/energy/1/cost"] == [fault.pointer for fault in refused.value.faults]


def standing(region: str, zone: str | None = None) -> Statement:
    """State what a farm in a place of its own used."""
    return Statement(OperatorKind.LEGAL_ENTITY, (Place(date(1900, 1, 1), region, zone),), PERIOD, (line("10"),))


def test_farms_in_one_place_have_it_together() -> None:
    """Law that was recorded when it could still ask so is answered where there is one answer."""
    both = standing("KZ-71", "astana"), standing("KZ-71", "astana")

    assert {"place": "KZ-71"} == gathered_of(Input("place", "region", {}), *both).values
    assert {"place": "astana"} == gathered_of(Input("place", "zone", {}), *both).values


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ("region", [("/reports/0/region", "KZ-71"), ("/reports/1/region", "KZ-10")]),
        ("zone", [("/reports/0/zone", "astana"), ("/reports/1/zone", "not known")]),
    ],
    ids=["region", "zone"],
)
def test_farms_in_several_places_have_none_together(fact: str, told: list[tuple[str, str]]) -> None:
    """Never that of the first: each is named with what it is there."""
    with pytest.raises(Nonsense) as refused:
        gathered_of(
            Input("place", fact, {}), standing("KZ-71", "astana"), standing("KZ-10"), standing("KZ-71", "astana")
        )

    assert "fact-missing" == refused.value.code
    assert told == [(fault.pointer, fault.message.rpartition(" is ")[2]) for fault in refused.value.faults]
    assert {"place-not-one"} == {fault.code for fault in refused.value.faults}


def test_a_farm_that_moved_within_what_is_not_cut_lies_nowhere() -> None:
    """Its days are not one place either; a schedule that looks at each farm is cut where it moves."""
    places = Place(date(1900, 1, 1), "KZ-71", None), Place(date(2023, 2, 1), "KZ-10", None)
    moved = Statement(OperatorKind.LEGAL_ENTITY, places, PERIOD, (line("10"),))

    with pytest.raises(Nonsense) as refused:
        gathered_of(Input("place", "region", {}), moved)

    assert ["/region", "/region"] == [fault.pointer for fault in refused.value.faults]
