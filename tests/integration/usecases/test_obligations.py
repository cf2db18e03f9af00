"""Obligations as operators and authorities meet them: when they arise, what fulfils them, what is decided."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from service.domain.errors import Nonsense, NotFound
from service.domain.periods import Period
from service.domain.reports import OperatorKind
from service.kernel.obligations import Status
from service.usecases.calendars.record_calendars import record_calendars
from service.usecases.obligations import Wanted, list_obligations, read_obligation
from service.usecases.relocate_farm import relocate_farm
from service.usecases.requests import NewPlace, Page, ReportContent
from service.usecases.service import Service
from tests.integration.usecases.conftest import TickingClock, clock_of, command
from tests.integration.usecases.filing import (
    FIRST_QUARTER,
    SECOND_QUARTER,
    declared,
    file,
    new_farm,
    new_operator,
    operator_key,
    owed,
    settled_operator,
)


@pytest.fixture
def operator(service: Service) -> str:
    """Have a farm in Astana since the beginning of 2026."""
    return settled_operator(service)


def short(items: list[Any]) -> list[tuple[str, str]]:
    """Say for each obligation which period it is for, and where it stands."""
    return [(item["tax_period"]["start"], item["status"]) for item in items]


def test_a_farm_owes_from_its_first_day_to_today(service: Service, operator: str) -> None:
    """On 1 November: two quarters overdue, one open, one going on."""
    expected = [
        ("2026-01-01", "overdue"),
        ("2026-04-01", "overdue"),
        ("2026-07-01", "open"),
        ("2026-10-01", "upcoming"),
    ]
    assert expected == short(owed(service, operator))
    assert [("2026-07-01", "open")] == short(owed(service, operator, status=Status.OPEN))
    assert expected[1:3] == short(owed(service, operator, start=date(2026, 4, 1), end=date(2026, 10, 1)))
    assert ("2027-01-01", "upcoming") == short(owed(service, operator, end=date(2027, 1, 2)))[-1]


def test_a_tax_period_is_owed_for_from_the_hour_in_which_it_begins_there(service: Service, operator: str) -> None:
    """In the last evening of the year in UTC the next quarter has begun in Kazakhstan."""
    clock_of(service).now = datetime(2026, 12, 31, 20, tzinfo=UTC)

    assert "2027-01-01" == owed(service, operator)[-1]["tax_period"]["start"]


def test_what_is_due_is_said_with_its_law_and_its_days(service: Service, operator: str) -> None:
    """Days as the law counts them; in Kazakhstan no source moves them, and the answer says that no rule is known."""
    first = owed(service, operator)[0]

    assert f"obl_{operator}.kz.digital_mining_fee.2026-01-01" == first["id"]
    assert {
        "stated_on": "2026-05-15",
        "on": "2026-05-15",
        "shift": None,
        "extended_to": None,
        "over_at": "2026-05-15T19:00:00.000000Z",
    } == first["return"]
    assert "2026-05-25" == first["payment"]["on"]
    assert "2031-04-01" == first["amendments_close_on"]
    assert ["act", "code", "code2025"] == [act["id"] for act in first["acts"]]


def test_a_day_of_rest_moves_a_russian_payment(service: Service) -> None:
    """28 March 2026 is a Saturday: the tax on 2025 is paid by Monday, as the calendar says that was recorded."""
    record_calendars(service.store, lambda: datetime(2026, 10, 1, tzinfo=UTC))
    operator = new_operator(service)
    new_farm(service, operator, "RU-MOW", since=date(2025, 1, 1))

    item = owed(service, operator)[0]

    assert ("2026-03-28", "2026-03-30") == (item["payment"]["stated_on"], item["payment"]["on"])
    assert ("code#6.1(7)", True) == (item["payment"]["shift"]["law"], item["payment"]["shift"]["calendar_known"])
    assert [("RU", 2026, True)] == [
        (edition["calendar"], edition["year"], edition["settled"]) for edition in item["payment"]["shift"]["editions"]
    ]


def test_with_earlier_knowledge_the_earlier_answer_comes_out(service: Service) -> None:
    """From before the calendar was recorded the day stands as stated, and says that the calendar was not known."""
    operator = new_operator(service)
    new_farm(service, operator, "RU-MOW", since=date(2025, 1, 1))
    before = service.clock()
    then = owed(service, operator, known_at=before)
    record_calendars(service.store, service.clock)

    assert then == owed(service, operator, known_at=before)
    assert ("2026-03-28", False) == (then[0]["payment"]["on"], then[0]["payment"]["shift"]["calendar_known"])
    assert "2026-03-30" == owed(service, operator)[0]["payment"]["on"]


def test_a_declared_assessment_fulfils_and_a_late_one_is_late(service: Service, operator: str) -> None:
    """An assessment alone does not: a return is due."""
    farm = owed(service, operator)[0]["farms"][0]
    filed = file(service, farm, Period(date(2026, 7, 1), date(2026, 10, 1)))["assessments"][0]["id"]
    late = file(service, farm, FIRST_QUARTER)["assessments"][0]["id"]
    assert {"overdue", "open", "upcoming"} == {item["status"] for item in owed(service, operator)}

    made = declared(service, operator, filed)
    declared(service, operator, late)

    by_period = {item["tax_period"]["start"]: item for item in owed(service, operator)}
    assert ("fulfilled", "fulfilled-late") == (by_period["2026-07-01"]["status"], by_period["2026-01-01"]["status"])
    assert (filed, made["id"]) == (
        by_period["2026-07-01"]["fulfilment"]["assessment"],
        by_period["2026-07-01"]["fulfilment"]["declaration"],
    )


def test_a_term_ends_at_midnight_where_the_tax_is(service: Service, operator: str) -> None:
    """On 15 November until midnight of Almaty, which is 19:00 in London; then it is overdue."""
    clock = service.clock
    assert isinstance(clock, TickingClock)
    for now, expected in (
        (datetime(2026, 11, 15, 18, 59, tzinfo=UTC), "open"),
        (datetime(2026, 11, 15, 19, tzinfo=UTC), "overdue"),
    ):
        clock.now = now - timedelta(seconds=1)
        assert ("2026-07-01", expected) in short(owed(service, operator))


def test_a_nil_report_is_accepted_flagged_and_fulfils(service: Service, operator: str) -> None:
    """A quarter in which nothing was mined is filed as such."""
    farm = owed(service, operator)[0]["farms"][0]
    nothing = ReportContent(SECOND_QUARTER, (), (), ())

    (assessment,) = file(service, farm, SECOND_QUARTER, nothing)["assessments"]
    declared(service, operator, assessment["id"])

    assert (["nil"], "0.00") == (assessment["flags"], assessment["total"]["amount"])
    assert ("2026-04-01", "fulfilled-late") in short(owed(service, operator))


def test_where_no_return_is_due_an_assessment_fulfils(service: Service) -> None:
    """Kazakhstan in 2022."""
    operator = new_operator(service)
    farm = new_farm(service, operator, since=date(2022, 10, 1))
    file(service, farm, Period(date(2022, 10, 1), date(2023, 1, 1)))

    first = owed(service, operator, end=date(2023, 1, 1))[0]

    assert ("complete-assessment", None) == (first["fulfilled_by"], first["return"])
    assert "fulfilled-late" == first["status"]  # it was filed in 2026


def test_a_farm_whose_beginning_is_not_stated_owes_from_its_registration(service: Service) -> None:
    """Or from what it reported before: nobody owes returns since the law began by leaving a member out."""
    operator = new_operator(service)
    farm = new_farm(service, operator)
    assert ["2026-10-01"] == [start for start, _ in short(owed(service, operator))]

    file(service, farm, SECOND_QUARTER)

    assert ["2026-04-01", "2026-07-01", "2026-10-01"] == [start for start, _ in short(owed(service, operator))]


def test_a_farm_that_moves_owes_elsewhere(service: Service, operator: str) -> None:
    """From the day of the move on; what was owed before stays."""
    farm = owed(service, operator)[0]["farms"][0]
    relocate_farm(service, command(), farm, NewPlace(date(2026, 8, 1), "RU-MOW", None))

    found = [(item["schedule"], item["tax_period"]["start"]) for item in owed(service, operator)]

    starts = ("2026-01-01", "2026-04-01", "2026-07-01")
    expected = [("kz.digital_mining_fee", start) for start in starts] + [("ru.mining_profit_tax", "2026-01-01")]
    assert sorted(expected) == sorted(found)


@pytest.mark.parametrize(
    "name",
    [
        "obl",
        "obl_{0}.kz.digital_mining_fee.2026-02-01",
        "obl_{0}.kz.none.2026-01-01",
        "obl_{0}.kz.digital_mining_fee.2026-13-01",
    ],
)
def test_a_name_that_stands_for_nothing_is_not_found(service: Service, operator: str, name: str) -> None:
    """Another form, a day that begins no period, a schedule that there is not, a day that no calendar has."""
    with pytest.raises(NotFound):
        read_obligation(service, operator_key(operator), name.format(operator), None)


def test_pages_go_on_where_they_ended(service: Service, operator: str) -> None:
    """The cursor is the name of the last one shown."""
    found: list[str] = []
    after: str | None = None
    while True:
        page: Any = list_obligations(service, operator_key(operator), operator, Wanted(Page(after, 3)))
        found += [item["id"] for item in page["items"]]
        after = page["next_cursor"]
        if after is None:
            break
    assert [item["id"] for item in owed(service, operator)] == found


def test_days_that_make_no_span_are_refused(service: Service, operator: str) -> None:
    """Backwards, or further ahead than any calendar."""
    for asked in (
        {"start": date(2026, 5, 1), "end": date(2026, 5, 1)},
        {"end": date(2036, 1, 1)},
        {"start": date(2036, 1, 1)},
    ):
        with pytest.raises(Nonsense):
            owed(service, operator, **asked)


def test_an_individual_owes_income_tax_and_no_company_tax(service: Service) -> None:
    """The kind of operator decides."""
    operator = new_operator(service, OperatorKind.INDIVIDUAL)
    new_farm(service, operator, "RU-MOW", since=date(2025, 1, 1))

    assert {"ru.mining_income_tax"} == {item["schedule"] for item in owed(service, operator)}
