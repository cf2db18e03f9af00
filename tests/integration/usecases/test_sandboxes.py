"""Sandboxes: what is judged by the calendar goes by a clock that can be moved; what is recorded and known does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest

from service.domain.canonical import canonical
from service.domain.clock import instant_text
from service.domain.errors import Conflict, Forbidden, Nonsense, NotFound, Refusal
from service.domain.periods import Period
from service.domain.principals import Principal, Role, default_scopes
from service.domain.reports import OperatorKind
from service.usecases.amend_report import amend_report
from service.usecases.clock_moves import move_clock, read_clock
from service.usecases.declare import declare
from service.usecases.draft_report import create_report
from service.usecases.keys import (
    LOCAL_ADMINISTRATOR,
    LOCAL_SANDBOX_ADMINISTRATOR,
    NewKey,
    issue_key,
    list_keys,
    read_key,
)
from service.usecases.lock_period import NewLock, lock_period, unlock_period
from service.usecases.obligations import Wanted, list_obligations
from service.usecases.read import (
    list_assessments,
    list_events,
    list_farms,
    list_operators,
    list_reports,
    read_assessment,
    read_operator,
    read_report,
)
from service.usecases.read_statement import read_statement
from service.usecases.reassessments import Wanted as WantedAgain
from service.usecases.reassessments import reassess_many
from service.usecases.register import register_farm, register_operator
from service.usecases.replay import replay
from service.usecases.requests import NewReport, Page, RegisterFarm, RegisterOperator, StatementRequest
from service.usecases.service import Service
from service.usecases.signing_keys import NewSigningKey, register_signing_key
from tests.integration.usecases.conftest import command, content
from tests.integration.usecases.filing import asked_by, authority_key, declaring, file, new_farm, new_operator

# The quarter that is going on by the clock of the tests, and the one after it.
PRESENT: Final = Period(date(2026, 10, 1), date(2027, 1, 1))
FUTURE: Final = Period(date(2027, 1, 1), date(2027, 4, 1))
SPRING: Final = datetime(2027, 4, 2, tzinfo=UTC)
EVERYTHING: Final = Page(None, 100)


def key_of(operator: str) -> Principal:
    """Bear a key of a sandbox operator."""
    scopes = default_scopes(Role.OPERATOR, sandbox=True)
    return Principal("key-box", Role.OPERATOR, frozenset({operator}), None, scopes, sandbox=True)


@pytest.fixture
def sandbox(service: Service) -> str:
    """Register an operator that only tries."""
    wanted = RegisterOperator(OperatorKind.LEGAL_ENTITY, "Trial", None)
    registered: Any = register_operator(service, asked_by(LOCAL_SANDBOX_ADMINISTRATOR), wanted).document
    identifier: str = registered["id"]
    return identifier


@pytest.fixture
def farm(service: Service, sandbox: str) -> str:
    """Register its farm in Astana."""
    wanted = RegisterFarm(sandbox, "Hall 1", "KZ-71", None, "Asia/Almaty", None, None)
    registered: Any = register_farm(service, asked_by(key_of(sandbox)), wanted).document
    identifier: str = registered["id"]
    return identifier


def moved(service: Service, operator: str, instant: datetime) -> Any:
    """Move the clock."""
    return move_clock(service, asked_by(key_of(operator)), operator, instant).document


def filed(service: Service, operator: str, farm: str, period: Period) -> Any:
    """File a period."""
    wanted = NewReport(farm, None, content(period=period), submit=True)
    return create_report(service, asked_by(key_of(operator)), wanted).document


def statuses(service: Service, operator: str, known_at: datetime | None = None) -> dict[str, str]:
    """Return where the obligations stand, by the first day of their periods."""
    listed: Any = list_obligations(service, key_of(operator), operator, Wanted(EVERYTHING, known_at=known_at))
    return {each["tax_period"]["start"]: each["status"] for each in listed["items"]}


def refusal(act: Callable[[], object]) -> Refusal:
    """Return what *act* is refused for."""
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value


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
    answered = canonical(list_obligations(service, key_of(sandbox), sandbox, Wanted(EVERYTHING, known_at=before)))

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

    again = list_obligations(service, key_of(sandbox), sandbox, Wanted(EVERYTHING, known_at=before))
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
    (listed,) = _items(list_assessments(service, key_of(sandbox), EVERYTHING))
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


def test_neither_world_sees_the_other(service: Service, sandbox: str, farm: str) -> None:
    """In no list, and by no name; administrators and authorities either."""
    live = new_operator(service)
    live_farm = new_farm(service, live)
    own, theirs = filed(service, sandbox, farm, PRESENT), file(service, live_farm, PRESENT)
    watching = authority_key("KZ")
    trying = watching._replace(scopes=default_scopes(Role.AUTHORITY, sandbox=True), sandbox=True)

    for principal in (LOCAL_ADMINISTRATOR, watching):
        assert {live: 1} == _seen(service, principal)
        assert isinstance(refusal(lambda: read_operator(service, principal, sandbox)), NotFound)  # noqa: B023
        assert isinstance(
            refusal(lambda: read_assessment(service, principal, own["assessments"][0]["id"])),  # noqa: B023
            NotFound,
        )
    for principal in (LOCAL_SANDBOX_ADMINISTRATOR, trying):
        assert {sandbox: 1} == _seen(service, principal)
        assert isinstance(refusal(lambda: read_operator(service, principal, live)), NotFound)  # noqa: B023
        assert isinstance(
            refusal(lambda: read_assessment(service, principal, theirs["assessments"][0]["id"])),  # noqa: B023
            NotFound,
        )
    wanted = NewReport(live_farm, None, content(period=PRESENT), submit=False)
    with pytest.raises(NotFound):
        create_report(service, asked_by(LOCAL_SANDBOX_ADMINISTRATOR), wanted)


def test_a_job_is_about_one_world(service: Service, sandbox: str, farm: str) -> None:
    """That of whoever asked for it."""
    filed(service, sandbox, farm, PRESENT)
    for _ in range(2):
        file(service, new_farm(service, new_operator(service)), PRESENT)

    counted = [
        reassess_many(service, asked_by(principal), WantedAgain(stale_only=False)).document["total"]
        for principal in (LOCAL_ADMINISTRATOR, LOCAL_SANDBOX_ADMINISTRATOR)
    ]

    assert [2, 1] == counted


def test_no_key_leads_from_one_world_to_the_other(service: Service, sandbox: str) -> None:
    """A live administrator makes the first key of the sandboxes, and nothing else of theirs."""
    live = new_operator(service)
    refused = [
        (LOCAL_ADMINISTRATOR, NewKey("a", Role.OPERATOR, (live,), sandbox=True)),
        (LOCAL_ADMINISTRATOR, NewKey("b", Role.ACCOUNTANT, (live, sandbox))),
        (LOCAL_SANDBOX_ADMINISTRATOR, NewKey("c", Role.ACCOUNTANT, (sandbox, live))),
        (LOCAL_SANDBOX_ADMINISTRATOR, NewKey("d", Role.ADMINISTRATOR, sandbox=False)),
        (LOCAL_SANDBOX_ADMINISTRATOR, NewKey("e", Role.AUTHORITY, jurisdiction="KZ", scopes=("law:publish",))),
    ]
    for principal, wanted in refused:
        with pytest.raises((Nonsense, NotFound)):
            issue_key(service, asked_by(principal), wanted)

    first = issue_key(service, command(), NewKey("f", Role.ADMINISTRATOR, sandbox=True)).document
    own = issue_key(service, asked_by(LOCAL_SANDBOX_ADMINISTRATOR), NewKey("g", Role.OPERATOR, (sandbox,))).document
    live_key = issue_key(service, command(), NewKey("h", Role.OPERATOR, (live,))).document

    assert [True, True, False] == [each["sandbox"] for each in (first, own, live_key)]
    assert not {"law:read", "law:write", "law:publish", "prices:write"} & set(first["scopes"])
    assert [first["id"], own["id"]] == [each["id"] for each in _items(list_keys(service, LOCAL_SANDBOX_ADMINISTRATOR))]
    with pytest.raises(NotFound):
        read_key(service, LOCAL_SANDBOX_ADMINISTRATOR, live_key["id"])


def test_a_sandbox_authority_locks_no_days_of_live_operators(service: Service) -> None:
    """Neither by a lock of everybody, nor by ending one."""
    trying = authority_key("KZ")._replace(sandbox=True)
    everybody = NewLock(None, None, PRESENT, "A drill.", ("objection",))
    held = lock_period(service, asked_by(authority_key("KZ")), everybody).document["id"]

    assert isinstance(refusal(lambda: lock_period(service, asked_by(trying), everybody)), Nonsense)
    assert isinstance(refusal(lambda: unlock_period(service, asked_by(trying), held, "no")), Nonsense)
    one = everybody._replace(operator=new_operator(service))
    assert isinstance(refusal(lambda: lock_period(service, asked_by(trying), one)), NotFound)


def test_a_sandbox_administrator_registers_no_signing_key(service: Service) -> None:
    """Law is signed by it, and law is the same for all."""
    wanted = NewSigningKey("KZ", "Ministry", "A" * 43 + "=")

    refused = refusal(lambda: register_signing_key(service, asked_by(LOCAL_SANDBOX_ADMINISTRATOR), wanted))

    assert (Forbidden, "insufficient-scope") == (type(refused), refused.code)


def _items(listed: Any) -> list[Any]:
    items: list[Any] = listed["items"]
    return items


def _seen(service: Service, principal: Principal) -> dict[str, int]:
    """Count the farms of each operator that is seen, after looking whether all lists are of the same ones."""
    operators = [each["id"] for each in _items(list_operators(service, principal, EVERYTHING))]
    farms = _items(list_farms(service, principal, EVERYTHING))
    of = {each["operator"] for each in farms}
    for listed in (list_reports, list_assessments):
        assert of == {each["operator"] for each in _items(listed(service, principal, EVERYTHING))}
    assert [] == _items(list_events(service, principal, EVERYTHING))  # none has its place yet
    return {operator: sum(each["operator"] == operator for each in farms) for operator in operators}
