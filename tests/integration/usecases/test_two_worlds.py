"""Live operators and sandboxes are two worlds: no key, list or job has something of both."""

from __future__ import annotations

import pytest

from service.domain.errors import Forbidden, Nonsense, NotFound
from service.domain.principals import Principal, Role, default_scopes
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
from service.usecases.read import (
    list_assessments,
    list_events,
    list_farms,
    list_operators,
    list_reports,
    read_assessment,
    read_operator,
)
from service.usecases.reassessments import Wanted as WantedAgain
from service.usecases.reassessments import cancel_job, read_job, reassess_many
from service.usecases.requests import NewReport
from service.usecases.service import Service
from service.usecases.signing_keys import NewSigningKey, register_signing_key
from tests.integration.usecases.conftest import command, content
from tests.integration.usecases.filing import asked_by, authority_key, file, new_farm, new_operator, refusal
from tests.integration.usecases.trying import (
    EVERYTHING,
    PRESENT,
    filed,
    items,
    new_sandbox,
    new_site,
)


@pytest.fixture
def sandbox(service: Service) -> str:
    """Register an operator that only tries."""
    return new_sandbox(service)


@pytest.fixture
def farm(service: Service, sandbox: str) -> str:
    """Register its farm in Astana."""
    return new_site(service, sandbox)


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
    """That of whoever asked for it, and no administrator of the other reads it or ends it."""
    filed(service, sandbox, farm, PRESENT)
    for _ in range(2):
        file(service, new_farm(service, new_operator(service)), PRESENT)

    both = LOCAL_ADMINISTRATOR, LOCAL_SANDBOX_ADMINISTRATOR
    live, trial = (reassess_many(service, asked_by(each), WantedAgain(stale_only=False)).document for each in both)

    assert (2, 1) == (live["total"], trial["total"])
    assert live == read_job(service, LOCAL_ADMINISTRATOR, live["id"])
    for principal, job in zip(both, (trial["id"], live["id"]), strict=True):
        assert isinstance(refusal(lambda: read_job(service, principal, job)), NotFound)  # noqa: B023
        assert isinstance(refusal(lambda: cancel_job(service, asked_by(principal), job)), NotFound)  # noqa: B023


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
    assert [first["id"], own["id"]] == [each["id"] for each in items(list_keys(service, LOCAL_SANDBOX_ADMINISTRATOR))]
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


def _seen(service: Service, principal: Principal) -> dict[str, int]:
    """Count the farms of each operator that is seen, after looking whether all lists are of the same ones."""
    operators = [each["id"] for each in items(list_operators(service, principal, EVERYTHING))]
    farms = items(list_farms(service, principal, EVERYTHING))
    of = {each["operator"] for each in farms}
    for listed in (list_reports, list_assessments):
        assert of == {each["operator"] for each in items(listed(service, principal, EVERYTHING))}
    assert [] == items(list_events(service, principal, EVERYTHING))  # none has its place yet
    return {operator: sum(each["operator"] == operator for each in farms) for operator in operators}
