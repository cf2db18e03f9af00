"""Who files for a controlled group owes its return and declares it; locks of its members hold it still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from service.domain.errors import Conflict, NotFound, Refusal
from service.domain.periods import Period
from service.domain.principals import Role
from service.usecases.amend_report import amend_report
from service.usecases.declare import declare
from service.usecases.groups import add_member, end_membership
from service.usecases.holdings import read_holdings
from service.usecases.lock_period import NewLock, lock_period, unlock_period
from service.usecases.obligations import Wanted, list_obligations, read_obligation
from service.usecases.read_statement import read_statement
from service.usecases.reassess import reassess
from service.usecases.requests import NewMember, Page, StatementRequest
from service.usecases.service import Service
from service.usecases.void_assessment import void_assessment
from tests.integration.usecases.conftest import SECOND_QUARTER, command
from tests.integration.usecases.filing import declaring
from tests.integration.usecases.parties import (
    ALWAYS,
    SCHEDULE,
    Party,
    bearer,
    file,
    group,
    party,
    sent_by,
)

MAY_1 = date(2024, 5, 1)
APRIL = Period(date(2024, 4, 1), MAY_1)
REST = Period(MAY_1, date(2024, 7, 1))
AUTHORITY = bearer(role=Role.AUTHORITY, jurisdiction="XA")


def owed(service: Service, who: Party) -> list[Any]:
    """Return what an operator sees that it owes for the second quarter of 2024."""
    wanted = Wanted(Page(None, 200), start=SECOND_QUARTER.start, end=SECOND_QUARTER.end)
    listed: Any = list_obligations(service, who.bearer, who.operator, wanted)
    items: list[Any] = listed["items"]
    return items


def declared(service: Service, who: Party, assessment: str) -> Any:
    """Declare an assessment as the director of an operator."""
    return declare(service, sent_by(who.bearer), assessment, declaring()).document


def locked(service: Service, who: Party, schedule: str | None = None) -> Any:
    """Lock the quarter of an operator."""
    wanted = NewLock(who.operator, schedule, SECOND_QUARTER, "An audit.", ("objection",))
    return lock_period(service, sent_by(AUTHORITY), wanted).document


def refused(act: Callable[[], object]) -> Refusal:
    """Return what *act* is refused for."""
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value


def assessed(answer: Any) -> str:
    """Return the one assessment that an answer shows."""
    (found,) = answer["assessments"]
    identifier: str = found["id"]
    return identifier


def test_who_files_for_a_group_owes_its_return_for_the_farms_of_all(law: Service) -> None:
    """A member owes nothing by itself, and what the group owes is not found with its key."""
    first, second = party(law), party(law)
    formed = group(law, first, second)
    file(law, first, "1500")
    file(law, second, "700")

    (owes,) = owed(law, first)

    assert (formed, None, first.operator) == (owes["group"], owes["farm"], owes["operator"])
    assert f"obl_{formed}.{SCHEDULE}.2024-04-01" == owes["id"]
    assert {first.farm, second.farm} == set(owes["farms"])
    assert [] == owed(law, second)
    assert owes["status"] == read_obligation(law, AUTHORITY, owes["id"], None)["status"] == "overdue"
    for stranger in (second.bearer, party(law).bearer, bearer(role=Role.AUTHORITY, jurisdiction="KZ")):
        with pytest.raises(NotFound):
            read_obligation(law, stranger, owes["id"], None)


def test_who_files_owes_the_return_also_where_it_never_belonged(law: Service) -> None:
    """Its own farm is none of the group's; a lock of its days holds the others' reports, and it declares for them."""
    first, second, third = party(law), party(law), party(law)
    formed = group(law, first, second, third)
    file(law, second, "1500")
    end_membership(law, command(), formed, first.operator, ALWAYS)
    lock = locked(law, first)
    assert "period-locked" == refused(lambda: file(law, third, "700")).code
    unlock_period(law, sent_by(AUTHORITY), lock["id"], "The audit is over.")
    assessment = assessed(file(law, third, "700"))

    made = declared(law, first, assessment)

    (owes,) = owed(law, first)
    assert (formed, {second.farm, third.farm}) == (owes["group"], set(owes["farms"]))
    assert ("fulfilled-late", made["id"]) == (owes["status"], owes["fulfilment"]["declaration"])


def test_the_one_who_files_declares_for_all_and_that_fulfils(law: Service) -> None:
    """The group's assessment does not exist for another member's key; what is held of each is its own."""
    first, second = party(law), party(law)
    formed = group(law, first, second)
    file(law, first, "1500")
    assessment = assessed(file(law, second, "700"))
    assert "not-found" == refused(lambda: declared(law, second, assessment)).code

    made = declared(law, first, assessment)

    assert (formed, first.operator) == (made["declared"]["subject"], made["declared"]["operator"])
    assert ("fulfilled-late", made["id"]) == (
        owed(law, first)[0]["status"], owed(law, first)[0]["fulfilment"]["declaration"],
    )  # fmt: skip
    held: Any = [read_holdings(law, each.bearer, each.operator, Page(None, 100)) for each in (first, second)]
    kinds = [[item["object"] for item in each["items"]] for each in held]
    assert [["assessment", "assessment", "declaration", "report"], ["report"]] == kinds


def test_an_operator_owes_by_itself_for_the_days_on_which_it_is_in_no_group(law: Service) -> None:
    """It joined on the first of May: of one quarter there are two returns, and each names the farms it is about."""
    first, second = party(law), party(law)
    formed = group(law, first)
    add_member(law, command(), formed, NewMember(second.operator, MAY_1, None))
    file(law, first, "1500")
    file(law, second, "700")

    assert [(formed, {first.farm, second.farm})] == [(each["group"], set(each["farms"])) for each in owed(law, first)]
    assert [(None, [second.farm])] == [(each["group"], each["farms"]) for each in owed(law, second)]


def test_a_member_that_is_found_to_have_belonged_withdraws_what_it_was_assessed_alone(law: Service) -> None:
    """Else it would owe twice: stale, it cannot be declared, nor assessed again; withdrawn, nothing is owed by it."""
    first, second = party(law), party(law)
    alone = assessed(file(law, second, "2000"))
    group(law, first, second)

    def balance(who: Party) -> list[str]:
        drawn: Any = read_statement(law, who.bearer, StatementRequest(who.operator, None, None))
        return [account["balance"] for account in drawn["accounts"]]

    assert ["100.00"] == balance(second)
    assert "assessment-stale" == refused(lambda: declared(law, second, alone)).code
    assert "schedule-not-applicable" == refused(lambda: reassess(law, command(), alone)).code
    void_assessment(law, sent_by(second.bearer), alone, "assessed with the group")

    file(law, first, "1500")
    assert [] == balance(second)
    assert ["400.00"] == balance(first)


def test_days_locked_for_who_files_hold_the_reports_of_every_member_still(law: Service) -> None:
    """Each would change the group's figures. Only who sees the lock learns why; other days go on."""
    first, second = party(law), party(law)
    group(law, first, second)
    report = file(law, second, "700", APRIL)["report"]["id"]
    lock = locked(law, first)

    shut = refused(lambda: file(law, second, "700", REST, sender=second.bearer))
    amended = refused(lambda: amend_report(law, sent_by(second.bearer), report, f'"{report}-1"', "again"))
    own = refused(lambda: file(law, first, "700", sender=first.bearer))

    assert ["period-locked"] * 3 == [each.code for each in (shut, amended, own)]
    assert [None, None, lock["id"]] == [_shown(each) for each in (shut, amended, own)]
    assert "An audit." not in f"{shut.detail}{amended.detail}"
    file(law, second, "700", Period(date(2024, 7, 1), date(2024, 10, 1)), sender=second.bearer)


def test_days_locked_for_a_member_hold_what_the_group_would_declare(law: Service) -> None:
    """The others go on reporting; a lock of another schedule holds nothing of the group."""
    first, second = party(law), party(law)
    group(law, first, second)
    file(law, second, "700")
    locked(law, second)

    assessment = assessed(file(law, first, "1500"))

    shut = refused(lambda: declared(law, first, assessment))
    assert ("period-locked", None) == (shut.code, _shown(shut))
    withdrawing = refused(lambda: void_assessment(law, sent_by(first.bearer), assessment, "no"))
    assert "period-locked" == withdrawing.code


def test_a_lock_of_who_files_does_not_hold_a_member_on_days_on_which_it_is_alone(law: Service) -> None:
    """It left before May."""
    first, second = party(law), party(law)
    formed = group(law, first, second)
    end_membership(law, command(), formed, second.operator, MAY_1)
    locked(law, first)

    assert assessed(file(law, second, "700", REST))
    with pytest.raises(Conflict):
        file(law, second, "700", APRIL)


def _shown(refusal: Refusal) -> str | None:
    lock: Any = refusal.extra.get("lock")
    return None if lock is None else lock["id"]
