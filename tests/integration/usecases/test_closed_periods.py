"""Days that an authority locked, and amendments that come too late, are refused, with the reason and what is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from service.domain.errors import Conflict, Forbidden, NotFound
from service.domain.periods import Period
from service.usecases.amend_report import amend_report
from service.usecases.lock_period import NewLock, list_locks, lock_period, read_lock, unlock_period
from service.usecases.relocate_farm import relocate_farm
from service.usecases.requests import NewPlace, Page
from service.usecases.service import Service
from service.usecases.submit_report import submit_report
from service.usecases.void_assessment import void_assessment
from tests.integration.usecases.conftest import TickingClock, command
from tests.integration.usecases.filing import (
    asked_by,
    authority_key,
    declared,
    file,
    new_farm,
    new_operator,
    operator_key,
)

QUARTER = Period(date(2026, 4, 1), date(2026, 7, 1))
NEXT = Period(date(2026, 7, 1), date(2026, 10, 1))
KZ = authority_key("KZ")


def locked(service: Service, operator: str | None = None, *, by: str = "KZ", schedule: str | None = None) -> Any:
    """Lock the quarter."""
    wanted = NewLock(operator, schedule, QUARTER, "A field audit is under way.", ("unlock-request", "objection"))
    return lock_period(service, asked_by(authority_key(by)), wanted).document


def test_nothing_is_filed_amended_declared_or_withdrawn_in_a_locked_period(
    service: Service, operator: str, farm: str
) -> None:
    """Each is told the lock, its reason, and the ways that are open; other days go on, and so does all once it ends."""
    filed = file(service, farm, QUARTER)
    assessment, report = filed["assessments"][0]["id"], filed["report"]["id"]
    draft = amend_report(service, command(), report, f'"{report}-1"', "begun before")
    lock = locked(service, operator)
    other = new_farm(service, operator)
    acts: list[Callable[[], object]] = [
        lambda: file(service, other, QUARTER),
        lambda: file(service, other, Period(date(2026, 6, 1), date(2026, 7, 1))),
        lambda: submit_report(service, command(), report, draft.etag or ""),
        lambda: declared(service, operator, assessment),
        lambda: void_assessment(service, asked_by(operator_key(operator)), assessment, "no"),
    ]
    for act in acts:
        with pytest.raises(Conflict) as refused:
            act()
        assert "period-locked" == refused.value.code
        said: Any = refused.value.extra["lock"]
        assert (lock["id"], "A field audit is under way.", ["unlock-request", "objection"]) == (
            said["id"],
            said["reason"],
            said["routes"],
        )
    file(service, other, NEXT)

    ended = unlock_period(service, asked_by(KZ), lock["id"], "The audit has ended.").document

    assert "The audit has ended." == ended["unlocked"]["reason"]
    assert file(service, other, QUARTER)["assessments"]


def test_an_amendment_is_not_even_begun_in_a_locked_period(service: Service, operator: str, farm: str) -> None:
    """The draft would only be in the way."""
    report = file(service, farm, QUARTER)["report"]["id"]
    locked(service, operator)

    with pytest.raises(Conflict) as refused:
        amend_report(service, command(), report, f'"{report}-1"', "meter 4 was read twice")
    assert "period-locked" == refused.value.code


def test_a_lock_concerns_those_it_names(service: Service, farm: str) -> None:
    """Another operator, another schedule, another jurisdiction are not held."""
    locked(service, new_operator_in_kazakhstan(service))
    locked(service, by="FI")
    locked(service, schedule="kz.digital_mining_fee", operator=new_operator_in_kazakhstan(service))

    assert file(service, farm, QUARTER)["assessments"]


def new_operator_in_kazakhstan(service: Service) -> str:
    """Register an operator that the authority of Kazakhstan sees."""
    operator = new_operator(service)
    new_farm(service, operator)
    return operator


def test_a_lock_of_everybody_holds_everybody_in_the_jurisdiction(service: Service, farm: str) -> None:
    """A farm elsewhere files on."""
    locked(service, schedule="kz.digital_mining_fee")
    abroad = new_farm(service, new_operator(service), "FI-18")

    with pytest.raises(Conflict):
        file(service, farm, QUARTER)
    assert file(service, abroad, Period(date(2026, 5, 1), date(2026, 6, 1)))["assessments"]


def test_a_regional_lock_holds_farms_of_the_region(service: Service, operator: str, farm: str) -> None:
    """Where the farm was in the period decides."""
    locked(service, by="KZ-71")

    with pytest.raises(Conflict):
        file(service, farm, QUARTER)
    assert file(service, new_farm(service, operator, "KZ-55"), QUARTER)["assessments"]


def test_days_before_the_first_place_are_those_of_the_first_place(service: Service, operator: str) -> None:
    """It reaches back without limit for what is filed; so does a lock."""
    later = new_farm(service, operator, since=date(2026, 9, 1))
    assert file(service, later, NEXT)["assessments"]
    locked(service, operator)

    with pytest.raises(Conflict):
        file(service, later, QUARTER)


def test_a_farm_that_moved_away_before_is_not_held(service: Service, operator: str, farm: str) -> None:
    """Nor one that comes later; one that was there on a day of the period is."""
    relocate_farm(service, command(), farm, NewPlace(date(2026, 4, 1), "KZ-55", None))
    late = new_farm(service, operator)
    relocate_farm(service, command(), late, NewPlace(date(2026, 6, 30), "KZ-55", None))
    locked(service, by="KZ-71")

    assert file(service, farm, QUARTER)["assessments"]
    with pytest.raises(Conflict):
        file(service, late, QUARTER)


def test_locks_are_seen_by_whom_they_concern(service: Service, operator: str, farm: str) -> None:
    """Those of everybody by all who file; those of an operator by it; an authority sees and ends its own."""
    own, everybodys = locked(service, operator)["id"], locked(service)["id"]
    stranger, finland = operator_key(new_operator(service)), authority_key("FI")

    def listed(principal: Any) -> list[str]:
        found: Any = list_locks(service, principal, Page(None, 10))
        return [lock["id"] for lock in found["items"]]

    assert [own, everybodys] == listed(KZ) == listed(operator_key(operator))
    assert ([everybodys], []) == (listed(stranger), listed(finland))
    assert own == read_lock(service, operator_key(operator), own)["id"]
    for principal in (stranger, finland):
        with pytest.raises(NotFound):
            read_lock(service, principal, own)
    with pytest.raises(NotFound):
        unlock_period(service, asked_by(finland), own, "not mine")
    assert farm


def test_a_lock_ends_once(service: Service) -> None:
    """Ending it again would change what is recorded."""
    lock = locked(service)["id"]
    unlock_period(service, asked_by(KZ), lock, "done")

    with pytest.raises(Conflict) as refused:
        unlock_period(service, asked_by(KZ), lock, "done again")
    assert "invalid-state" == refused.value.code


def test_an_authority_locks_the_taxes_of_its_own_jurisdiction(service: Service) -> None:
    """Not another country's."""
    with pytest.raises(Forbidden) as refused:
        locked(service, schedule="ru.mining_profit_tax")
    assert "foreign-jurisdiction" == refused.value.code


def test_an_amendment_comes_too_late_when_the_law_says_so(service: Service, farm: str) -> None:
    """The last day is the one before five years have gone by, in Almaty; a first report comes late, but comes."""
    clock = service.clock
    assert isinstance(clock, TickingClock)
    report = file(service, farm, QUARTER)["report"]["id"]
    clock.now = datetime(2031, 6, 30, 18, 59, 0, tzinfo=UTC)
    begun = amend_report(service, command(), report, f'"{report}-1"', "in time")
    clock.now = datetime(2031, 6, 30, 19, 0, 0, tzinfo=UTC)

    with pytest.raises(Conflict) as refused:
        submit_report(service, command(), report, begun.etag or "")

    assert "amendment-window-closed" == refused.value.code
    assert "code2025#65" in refused.value.detail
    assert file(service, farm, Period(date(2026, 1, 1), date(2026, 4, 1)))["assessments"]
