"""Random versions on random facts: both arithmetics and the slow reference come to the same, digit for digit."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, event, find, given, settings
from hypothesis import strategies as st

from service.domain.decimals import plain
from service.domain.errors import Nonsense
from service.kernel.columns import Codes, Column
from service.kernel.kinds import KINDS
from service.kernel.outcome import Outcome
from service.kernel.program import Program
from service.law.document import Version
from tests.property.kernel.reference import ReferenceRefusal, compute
from tests.property.kernel.versions import NUMBERS, SCHEDULE, facts, versions

Case = dict[str, Any]
Property = Callable[[st.DataObject], None]


def tried(examples: int, claim: Property) -> None:
    """Try *claim* on that many examples; drawing a whole version is slow, and no sign of a bad strategy."""
    unhurried = [HealthCheck.too_slow, HealthCheck.data_too_large]
    settings(max_examples=examples, suppress_health_check=unhurried)(given(st.data())(claim))()


def test_exact_equals_the_fractions() -> None:
    """Every component of every kind comes to the reference's number, and is refused where the reference refuses."""
    tried(150, exact_equals_the_fractions)


def test_columns_equal_exact() -> None:
    """Many cases at once, most of them in 64 bits and some far beyond, come to the same digits as one at a time."""
    tried(200, columns_equal_exact)


@pytest.mark.slow
def test_exact_equals_the_fractions_on_many() -> None:
    """The same, on ten thousand versions."""
    tried(10_000, exact_equals_the_fractions)


@pytest.mark.slow
def test_columns_equal_exact_on_many() -> None:
    """The same, on ten thousand versions."""
    tried(10_000, columns_equal_exact)


def exact_equals_the_fractions(data: st.DataObject) -> None:
    """Compare a case of a version."""
    version = data.draw(versions())
    case = data.draw(facts(version))

    found, expected = exactly(Program(SCHEDULE, version), case), by_reference(version, case)

    if isinstance(found, str) or isinstance(expected, str):
        event("refused")
        assert expected == found
        return
    findings = {str(node["id"]).removeprefix("1/"): node["applied"] for node in found.nodes if "finding" in node}
    assert expected == {name: Fraction(value) for name, value in found.values.items()} | findings


def columns_equal_exact(data: st.DataObject) -> None:
    """Compare a handful of cases of a version."""
    version = data.draw(versions())
    cases = data.draw(st.lists(facts(version), min_size=1, max_size=6))
    program = Program(SCHEDULE, version)
    columns = in_columns(cases)

    outcome = program.columns(columns, columns["day"])

    for row, case in enumerate(cases):
        expected, refusal = exactly(program, case), outcome.refusal(row)
        if isinstance(expected, str):
            assert refusal is not None
            assert expected == refusal.code
            continue
        assert refusal is None
        assert texts(expected.values) == texts({name: column.decimal(row) for name, column in outcome.numbers.items()})
        assert [node["applied"] for node in expected.nodes if "finding" in node] == [
            bool(rows[row]) for rows in outcome.findings.values()
        ]


def test_one_value_for_all_rows_is_the_same_as_a_column_of_it() -> None:
    """Scalars are spread over the rows without being written out."""
    tried(60, one_value_for_all_rows_is_the_same_as_a_column_of_it)


def one_value_for_all_rows_is_the_same_as_a_column_of_it(data: st.DataObject) -> None:
    """Hold a case against it."""
    version = data.draw(versions(at_most=4))
    one, other = data.draw(facts(version)), data.draw(facts(version))
    program = Program(SCHEDULE, version)
    columns = in_columns([{**one, "kwh": other["kwh"]}, one])

    spread = program.columns({**one, "kwh": columns["kwh"]}, one["day"])
    written = program.columns(columns, columns["day"])

    assert [written.refusal(row) for row in (0, 1)] == [spread.refusal(row) for row in (0, 1)]
    assert {name: written.decimals(name) for name in written.numbers} == {
        name: spread.decimals(name) for name in spread.numbers
    }


def test_what_was_noted_and_what_is_told_agree() -> None:
    """A node's reason is judged when it is read; it never contradicts what the step noted when it ran."""
    tried(80, what_was_noted_and_what_is_told_agree)


def what_was_noted_and_what_is_told_agree(data: st.DataObject) -> None:
    """Hold a case against it."""
    found = outcome_of(data)

    for node in found.nodes:
        why, bands = node.get("why"), node.get("bands")
        if isinstance(why, dict):
            assert node["applied"] == why["holds"]
        if isinstance(bands, list):
            amounts = [Fraction(str(band["amount"])) for band in bands if isinstance(band, dict)]
            assert Fraction(Decimal(str(node["out"]))) == sum(amounts)


def test_every_way_taken_is_one_of_the_ways_named() -> None:
    """The coverage of a document's tests counts ways that exist."""
    tried(80, every_way_taken_is_one_of_the_ways_named)


def every_way_taken_is_one_of_the_ways_named(data: st.DataObject) -> None:
    """Hold a case against it."""
    found = outcome_of(data)

    for position, component in enumerate(found.program.version.components):
        kind = KINDS[type(component)]
        assert set(kind.taken(component, found.reading(position))) <= set(kind.branches(component))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_strategies_reach_every_kind(kind: type) -> None:
    """A kind that is not drawn is not tested. The search for it is long, and the same every time."""

    def has_it(version: Version) -> bool:
        return any(type(component) is kind for component in version.components)

    unshrunk = settings(max_examples=2000, phases=[Phase.generate], suppress_health_check=list(HealthCheck))

    assert has_it(find(versions(), has_it, settings=unshrunk, random=Random(0)))


def outcome_of(data: st.DataObject) -> Outcome:
    """Draw a version and a case that it does not refuse."""
    version = data.draw(versions())
    found = exactly(Program(SCHEDULE, version), data.draw(facts(version)))
    assume(not isinstance(found, str))
    assert isinstance(found, Outcome)
    return found


def exactly(program: Program, case: Case) -> Outcome | str:
    """Compute *case* exactly; a refusal is its code."""
    try:
        return program.exact(case, case["day"])
    except Nonsense as refusal:
        assume(refusal.code != "too-many-digits")
        return refusal.code


def by_reference(version: Version, case: Case) -> dict[str, Fraction | bool] | str:
    """Compute *case* on fractions; a refusal is its code."""
    try:
        return compute(version, case, case["day"])
    except ReferenceRefusal as refusal:
        return str(refusal)


def in_columns(cases: list[Case]) -> dict[str, Any]:
    """Turn cases into columns."""
    columns: dict[str, Any] = {
        name: Column.of_decimals([case[name] for case in cases]) for name in (*NUMBERS, "energy_kwh_month")
    }
    columns |= {name: Codes.of([case[name] for case in cases]) for name in ("region", "zone")}
    columns |= {name: np.array([case[name] for case in cases], "datetime64[D]") for name in ("period_start", "day")}
    return columns


def texts(values: Any) -> dict[str, str]:
    """Write numbers as the service does."""
    return {name: plain(value) for name, value in values.items()}
