"""A compiled version: what it asks for, when it cuts, whom it concerns, and what it refuses with which words."""

import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from service.domain.errors import Nonsense
from service.domain.periods import Period
from service.kernel.program import Program, compile_version
from service.law import components as law
from service.law.conditions import All, AnyOf, Compared, Condition, InList, Not, OneOf, Season, Since
from tests.unit.kernel.building import DAY, FACTS, INPUTS, SCHEDULE, bands, head, program_of, version_of

WINTER = Season((11, 15), (3, 16))
IN_THE_SOUTH = InList("zone", "south", ("tulun", "zima", "south"))
CHARGE = law.PerUnit(head("per_unit", "charge"), "kwh", Decimal(2))


def rule(when: Condition, id_: str = "rule") -> law.Eligibility:
    """Make a finding of a condition."""
    return law.Eligibility(head("eligibility", id_), when, "found", "alert", {"en": "Found", "ru": "Есть"})


def refusal_of(*components: law.Component, day: date | None = DAY, **facts: Any) -> Nonsense:
    """Compute what is refused."""
    with pytest.raises(Nonsense) as caught:
        program_of(*components).exact({**FACTS, **facts}, day)
    return caught.value


def test_it_asks_for_its_inputs_and_then_for_the_facts_of_its_conditions() -> None:
    """Each once; a fact that a condition names is asked for unfiltered."""
    condition = All((Compared("kwh", "above", Decimal(1)), IN_THE_SOUTH, OneOf("region", ("US-NY",)), IN_THE_SOUTH))

    program = program_of(CHARGE, rule(condition))

    assert [*INPUTS, "zone", "region"] == [need.name for need in program.needs]
    assert ("zone", {}) == (program.needs[-2].fact, program.needs[-2].where)


def test_a_version_is_compiled_once() -> None:
    """Asked again for the same objects, the same program is the answer; equal ones are not the same."""
    version, twin = version_of(CHARGE), version_of(CHARGE)

    assert compile_version(SCHEDULE, version) is compile_version(SCHEDULE, version)
    assert compile_version(SCHEDULE, version) is not compile_version(SCHEDULE, twin)


def test_a_period_is_cut_where_a_season_begins_or_ends() -> None:
    """Inside the period only, each day once, in order."""
    program = program_of(rule(All((WINTER, Not(WINTER)))))

    days = program.cut_days(Period(date(2024, 11, 15), date(2026, 3, 16)))

    assert [date(2025, 3, 16), date(2025, 11, 15)] == days


def test_a_season_edge_on_29_february_is_1_march_in_a_common_year() -> None:
    """The next day there is."""
    program = program_of(rule(Season((2, 29), (6, 1))))

    assert [date(2025, 3, 1)] == program.cut_days(Period(date(2025, 2, 1), date(2025, 4, 1)))
    assert [date(2024, 2, 29)] == program.cut_days(Period(date(2024, 2, 1), date(2024, 4, 1)))


@pytest.mark.parametrize(
    ("applies", "expected"),
    [
        (None, True),
        (OneOf("operator_kind", ("individual",)), True),
        (OneOf("operator_kind", ("legal_entity",)), False),
        (All((OneOf("operator_kind", ("individual",)), OneOf("region", ("US-TX",)))), False),
    ],
)
def test_a_version_concerns_whom_it_says(applies: Condition | None, *, expected: bool) -> None:
    """By kind of operator and by region."""
    program = Program(SCHEDULE, version_of(CHARGE)._replace(applies=applies))

    assert expected is program.applies("individual", "US-NY")


def test_every_missing_fact_is_named_with_where_it_would_come_from() -> None:
    """Not only the first one."""
    refusal = refusal_of(
        CHARGE, rule(AnyOf((IN_THE_SOUTH, OneOf("region", ("US-TX",))))), kwh=None, zone=None, region=None
    )

    assert "fact-missing" == refusal.code
    assert ["/energy/*/kwh", "/zone", "/region"] == [fault.pointer for fault in refusal.faults]
    assert "us.trial@1 cannot be computed without kwh, zone, region." in refusal.detail


def test_a_missing_fact_on_which_nothing_hangs_is_not_asked_for() -> None:
    """In New York the zone decides nothing."""
    outcome = program_of(rule(All((OneOf("region", ("US-TX",)), IN_THE_SOUTH)))).exact({**FACTS, "zone": None}, DAY)

    assert () == outcome.findings


