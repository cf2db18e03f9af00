"""A version is proven by its own tests, and refused where they fail or leave a way untried."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from service.kernel.proving import coverage, proof_faults, prove
from service.law import components as law
from service.law.conditions import All, AnyOf, OneOf, Season
from service.law.document import EmbeddedTest, Input, Version
from service.law.errors import DocumentError
from tests.unit.kernel.building import INPUTS, SCHEDULE, bands, head, version_of

EXCISE = law.Brackets(head("brackets", "excise"), "kwh", "marginal", bands(("0", "0.00"), ("1000", "0.01")))
DUE = law.Round(head("round", "due"), "excise", Decimal("0.01"), "half_up")
FOUND = {"en": "Found", "ru": "Есть"}
RULE = law.Eligibility(head("eligibility", "rule"), OneOf("region", ("US-NY",)), "found", "alert", FOUND)


def case(name: str, *, findings: tuple[str, ...] | None = None, day: date | None = None, **values: Any) -> EmbeddedTest:
    """Write an embedded test; what it expects begins with `expect_`."""
    expect = {key.removeprefix("expect_"): value for key, value in values.items() if key.startswith("expect_")}
    inputs = {key: value for key, value in values.items() if not key.startswith("expect_")}
    return EmbeddedTest(name, inputs, day, expect, findings)


LOW = case("below the edge", kwh="1000", expect_excise="0", expect_due="0.00")
HIGH = case("above the edge", kwh="1500", expect_excise="5")


def proven(*components: law.Component, tests: tuple[EmbeddedTest, ...]) -> Version:
    """Make a version whose only inputs are those that it uses."""
    version = version_of(*components, tests=tests)
    return version._replace(inputs={"kwh": INPUTS["kwh"]})


def faults_of(*components: law.Component, tests: tuple[EmbeddedTest, ...]) -> list[tuple[str, str]]:
    """List places and codes of what is refused."""
    return [(fault.path, fault.code) for fault in proof_faults(SCHEDULE, proven(*components, tests=tests))]


def test_a_version_whose_tests_go_every_way_is_proven() -> None:
    """Figures are compared as numbers: `0` and `0.00` are one."""
    prove(SCHEDULE, proven(EXCISE, DUE, tests=(LOW, HIGH)))


def test_a_wrong_figure_is_told_with_what_was_found() -> None:
    """Found, expected, where, and how to mend it; all of them at once."""
    wrong = case("wrong", kwh="1500", expect_excise="6", expect_due="4.99")

    with pytest.raises(DocumentError) as caught:
        prove(SCHEDULE, proven(EXCISE, DUE, tests=(LOW, wrong)))

    first, second = caught.value.faults
    assert ("/tests/1/expect/due", "/tests/1/expect/excise") == (first.path, second.path)
    assert ("test-fails", "5, in the test 'wrong'", "6") == (second.code, second.found, second.expected)


def test_a_text_that_is_no_number_is_no_figure() -> None:
    """It equals nothing."""
    assert [("/tests/1/expect/excise", "test-fails")] == faults_of(
        EXCISE, tests=(LOW._replace(expect={}), case("odd", kwh="1500", expect_excise="five"))
    )


@pytest.mark.parametrize(("region", "findings"), [("US-NY", ()), ("US-TX", ("found",)), ("US-NY", ("found", "found"))])
def test_findings_are_compared_with_those_that_were_made(region: str, findings: tuple[str, ...]) -> None:
    """All of them, and no others."""
    tests = (case("findings", region=region, findings=findings),)

    assert [("/tests/0/findings", "test-fails")] == faults_of(RULE, tests=tests)


def test_findings_that_a_test_does_not_mention_are_not_compared() -> None:
    """Nothing said is nothing claimed."""
    tests = (case("here", region="US-NY"), case("there", region="US-TX"))

    assert [] == faults_of(RULE, tests=tests)


def test_an_untried_way_is_named() -> None:
    """The band from 1000 has no test."""
    (fault,) = proof_faults(SCHEDULE, proven(EXCISE, DUE, tests=(LOW,)))

    assert ("/components/0", "branch-not-tested") == (fault.path, fault.code)
    assert "no test of excise in which: band from 1000" == fault.found


def test_a_test_on_the_edge_does_not_try_the_band_above_it() -> None:
    """Nothing is charged there yet."""
    (excise, *_) = (
        branch for branch in coverage(SCHEDULE, proven(EXCISE, tests=(LOW,))) if branch.way == "band from 1000"
    )

    assert () == excise.tests


@pytest.mark.parametrize(
    ("component", "ways"),
    [
        (RULE, ["the condition holds", "the condition does not hold"]),
        (RULE._replace(when=All(())), ["the condition holds"]),
        (RULE._replace(when=AnyOf(())), ["the condition holds", "the condition does not hold"]),
        (law.Surcharge(head("surcharge"), "kwh", Decimal(1), None), ["the condition holds"]),
        (law.Cap(head("cap"), "kwh", Decimal(1)), ["the bound binds", "the bound does not bind"]),
        (law.Minimum(head("minimum"), "kwh", Decimal(1)), ["the bound binds", "the bound does not bind"]),
        (law.Subtract(head("subtract"), "kwh", (), Decimal(0)), ["the bound binds", "the bound does not bind"]),
        (law.Subtract(head("subtract"), "kwh", (), None), []),
        (law.Credit(head("credit"), "kwh", Decimal("0.25"), None, refundable=False), ["the condition holds"]),
        (
            law.Credit(head("credit"), "kwh", Decimal(2), None, refundable=False),
            ["the condition holds", "the bound binds", "the bound does not bind"],
        ),
        (law.Lookup(head("lookup"), "kwh", bands(("0", "1"), ("5", "2")), None), ["row 0", "row 5"]),
        (
            law.ChooseFirst(head("choose"), (law.Option(RULE.when, Decimal(1)), law.Option(None, "kwh"))),
            ["option 1 (1)", "option 2 (kwh)"],
        ),
        (law.ChooseHighest(head("choose"), ("kwh", "kwh")), ["highest is kwh", "highest is kwh"]),
        (law.Ratio(head("ratio"), "kwh", "kwh", 2, "down", Decimal(0)), ["divides", "divisor is zero"]),
        (law.PerUnit(head("per_unit"), "kwh", Decimal(1)), []),
    ],
)
def test_every_kind_names_the_ways_that_it_can_go(component: law.Component, ways: list[str]) -> None:
    """A condition that always holds has but one side, and a credit below its line never meets it."""
    assert ways == [branch.way for branch in coverage(SCHEDULE, proven(component, tests=()))]


def test_coverage_names_the_tests_that_go_each_way() -> None:
    """So that a reader finds the worked case of a band."""
    branches = coverage(SCHEDULE, proven(EXCISE, tests=(LOW, HIGH)))

    assert [
        (0, "excise", "band from 0", ("below the edge", "above the edge")),
        (0, "excise", "band from 1000", ("above the edge",)),
    ] == list(map(tuple, branches))


def test_a_test_that_cannot_be_computed_says_what_is_missing() -> None:
    """A region for the condition, a day for the season."""
    winter = RULE._replace(when=Season((11, 15), (3, 16)))
    (region,) = proof_faults(SCHEDULE, proven(RULE, tests=(case("nowhere"),)))
    (day,) = proof_faults(SCHEDULE, proven(winter, tests=(case("never"),)))

    assert {("/tests/0", "test-refused")} == {(region.path, region.code), (day.path, day.code)}
    assert "fact-missing in the test 'nowhere'" in region.found
    assert "/period/start" not in region.found
    assert "a season decides" in day.found


def test_a_season_is_tried_on_the_day_of_the_test() -> None:
    """Both sides of it."""
    winter = RULE._replace(when=Season((11, 15), (3, 16)))
    tests = (
        case("in winter", day=date(2025, 1, 1), findings=("found",)),
        case("in summer", day=date(2025, 7, 1), findings=()),
    )

    assert [] == faults_of(winter, tests=tests)


def test_names_that_there_are_not_are_refused() -> None:
    """An input and a component."""
    test = case("typo", kwh="1", kwhs="1", expect_excises="0")

    assert [("/tests/0/inputs/kwhs", "test-names-unknown")] == faults_of(EXCISE, tests=(test,))
    assert [("/tests/0/expect/excises", "test-names-unknown")] == faults_of(
        EXCISE, tests=(case("typo", kwh="1", expect_excises="0"),)
    )


@pytest.mark.parametrize(("name", "text"), [("kwh", "12 000"), ("period_start", "1 January 2025")])
def test_an_input_that_cannot_be_read_is_refused(name: str, text: str) -> None:
    """With the type that it should have."""
    version = proven(EXCISE, tests=(LOW._replace(inputs={name: text}),))
    start = Input("period_start", "period_start", {})

    (fault,) = proof_faults(SCHEDULE, version._replace(inputs={**version.inputs, "period_start": start}))

    assert (f"/tests/0/inputs/{name}", "test-input-unreadable") == (fault.path, fault.code)


def test_a_fact_that_is_not_known_is_written_as_null() -> None:
    """In Texas the zone decides nothing; in New York it does."""
    rule = RULE._replace(when=All((OneOf("region", ("US-NY",)), OneOf("zone", ("tulun",)))))
    tests = (
        case("nothing hangs on it", region="US-TX", zone=None, findings=()),
        case("something hangs on it", region="US-NY", zone=None, findings=()),
    )

    assert [("/tests/1", "test-refused")] == faults_of(rule, tests=tests)
