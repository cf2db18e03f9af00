"""An assessment is of a taxpayer and a tax period: it gathers what was reported, farm by farm, month by month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from service.domain.money import Money
from service.domain.periods import Period
from service.domain.reports import OperatorKind, ProductionLine
from service.usecases.draft_report import create_report
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.read import list_assessments, read_assessment
from service.usecases.register import register_farm, register_operator
from service.usecases.relocate_farm import relocate_farm
from service.usecases.replay import replay
from service.usecases.requests import NewPlace, NewReport, Page, RegisterFarm, RegisterOperator
from service.usecases.service import Service
from tests.integration.usecases.conftest import SECOND_QUARTER, command, content

APRIL, MAY, JUNE = (Period(date(2024, month, 1), date(2024, month + 1, 1)) for month in (4, 5, 6))


def file(service: Service, farm: str, kwh: str, period: Period) -> Any:
    """File a report, and return its assessment under the Kazakh fee."""
    answer = create_report(service, command(), NewReport(farm, None, content(kwh, period), submit=True)).document
    assessments = [each for each in answer["assessments"] if each["schedule"] == "kz.digital_mining_fee"]
    return assessments[0] if len(assessments) == 1 else assessments


def second_farm(service: Service, farm: str, region: str = "KZ-71", since: date | None = None) -> str:
    """Register another farm of the same operator."""
    with service.store.reading() as reading:
        held = reading.farm(farm)
    assert held is not None
    request = RegisterFarm(held.operator, "Hall 2", region, None, "Asia/Almaty", since, None)
    identifier: str = register_farm(service, command(), request).document["id"]
    return identifier


def state(assessment: Any) -> tuple[str, bool, str | None]:
    """Return the total, whether it is an in-year one, and the difference."""
    difference = assessment["difference"]
    return assessment["total"]["amount"], assessment["in_year"], difference and difference["amount"]


def test_months_of_a_quarter_are_gathered_and_only_the_whole_quarter_is_final(service: Service, farm: str) -> None:
    """Each month supersedes what stood before and says how much it adds."""
    april, may = file(service, farm, "100", APRIL), file(service, farm, "20", MAY)
    june = file(service, farm, "3", JUNE)

    assert [("200.00", True, None), ("240.00", True, "40.00"), ("246.00", False, "6.00")] == [
        state(each) for each in (april, may, june)
    ]
    assert [None, april["id"], may["id"]] == [each["supersedes"] for each in (april, may, june)]
    assert {"start": "2024-04-01", "end": "2024-07-01"} == april["tax_period"] == june["tax_period"]
    assert {"start": "2024-04-01", "end": "2024-06-01"} == may["period"]
    assert (["part-of-tax-period"], []) == (april["flags"], june["flags"])
    assert [1, 2, 3] == [len(each["reports"]) for each in (april, may, june)]


def test_months_may_come_in_any_order_and_with_holes(service: Service, farm: str) -> None:
    """June before April: the days between are not reported, and not whole."""
    file(service, farm, "3", JUNE)
    april = file(service, farm, "100", APRIL)
    may = file(service, farm, "20", MAY)

    assert ("206.00", True) == state(april)[:2]
    assert ("246.00", False) == state(may)[:2]


def test_all_farms_of_the_operator_count_as_one(service: Service, farm: str) -> None:
    """Until the second farm has reported, the quarter is not whole."""
    other = second_farm(service, farm)

    first = file(service, farm, "100", SECOND_QUARTER)
    second = file(service, other, "50", SECOND_QUARTER)

    assert [("200.00", True, None), ("300.00", False, "100.00")] == [state(first), state(second)]
    assert {farm, other} == {each["farm"] for each in second["reports"]}
    assert second["farm"] is None


def test_a_farm_need_not_report_days_before_it_was_there(service: Service, farm: str) -> None:
    """A hall opened in May owes nothing of April, and one abroad nothing at all."""
    other = second_farm(service, farm, since=date(2024, 5, 1))
    second_farm(service, farm, region="KG-C")

    file(service, farm, "100", SECOND_QUARTER)
    file(service, other, "20", MAY)

    assert ("246.00", False) == state(file(service, other, "3", JUNE))[:2]


def test_a_report_of_two_quarters_goes_into_an_assessment_of_each(service: Service, farm: str) -> None:
    """By days, where its lines are not dated; the parts are the whole."""
    both = Period(date(2024, 4, 1), date(2024, 10, 1))

    assessments = file(service, farm, "183000.000001", both)

    assert [("182000.00", False), ("184000.00", False)] == [state(each)[:2] for each in assessments]
    assert ["2024-04-01", "2024-07-01"] == [each["tax_period"]["start"] for each in assessments]
    facts = [each["trace"][1]["in"]["standard_kwh"] for each in assessments]
    assert ["91000", "92000.000001"] == facts
    assert all(each["flags"] == ["apportioned-by-days"] for each in assessments)


def test_a_farm_that_moves_away_counts_for_the_days_it_was_there(service: Service, farm: str) -> None:
    """From May it is in another country."""
    relocate_farm(service, command(), farm, NewPlace(date(2024, 5, 1), "US-TX", None))

    assessment = file(service, farm, "91000", SECOND_QUARTER)

    assert ("60000.00", False, None) == state(assessment)
    assert "KZ-71" == assessment["segments"][0]["region"]


def test_profit_of_the_year_accumulates(service: Service) -> None:
    """Russian profit tax: a loss in February lowers what January came to."""
    kind = OperatorKind.LEGAL_ENTITY
    operator = register_operator(service, command(), RegisterOperator(kind, "OOO", None)).document["id"]
    request = RegisterFarm(operator, "Hangar", "RU-MOS", None, "Europe/Moscow", None, None)
    farm = register_farm(service, command(), request).document["id"]

    totals = []
    for month, value in ((1, "1000"), (2, "0"), (3, "500")):
        period = Period(date(2025, month, 1), date(2025, month + 1, 1))
        coins = ProductionLine("BTC", Decimal(1), period.start, Money(Decimal(value), "RUB"))
        line = content(period=period).energy[0]._replace(cost=Money(Decimal(200), "RUB"))
        stated = content(period=period)._replace(energy=(line,), production=(coins,))
        answer = create_report(service, command(), NewReport(farm, None, stated, submit=True)).document
        totals.append(next(each for each in answer["assessments"] if each["schedule"] == "ru.mining_profit_tax"))

    assert [("200.00", True, None), ("150.00", True, "-50.00"), ("225.00", True, "75.00")] == [
        state(each) for each in totals
    ]
    assert all(replay(service, LOCAL_ADMINISTRATOR, each["id"])["identical"] for each in totals)


def test_every_assessment_of_a_period_is_replayed_and_found_by_each_of_its_reports(service: Service, farm: str) -> None:
    """What was gathered is kept with it: later reports do not change an earlier answer."""
    chain = [file(service, farm, "100", APRIL), file(service, farm, "20", MAY), file(service, farm, "3", JUNE)]

    assert all(replay(service, LOCAL_ADMINISTRATOR, each["id"])["identical"] for each in chain)
    first: Any = read_assessment(service, LOCAL_ADMINISTRATOR, chain[0]["id"])
    assert chain[1]["id"] == first["superseded_by"]
    report = chain[0]["reports"][0]["report"]
    listed: Any = list_assessments(service, LOCAL_ADMINISTRATOR, Page(None, 10), report)
    assert [each["id"] for each in chain] == [each["id"] for each in listed["items"]]
