"""A member's receipt that is stated to the instant counts for the group on the days on which it belongs to it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from service.domain.errors import Conflict
from service.domain.periods import Period
from service.domain.principals import Role
from service.domain.reports import OperatorKind, ProductionLine
from service.usecases.amend_report import amend_report
from service.usecases.draft_report import change_draft, create_report
from service.usecases.estimate_operator import estimate_operator
from service.usecases.groups import end_membership
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.lock_period import NewLock, lock_period
from service.usecases.read import list_assessments
from service.usecases.reassess import reassess
from service.usecases.register import register_farm, register_operator
from service.usecases.replay import replay
from service.usecases.requests import NewReport, OperatorEstimate, Page, RegisterFarm, RegisterOperator
from service.usecases.service import Service
from service.usecases.submit_report import submit_report
from tests.integration.usecases.conftest import command
from tests.integration.usecases.parties import (
    SCHEDULE,
    Party,
    bearer,
    file,
    group,
    party,
    sent_by,
    stated,
)

FIRST_QUARTER = Period(date(2024, 1, 1), date(2024, 4, 1))
APRIL_1 = date(2024, 4, 1)
# An hour into April in Almaty, and still March by the calendar of the law.
AT_NIGHT = ProductionLine("BTC", Decimal(1), None, None, datetime(2024, 3, 31, 20, 0, tzinfo=UTC))
IN_APRIL = ProductionLine("BTC", Decimal(1), APRIL_1, None)


def far_east(service: Service) -> Party:
    """Register an operator with a farm five hours ahead of its law."""
    kind = OperatorKind.LEGAL_ENTITY
    operator = register_operator(service, command(), RegisterOperator(kind, "East Ltd", None)).document["id"]
    request = RegisterFarm(operator, "Hall", "XA-1", None, "Asia/Almaty", None, None)
    return Party(operator, register_farm(service, command(), request).document["id"], bearer(operator))


def file_coins(service: Service, who: Party, coins: ProductionLine) -> Any:
    """File the second quarter, with 1500 kilowatt-hours and a coin."""
    content = stated("1500")._replace(production=(coins,))
    return create_report(service, command(), NewReport(who.farm, None, content, submit=True)).document


def amend(service: Service, filed: Any, coins: ProductionLine) -> Any:
    """Amend it to another coin."""
    report, revision = filed["report"]["id"], filed["report"]["revision"]
    begun = amend_report(service, command(), report, f'"{report}-{revision}"', "looked up again")
    content = stated("1500")._replace(production=(coins,))
    changed = change_draft(service, command(), report, str(begun.etag), content)
    return submit_report(service, command(), report, str(changed.etag)).document


def tried_on(service: Service, operator: str, days: Period) -> list[Any]:
    """Try the made-up law on what is stored."""
    request = OperatorEstimate((SCHEDULE,), days, None)
    tried: Any = estimate_operator(service, LOCAL_ADMINISTRATOR, operator, request)
    return list(tried["assessments"])


def whose(answer: Any) -> dict[tuple[str, str], tuple[str, int]]:
    """Return of each quarter and taxpayer what it comes to, and how many reports went into it."""
    return {
        (each["tax_period"]["start"], each["group"] or each["operator"]): (
            each["total"]["amount"],
            len(each["reports"]),
        )
        for each in answer["assessments"]
    }


def test_it_goes_into_the_groups_quarter_and_an_amendment_takes_it_away_again(law: Service) -> None:
    """Where another member has reported too, and where nobody has; all of it replays."""
    first, second = party(law), far_east(law)
    formed = group(law, first, second)

    filed = file_coins(law, second, AT_NIGHT)
    assert {("2024-01-01", formed): ("0.00", 1), ("2024-04-01", formed): ("50.00", 1)} == whose(filed)
    assert {"start": "2024-03-31", "end": "2024-04-01"} == filed["assessments"][0]["period"]
    moved = amend(law, filed, IN_APRIL)
    assert {("2024-01-01", formed): ("0.00", 1), ("2024-04-01", formed): ("50.00", 1)} == whose(moved)
    assert {("2024-01-01", formed): ("100.00", 1)} == whose(file(law, first, "2000", FIRST_QUARTER))
    back = amend(law, moved, AT_NIGHT)
    assert ("100.00", 2) == whose(back)["2024-01-01", formed]
    assert ("100.00", 1) == whose(amend(law, back, IN_APRIL))["2024-01-01", formed]

    every: Any = list_assessments(law, LOCAL_ADMINISTRATOR, Page(None, 100))["items"]
    assert all(replay(law, LOCAL_ADMINISTRATOR, each["id"])["identical"] for each in every)


def test_who_left_the_group_as_the_quarter_began_has_the_receipt_of_before_in_it_still(law: Service) -> None:
    """Its report is its own, and what it received by the law's last day of March is the group's."""
    first, second = party(law), far_east(law)
    formed = group(law, first, second)
    end_membership(law, command(), formed, second.operator, APRIL_1)

    filed = file_coins(law, second, AT_NIGHT)
    of_group = next(each for each in filed["assessments"] if each["group"] == formed)
    again: Any = reassess(law, command(), of_group["id"]).document

    assert {("2024-01-01", formed): ("0.00", 1), ("2024-04-01", second.operator): ("50.00", 1)} == whose(filed)
    assert (of_group["reports"], of_group["period"], []) == (again["reports"], again["period"], again["differences"])
    (tried,) = tried_on(law, second.operator, FIRST_QUARTER)
    assert (formed, of_group["period"], 1) == (tried["group"], tried["period"], len(tried["reports"]))

    moved = amend(law, filed, IN_APRIL)
    nothing = next(each for each in moved["assessments"] if each["group"] == formed)
    assert (of_group["period"], again["id"]) == (nothing["period"], nothing["supersedes"])
    assert nothing["period"] == reassess(law, command(), nothing["id"]).document["period"]


def test_a_lock_of_whoever_files_for_the_group_holds_its_days_for_such_a_receipt_too(law: Service) -> None:
    """The first quarter of the group is audited: only what is of April may come in."""
    first, second = party(law), far_east(law)
    group(law, first, second)
    authority = bearer(role=Role.AUTHORITY, jurisdiction="XA")
    lock_period(law, sent_by(authority), NewLock(first.operator, None, FIRST_QUARTER, "An audit.", ("court",)))

    with pytest.raises(Conflict) as refused:
        file_coins(law, second, AT_NIGHT)

    assert "period-locked" == refused.value.code
    assert "submitted" == file_coins(law, second, IN_APRIL)["report"]["status"]
