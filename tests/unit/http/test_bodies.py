"""A body is refused for everything that is wrong with it, each fault at its place; good bodies become values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from service.domain.errors import Fault, Nonsense
from service.domain.money import Money
from service.domain.periods import Period
from service.domain.reports import (
    CostLine,
    EnergyLine,
    Metering,
    OperatorKind,
    Place,
    ProductionLine,
    Statement,
    Supply,
)
from service.http.limits import MAX_FAULTS, MAX_LINES
from service.http.schemas.estimates import ESTIMATE
from service.http.strict_json import OtherNumber
from service.usecases.requests import EstimateRequest
from tests.unit.http.bodies import changed, example

YEAR = Period(date(2027, 1, 1), date(2028, 1, 1))


def faults(document: object) -> tuple[Fault, ...]:
    """Return what is wrong with *document* as an estimate."""
    with pytest.raises(Nonsense) as raised:
        ESTIMATE.read(document)
    assert "validation-failed" == raised.value.code
    return raised.value.faults


def places(document: object) -> list[tuple[str, str]]:
    """Return where and of what kind the faults are."""
    return [(fault.pointer, fault.code) for fault in faults(document)]


def test_the_example_of_the_contract_becomes_a_statement() -> None:
    """Every member arrives as its own type, exactly."""
    statement = Statement(
        OperatorKind.LEGAL_ENTITY,
        (Place(date(2027, 1, 1), "US-NY", None),),
        YEAR,
        (
            EnergyLine(
                Decimal(12_000_000),
                Supply.GRID,
                Metering.METERED,
                grid_connected=True,
                cost=Money(Decimal("600000.00"), "USD"),
                span=None,
            ),
        ),
        (ProductionLine("BTC", Decimal("1.23456789"), date(2027, 2, 3), Money(Decimal("65000.00"), "USD")),),
        (CostLine("depreciation", Money(Decimal("1000.00"), "USD")),),
    )

    assert EstimateRequest(statement, ("us_ny.pow_excise",), None) == ESTIMATE.read(example())


def test_what_may_be_left_out_has_its_default() -> None:
    """The shortest statement names operator, region, period and energy."""
    document = example()
    for name in ("zone", "schedules", "known_at", "production", "costs"):
        del document[name]
    document["energy"] = [{"kwh": "1", "supply": "own", "metering": "unmetered"}]

    request = ESTIMATE.read(document)

    (line,) = request.statement.energy
    assert (True, None, None) == (line.grid_connected, line.cost, line.span)
    assert ((), (), None, None) == (
        request.statement.production,
        request.statement.costs,
        request.schedules,
        request.known_at,
    )


def test_a_line_may_be_dated_more_closely_than_its_period() -> None:
    """Both ends may coincide with those of the period."""
    document = changed("/energy/0/start", "2027-01-01")
    document["energy"][0]["end"] = "2028-01-01"

    assert YEAR == ESTIMATE.read(document).statement.energy[0].span


def test_an_instant_of_any_zone_is_read_as_the_same_instant_in_utc() -> None:
    """Known at noon in Almaty is known at seven in UTC."""
    request = ESTIMATE.read(changed("/known_at", "2026-10-01T12:00:00.25+05:00"))

    assert datetime(2026, 10, 1, 7, 0, 0, 250_000, tzinfo=UTC) == request.known_at


def test_digits_are_kept_as_they_were_sent() -> None:
    """The scale that a meter reports is part of what it reports."""
    request = ESTIMATE.read(changed("/energy/0/kwh", "812345.600"))

    assert "812345.600" == str(request.statement.energy[0].kwh)


def test_everything_wrong_is_told_at_once_in_the_order_of_the_members() -> None:
    """Nobody has to send a body ten times to learn ten things."""
    document = example()
    del document["operator"]
    document["period"]["end"] = 7
    document["energy"] = [{"kwh": "-1", "supply": "wind"}, "line"]
    document["costs"][0]["amount"]["currency"] = "EURO"
    document["colour"] = "green"

    assert [
        ("/period/end", "wrong-type"),
        ("/energy/0/kwh", "invalid-decimal"),
        ("/energy/0/supply", "unknown-choice"),
        ("/energy/0/metering", "missing-member"),
        ("/energy/1", "wrong-type"),
        ("/costs/0/amount/currency", "unknown-choice"),
        ("/operator", "missing-member"),
        ("/colour", "unknown-member"),
    ] == places(document)


def test_a_complaint_says_what_was_expected_with_an_example_and_what_was_found() -> None:
    """Whoever reads it can mend the body without the documentation."""
    (fault,) = faults(changed("/energy/0/kwh", OtherNumber()))

    message = 'expected a decimal number in a string, such as "812345.600"; found a number'
    assert Fault("/energy/0/kwh", "wrong-type", message) == fault


@pytest.mark.parametrize(
    "number",
    [
        "1e5",
        "1E+2",
        "+1",
        "-0",
        "-1",
        "01",
        ".5",
        "1.",
        "1,5",
        "1_000",
        "1 000",
        " 1",
        "1\n",
        "NaN",
        "Infinity",
        "0x1",
        "\u0661\u0662",
        "\uff11",
        "1\u0660",
        "",
        "9" * 21,
        "0." + "1" * 19,
        "1" * 5000,
    ],
)
def test_a_decimal_has_one_notation_and_bounded_length(number: str) -> None:
    """No exponent can blow an answer up, and no digits but ASCII ones are numbers here."""
    assert [("/energy/0/kwh", "invalid-decimal")] == places(changed("/energy/0/kwh", number))


_EVERYTHING: tuple[object, ...] = (None, True, 1, OtherNumber(), "text?", [], {})
_LISTS = ("/energy", "/production", "/costs")
_OBJECTS = ("/operator", "/period", "/energy/0", "/production/0", "/costs/0", "/costs/0/amount")
_TRUTHS = ("/energy/0/grid_connected",)
_STRINGS = (
    "/operator/kind",
    "/region",
    "/period/start",
    "/energy/0/kwh",
    "/energy/0/supply",
    "/energy/0/metering",
    "/energy/0/cost/amount",
    "/energy/0/cost/currency",
    "/production/0/asset",
    "/production/0/quantity",
    "/production/0/received_on",
    "/costs/0/category",
)


@pytest.mark.parametrize(
    ("pointer", "wrong"),
    [
        (pointer, wrong)
        for pointers, own in ((_LISTS, list), (_OBJECTS, dict), (_TRUTHS, bool), (_STRINGS, str))
        for pointer in pointers
        for wrong in _EVERYTHING
        if type(wrong) is not own and (pointer, wrong) != ("/production/0/received_on", None)
    ],
)
def test_another_type_is_refused_wherever_it_stands(pointer: str, wrong: object) -> None:
    """A value of one type is never taken for one of another."""
    assert [(pointer, "wrong-type")] == places(changed(pointer, wrong))


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/period/start", "2027-02-29", "invalid-date"),
        ("/period/start", "2027-1-1", "invalid-date"),
        ("/period/start", "20270101", "invalid-date"),
        ("/period/start", "2027-W01-1", "invalid-date"),
        ("/period/start", "2027-01-01T00:00:00Z", "invalid-date"),
        ("/period/start", "٢٠٢٧-٠١-٠١", "invalid-date"),
        ("/period/start", "1999-12-31", "out-of-range"),
        ("/period/start", "2200-01-01", "out-of-range"),
        ("/period/end", "2027-01-01", "empty-period"),
        ("/period/end", "2026-01-01", "empty-period"),
        ("/period/end", "2028-01-03", "period-too-long"),
        ("/known_at", "2026-10-01T12:00:00", "invalid-instant"),
        ("/known_at", "2026-10-01T24:00:00Z", "invalid-instant"),
        ("/known_at", "2026-10-01T23:59:60Z", "invalid-instant"),
        ("/known_at", "2026-10-01t12:00:00z", "invalid-instant"),
        ("/known_at", "0001-01-01T00:00:00+23:59", "invalid-instant"),
        ("/known_at", "2026-10-01T12:00:00.1234567Z", "invalid-instant"),
        ("/region", "us-ny", "invalid-code"),
        ("/region", "US-", "invalid-code"),
        ("/region", "USA", "invalid-code"),
        ("/region", "US-NY\n", "invalid-code"),
        ("/zone", "Irkutsk South", "invalid-code"),
        ("/operator/kind", "Legal_Entity", "unknown-choice"),
        ("/energy/0/cost/currency", "usd", "unknown-choice"),
        ("/energy/0/cost/currency", "BTC", "unknown-choice"),
        ("/energy/0/start", "2027-05-01", "half-dated"),
        ("/production/0/asset", "btc", "invalid-code"),
        ("/production/0/quantity", "0.000", "out-of-range"),
        ("/production/0/unit_price/amount", "0", "out-of-range"),
        ("/production/0/received_on", "2028-01-01", "outside-period"),
        ("/production/0/price_source", "recorded", "price-not-recorded"),
        ("/production/0/price_source", "guessed", "unknown-choice"),
        ("/costs/0/category", "fun", "unknown-choice"),
        ("/schedules", [], "too-few"),
        ("/schedules/0", "us_ny.pow_excise@", "invalid-code"),
        ("/schedules/0", "../../etc/passwd", "invalid-code"),
    ],
)
def test_what_the_calendar_the_codes_or_the_lines_do_not_allow_is_refused(
    pointer: str, value: object, code: str
) -> None:
    """Each refusal names the member to mend."""
    where = "/energy/0/end" if code == "half-dated" else pointer

    assert [(where, code)] == places(changed(pointer, value))


def test_a_declared_price_must_be_there() -> None:
    """The source alone is no price."""
    assert [("/production/0/unit_price", "price-missing")] == places(changed("/production/0/unit_price", None))


def test_every_line_outside_the_period_is_named() -> None:
    """Energy by its ends, production by its day."""
    document = changed("/production/0/received_on", "2026-12-31")
    document["energy"][0] |= {"start": "2026-12-01", "end": "2028-01-02"}
    document["energy"].append(document["energy"][0] | {"start": "2027-12-01"})

    assert [
        ("/energy/0/start", "outside-period"),
        ("/energy/0/end", "outside-period"),
        ("/energy/1/end", "outside-period"),
        ("/production/0/received_on", "outside-period"),
    ] == places(document)


def test_a_schedule_is_named_once() -> None:
    """Twice would be assessed twice."""
    found = places(changed("/schedules", ["us_ny.pow_excise", "kz.digital_mining_fee", "us_ny.pow_excise"]))

    assert [("/schedules/2", "given-twice")] == found


@pytest.mark.parametrize("pointer", ["/energy", "/production", "/costs"])
def test_lists_are_bounded(pointer: str) -> None:
    """One line more than the bound is refused without looking at any."""
    assert [(pointer, "too-many")] == places(changed(pointer, [None] * (MAX_LINES + 1)))


def test_no_more_faults_are_told_than_an_answer_holds() -> None:
    """A thousand wrong lines are told by the first of them."""
    found = faults(changed("/energy", [1] * MAX_LINES))

    assert [f"/energy/{index}" for index in range(MAX_FAULTS)] == [fault.pointer for fault in found]


@pytest.mark.parametrize(
    ("name", "pointer"), [("a/b", "/a~1b"), ("~", "/~0"), ("", "/"), ("x" * 100, "/" + "x" * 64 + "…")]
)
def test_pointers_are_escaped_and_bounded(name: str, pointer: str) -> None:
    """RFC 6901, and no echo of whatever was sent."""
    assert [(pointer, "unknown-member")] == places(example() | {name: 1})
