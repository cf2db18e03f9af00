"""The clock of a sandbox: what is judged by the calendar goes by it; what is recorded and known does not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest

from service.domain.canonical import canonical
from service.domain.clock import instant_text
from service.domain.errors import Conflict, Forbidden, NotFound
from service.domain.periods import Period
from service.usecases.amend_report import amend_report
from service.usecases.clock_moves import move_clock, read_clock
from service.usecases.declare import declare
from service.usecases.keys import (
    LOCAL_ADMINISTRATOR,
    LOCAL_SANDBOX_ADMINISTRATOR,
)
from service.usecases.obligations import Wanted, list_obligations
from service.usecases.read import (
    list_assessments,
    read_report,
)
from service.usecases.read_statement import read_statement
from service.usecases.replay import replay
from service.usecases.requests import StatementRequest
from service.usecases.service import Service
from tests.integration.usecases.conftest import command
from tests.integration.usecases.filing import asked_by, declaring, new_operator, refusal
from tests.integration.usecases.trying import (
    EVERYTHING,
    PRESENT,
    filed,
    items,
    key_of,
    moved,
    new_sandbox,
    new_site,
)

FUTURE: Final = Period(date(2027, 1, 1), date(2027, 4, 1))
SPRING: Final = datetime(2027, 4, 2, tzinfo=UTC)


@pytest.fixture
def sandbox(service: Service) -> str:
    """Register an operator that only tries."""
    return new_sandbox(service)


@pytest.fixture
def farm(service: Service, sandbox: str) -> str:
    """Register its farm in Astana."""
    return new_site(service, sandbox)


def statuses(service: Service, operator: str, known_at: datetime | None = None) -> dict[str, str]:
    """Return where the obligations stand, by the first day of their periods."""
    listed: Any = list_obligations(service, key_of(operator), operator, Wanted(EVERYTHING._replace(known_at=known_at)))
    return {each["tax_period"]["start"]: each["status"] for each in listed["items"]}


def test_a_clock_is_moved_and_goes_on_from_there(service: Service, sandbox: str) -> None:
    """Who moved it and when is kept, in true time."""
    before: Any = read_clock(service, key_of(sandbox), sandbox)
    made = moved(service, sandbox, SPRING)
    later: Any = read_clock(service, key_of(sandbox), sandbox)

    assert (before["shown_at"], 0, None) == (before["true_at"], before["moves"], before["last_move"])
    assert (instant_text(SPRING), 1, "key-box") == (made["shown_at"], made["moves"], made["last_move"]["moved_by"])
    passed = datetime.fromisoformat(later["true_at"]) - datetime.fromisoformat(made["true_at"])
    assert passed > timedelta(0)
    assert instant_text(SPRING + passed) == later["shown_at"]


@pytest.mark.parametrize("wrong", [timedelta(days=-1), timedelta(0), timedelta(days=3654)])
def test_a_clock_goes_forwards_and_not_without_end(service: Service, sandbox: str, wrong: timedelta) -> None:
    """Time that was is not had again; and law of a decade ahead is not written."""
    moved(service, sandbox, SPRING)
    instant = SPRING + wrong if wrong.days <= 0 else datetime(2026, 11, 2, tzinfo=UTC) + wrong

    refused = refusal(lambda: moved(service, sandbox, instant))

    assert ["/instant"] == [fault.pointer for fault in refused.faults]
    assert 1 == read_clock(service, key_of(sandbox), sandbox)["moves"]


def test_nobody_moves_the_clock_of_a_live_operator(service: Service) -> None:
    """Not an administrator either; and a live key finds no sandbox."""
    live = new_operator(service)

    asked = refusal(lambda: move_clock(service, command(), live, SPRING))
    read = refusal(lambda: read_clock(service, LOCAL_ADMINISTRATOR, live))

    assert [(Forbidden, "live-tenant")] * 2 == [(type(each), each.code) for each in (asked, read)]
    with pytest.raises(NotFound):
        move_clock(service, asked_by(LOCAL_SANDBOX_ADMINISTRATOR), live, SPRING)


def test_a_period_begins_and_ends_by_the_clock(service: Service, sandbox: str, farm: str) -> None:
    """It is filed once it has begun, and declared once it has ended."""
    assert "period-not-begun" == refusal(lambda: filed(service, sandbox, farm, FUTURE)).code
    moved(service, sandbox, datetime(2027, 2, 1, tzinfo=UTC))
    made = filed(service, sandbox, farm, FUTURE)
    (assessment,) = made["assessments"]

    def declared() -> Any:
        return declare(service, asked_by(key_of(sandbox)), assessment["id"], declaring()).document

    assert "period-not-ended" == refusal(declared).code
    moved(service, sandbox, SPRING)
    said = declared()["declared"]
    assert said["clock_at"] > instant_text(SPRING) > said["declared_at"]


def test_obligations_go_by_the_clock(service: Service, sandbox: str, farm: str) -> None:
    """The quarter that goes on is upcoming, then open, then overdue; with earlier knowledge it stands as it did."""
    before = service.clock()
    assert "upcoming" == statuses(service, sandbox)["2026-10-01"]
    answered = canonical(
        list_obligations(service, key_of(sandbox), sandbox, Wanted(EVERYTHING._replace(known_at=before)))
    )

    moved(service, sandbox, datetime(2027, 1, 2, tzinfo=UTC))
    assert "open" == statuses(service, sandbox)["2026-10-01"]
    moved(service, sandbox, datetime(2027, 5, 1, tzinfo=UTC))
    assert ("overdue", "open") == (
        statuses(service, sandbox)["2026-10-01"],
        statuses(service, sandbox)["2027-01-01"],
    )
    (made,) = filed(service, sandbox, farm, PRESENT)["assessments"]
    declare(service, asked_by(key_of(sandbox)), made["id"], declaring())
    assert "fulfilled-late" == statuses(service, sandbox)["2026-10-01"]

    again = list_obligations(service, key_of(sandbox), sandbox, Wanted(EVERYTHING._replace(known_at=before)))
    assert answered == canonical(again)


def test_what_is_recorded_and_known_stays_in_true_time(service: Service, sandbox: str, farm: str) -> None:
    """So that law recorded tomorrow is none that an assessment of today has known; and it replays."""
    moved(service, sandbox, SPRING)
    made = filed(service, sandbox, farm, FUTURE)
    (assessment,) = made["assessments"]
    now = instant_text(service.clock())
    report, _ = read_report(service, key_of(sandbox), made["report"]["id"])

    assert assessment["known_at"] < now < made["report"]["clock_at"]
    assert (made["report"]["submitted_at"], made["report"]["clock_at"]) == (report["submitted_at"], report["clock_at"])
    assert replay(service, key_of(sandbox), assessment["id"])["identical"]
    (listed,) = items(list_assessments(service, key_of(sandbox), EVERYTHING))
    assert assessment["id"] == listed["id"]


def test_an_amendment_comes_too_late_by_the_clock(service: Service, sandbox: str, farm: str) -> None:
    """Five years after the period, which is what the law of the levy says."""
    report = filed(service, sandbox, farm, PRESENT)["report"]["id"]
    moved(service, sandbox, datetime(2036, 1, 1, tzinfo=UTC))

    refused = refusal(lambda: amend_report(service, asked_by(key_of(sandbox)), report, f'"{report}-1"', "late"))

    assert (Conflict, "amendment-window-closed") == (type(refused), refused.code)


def test_a_statement_is_as_of_the_day_of_the_clock(service: Service, sandbox: str, farm: str) -> None:
    """What is owed is dated by it as well."""
    moved(service, sandbox, SPRING)
    filed(service, sandbox, farm, FUTURE)

    statement: Any = read_statement(service, key_of(sandbox), StatementRequest(sandbox, None, None))

    assert "2027-04-02" == statement["as_of"]
    assert {"2027-04-02"} == {line["on"] for each in statement["accounts"] for line in each["lines"]}
