"""Law is tried on what is stored: gathered as an assessment would be, as known at an instant, and kept nowhere."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from service.domain.errors import Forbidden, Nonsense, NotFound
from service.domain.money import Money
from service.domain.periods import Period
from service.domain.principals import Role
from service.domain.reports import CostLine, OperatorKind, Place, Statement
from service.usecases.amend_report import amend_report
from service.usecases.draft_report import change_draft, create_report
from service.usecases.estimate import estimate
from service.usecases.estimate_operator import estimate_operator
from service.usecases.groups import add_member, end_membership
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.read import list_assessments
from service.usecases.register import ALWAYS as SINCE_ALWAYS
from service.usecases.register import register_farm
from service.usecases.requests import EstimateRequest, NewMember, NewReport, OperatorEstimate, Page, RegisterFarm
from service.usecases.service import Service
from service.usecases.submit_report import submit_report
from tests.integration.usecases.conftest import SECOND_QUARTER, command
from tests.integration.usecases.parties import (
    SCHEDULE,
    bearer,
    file,
    group,
    party,
    stated,
    under_group_law,
)

EXCISE = "us_ny.pow_excise"
YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
PINNED = f"{EXCISE}@s8518"


def tried(service: Service, operator: str, *names: str, by: Any = LOCAL_ADMINISTRATOR, **more: Any) -> list[Any]:
    """Estimate the tax of *operator* for 2025, unless other days are given."""
    request = OperatorEstimate(names, more.get("days", YEAR), more.get("known_at"))
    document: Any = estimate_operator(service, by, operator, request)
    assert "none" == document["legal_effect"]
    return list(document["assessments"])


@pytest.mark.parametrize(("second", "due"), [("1124999", "0.00"), ("1125000", "0.00"), ("1125001", "0.02")])
def test_a_controlled_group_shares_new_yorks_bands_to_the_unit(service: Service, second: str, due: str) -> None:
    """Two operators: together one kilowatt-hour below, at and above 2,250,000. Either of them may be asked about."""
    first, other = party(service, region="US-NY"), party(service, region="US-NY")
    formed = group(service, first, other, schedule=EXCISE)
    file(service, first, "1125000", YEAR)
    file(service, other, second, YEAR)

    for asked in (first, other):
        (outcome,) = tried(service, asked.operator, PINNED)
        assert (due, formed, first.operator) == (outcome["total"]["amount"], outcome["group"], outcome["operator"])
        assert ("proposed", False, 2) == (outcome["status"], outcome["in_year"], len(outcome["reports"]))
    assert [] == list_assessments(service, LOCAL_ADMINISTRATOR, Page(None, 10))["items"]


def test_the_worked_case_of_the_bill_comes_out_of_stored_reports(service: Service) -> None:
    """NY-7: 4 and 8 million kilowatt-hours are 285,000 dollars together, and 35,000 and 145,000 apart."""
    first, second = party(service, region="US-NY"), party(service, region="US-NY")
    file(service, first, "4000000", YEAR)
    file(service, second, "8000000", YEAR)

    apart = [tried(service, each.operator, PINNED)[0]["total"]["amount"] for each in (first, second)]
    group(service, first, second, schedule=EXCISE)
    (together,) = tried(service, first.operator, PINNED)

    assert (["35000.00", "145000.00"], "285000.00") == (apart, together["total"]["amount"])


def test_it_is_the_document_of_an_estimate_and_of_an_assessment(service: Service) -> None:
    """Of the same content and knowledge, member for member; only whose it is stands beside."""
    who = party(service, region="KZ-71")
    (assessment,) = file(service, who, "1000000")["assessments"]
    with service.store.reading() as reading:
        row = reading.assessment(assessment["id"])
    assert row is not None

    (outcome,) = tried(service, who.operator, "kz.digital_mining_fee", days=SECOND_QUARTER, known_at=row.known_at)

    for name in ("operator", "farm", "group", "reports"):
        assert assessment[name] == outcome.pop(name)
    content = stated("1000000")
    place = Place(SINCE_ALWAYS, "KZ-71", None)
    statement = Statement(OperatorKind.LEGAL_ENTITY, (place,), *content)
    request = EstimateRequest(statement, ("kz.digital_mining_fee",), row.known_at)
    assert estimate(service, request)["assessments"] == [outcome]


def test_what_was_known_then_comes_out_again_after_everything_has_changed(service: Service) -> None:
    """Another report, an amendment, a member that joined and one that never was: the earlier answer stays."""
    law = under_group_law(service)
    first, second, third = party(law), party(law), party(law)
    formed = group(law, first, second)
    filed = file(law, first, "1500")
    then = law.clock()
    before = tried(law, first.operator, SCHEDULE, days=SECOND_QUARTER, known_at=then)

    report = filed["report"]["id"]
    begun = amend_report(law, command(), report, f'"{report}-1"', "meter read again")
    changed = change_draft(law, command(), report, str(begun.etag), stated("1600"))
    submit_report(law, command(), report, str(changed.etag))
    file(law, second, "10000")
    file(law, third, "10000")
    end_membership(law, command(), formed, second.operator, SECOND_QUARTER.start)
    add_member(law, command(), formed, NewMember(third.operator, SECOND_QUARTER.start, None))

    assert before == tried(law, first.operator, SCHEDULE, days=SECOND_QUARTER, known_at=then)
    (now,) = tried(law, first.operator, SCHEDULE, days=SECOND_QUARTER)
    assert {first.farm, third.farm} == {each["farm"] for each in now["reports"]}
    assert ("50.00", "2020.00") == (before[0]["total"]["amount"], now["total"]["amount"])
    with pytest.raises(Nonsense) as refused:
        tried(law, first.operator, SCHEDULE, days=SECOND_QUARTER, known_at=then - timedelta(days=20))
    assert {"nothing-reported"} == {fault.code for fault in refused.value.faults}


def test_each_farm_and_each_tax_period_is_looked_at_as_the_schedule_has_it(service: Service) -> None:
    """A rule on places looks at farms, by the year; the fee at the operator, by the quarter."""
    who = party(service, region="RU-MOS")
    file(service, who, "1", Period(date(2025, 4, 1), date(2025, 7, 1)))
    file(service, who, "2", Period(date(2025, 7, 1), date(2025, 10, 1)))

    outcomes = tried(service, who.operator, "ru.surplus_regions@2022-proposal", "ru.central_bank_ban")

    assert {("ru.surplus_regions", who.farm), ("ru.central_bank_ban", who.farm)} == {
        (each["schedule"], each["farm"]) for each in outcomes
    }
    assert all(each["operator"] == who.operator for each in outcomes)


def test_a_member_is_not_shown_what_the_group_would_come_to(service: Service) -> None:
    """Who files for all is, and an authority for its own law; elsewhere there is nothing to be seen."""
    first, second = party(service, region="US-NY"), party(service, region="US-NY")
    group(service, first, second, schedule=EXCISE)
    file(service, first, "3000000", YEAR)
    new_york, texas = (bearer(role=Role.AUTHORITY, jurisdiction=place) for place in ("US-NY", "US-TX"))

    with pytest.raises(Forbidden) as refused:
        tried(service, second.operator, PINNED, by=second.bearer)
    assert "group-withheld" == refused.value.code

    for by in (first.bearer, new_york):
        assert "15000.00" == tried(service, first.operator, PINNED, by=by)[0]["total"]["amount"]
    for by in (second.bearer, texas):
        with pytest.raises(NotFound):
            tried(service, first.operator, PINNED, by=by)


def test_an_authority_sees_only_what_looks_at_farms_of_its_own(service: Service) -> None:
    """The operator has a farm in Kazakhstan too; what it did in New York is not for that authority."""
    who = party(service, region="US-NY")
    register_farm(service, command(), RegisterFarm(who.operator, "Two", "KZ-71", None, "Asia/Almaty", None, None))
    file(service, who, "3000000", YEAR)

    with pytest.raises(Nonsense) as refused:
        tried(service, who.operator, PINNED, by=bearer(role=Role.AUTHORITY, jurisdiction="KZ"))

    assert [("/schedules/0", "nothing-reported")] == [(each.pointer, each.code) for each in refused.value.faults]


def test_everything_that_cannot_be_tried_is_told_at_once(service: Service) -> None:
    """Days that are no tax period, a schedule that is not there; then, nothing reported."""
    who = party(service, region="KZ-71")
    file(service, who, "1", YEAR)

    with pytest.raises(Nonsense) as refused:
        tried(service, who.operator, "kz.digital_mining_fee", "xa.none", PINNED, days=SECOND_QUARTER)
    assert [("/schedules/1", "schedule-not-found"), ("/tax_period", "not-a-tax-period")] == [
        (each.pointer, each.code) for each in refused.value.faults
    ]
    assert "2024-01-01 to 2025-01-01" in refused.value.faults[1].message

    with pytest.raises(Nonsense) as nothing:
        tried(service, who.operator, "kz.digital_mining_fee", PINNED)
    assert [("/schedules/1", "nothing-reported")] == [(each.pointer, each.code) for each in nothing.value.faults]
    with pytest.raises(Nonsense) as unknown:
        tried(service, who.operator, "kz.digital_mining_fee@none")
    assert ["/schedules/0"] == [each.pointer for each in unknown.value.faults]


def test_what_a_report_lacks_is_told_of_that_report(service: Service) -> None:
    """A cost in a currency without a rate: the schedule that needs it is pointed at, and the report named."""
    law, who = under_group_law(service), party(service)
    cost = CostLine("rent", Money(Decimal(1), "USD"))
    request = NewReport(who.farm, None, stated("1", SECOND_QUARTER, cost), submit=True)
    report = create_report(service, command(), request).document["report"]["id"]

    with pytest.raises(Nonsense) as refused:
        tried(law, who.operator, SCHEDULE, days=SECOND_QUARTER)

    (fault,) = refused.value.faults
    assert ("/schedules/0", "price-unavailable") == (fault.pointer, fault.code)
    assert f"in report {report} of farm {who.farm}, at /costs/0/amount" in fault.message