def test_a_missing_fact_behind_the_option_that_is_chosen_decides_nothing() -> None:
    """Options are tried in their order."""
    known, unknown = law.Option(OneOf("region", ("US-NY",)), "income"), law.Option(IN_THE_SOUTH, "costs")
    choice = law.ChooseFirst(head("choose"), (known, unknown))

    assert Decimal("1000.50") == program_of(choice).exact({**FACTS, "zone": None}, DAY).values["c"]
    refusal = refusal_of(law.ChooseFirst(head("choose"), (unknown, known)), zone=None)
    assert ["/zone"] == [fault.pointer for fault in refusal.faults]


def test_a_doubt_names_only_the_facts_that_decide() -> None:
    """What an option behind the chosen one would ask for is not among them."""
    first, second = law.Option(None, "income"), law.Option(Compared("energy_kwh_month", "above", Decimal(1)), "costs")
    choice = law.ChooseFirst(
        head("choose", "choice"), (law.Option(OneOf("region", ("US-NY",)), "costs"), first, second)
    )

    refusal = refusal_of(choice, rule(IN_THE_SOUTH), zone=None, energy_kwh_month=None)

    assert ["/zone"] == [fault.pointer for fault in refusal.faults]


def test_a_season_needs_a_day() -> None:
    """It has no other fact."""
    assert ["/period/start"] == [fault.pointer for fault in refusal_of(rule(WINTER), day=None).faults]


@pytest.mark.parametrize(
    ("component", "facts", "said"),
    [
        (
            law.Lookup(head("lookup"), "kwh", bands(("10", "1")), None),
            {"kwh": Decimal("9.99")},
            "us.trial@1#c (lookup) has no row for kwh = 9.99; its bands start at 10.",
        ),
        (
            law.Lookup(head("lookup"), "kwh", bands(("10", "1")), None, "No source gives one."),
            {"kwh": Decimal("9.99")},
            "us.trial@1#c (lookup) has no row for kwh = 9.99; the document says why: No source gives one.",
        ),
        (
            law.Lookup(head("lookup"), "place", None, {"US-NY": Decimal(1), "US-TX": Decimal(2)}),
            {"place": "US-AK"},
            "us.trial@1#c (lookup) has no row for place = US-AK; its table knows US-NY, US-TX.",
        ),
        (
            law.Brackets(head("brackets"), "kwh", "marginal", bands(("0", "1"))),
            {"kwh": Decimal(-1)},
            "us.trial@1#c (brackets) has no row for kwh = -1; its bands start at 0.",
        ),
    ],
)
def test_a_value_without_a_row_is_refused_and_never_zero(
    component: law.Component, facts: dict[str, Any], said: str
) -> None:
    """The value, and what there are rows for."""
    refusal = refusal_of(component, **facts)

    assert ("rate-not-found", said) == (refusal.code, refusal.detail)
    assert ["rate-not-found"] == [fault.code for fault in refusal.faults]


def test_a_choice_in_which_nothing_applies_is_refused() -> None:
    """None of its conditions holds, and it has no option without one."""
    option = law.Option(OneOf("region", ("US-TX",)), "income")

    assert "no-option-applies" == refusal_of(law.ChooseFirst(head("choose"), (option,))).code


def test_a_figure_of_too_many_digits_is_refused_and_not_rounded() -> None:
    """Nothing is cut to make it fit."""
    powers = [
        law.Product(head("product", f"p{at}"), f"p{at - 1}" if at else "kwh", f"p{at - 1}" if at else "kwh")
        for at in range(4)
    ]

    refusal = refusal_of(*powers, kwh=Decimal(3**80))

    assert "too-many-digits" == refusal.code
    assert "us.trial@1#p3 (product)" in refusal.detail


def test_a_day_fact_is_compared_as_a_day() -> None:
    """The taxpayer's own year decides the step."""
    assert 1 == len(program_of(rule(Since("period_start", date(2025, 1, 1)))).exact(FACTS, DAY).findings)


def test_a_worker_that_computes_single_cases_never_loads_numpy() -> None:
    """It would cost every worker some twenty megabytes."""
    script = (
        "import sys; import service.kernel.program, service.kernel.proving, service.kernel.rendering; "
        "sys.exit('numpy' in sys.modules)"
    )

    assert 0 == subprocess.call([sys.executable, "-c", script], timeout=60)
