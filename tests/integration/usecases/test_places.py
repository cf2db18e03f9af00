"""Where a farm lies is a dated fact: law follows the place, and what was assessed before stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.domain.errors import Fault, Nonsense
from service.domain.periods import Period
from service.domain.reports import OperatorKind, Place, Statement
from service.usecases.draft_report import create_report
from service.usecases.estimate import estimate
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.register import register_farm, register_operator
from service.usecases.relocate_farm import relocate_farm
from service.usecases.replay import replay
from service.usecases.requests import EstimateRequest, NewPlace, NewReport, RegisterFarm, RegisterOperator
from service.usecases.service import Service
from service.usecases.submit_report import submit_report
from tests.integration.usecases.conftest import command, content


@pytest.fixture
def siberian(service: Service) -> str:
    """Register a farm in Irkutsk region whose municipality is not stated."""
    operator: Any = register_operator(
        service, command(), RegisterOperator(OperatorKind.LEGAL_ENTITY, "OOO", None)
    ).document
    request = RegisterFarm(operator["id"], "Hangar", "RU-IRK", None, "Asia/Irkutsk", None, None)
    registered: Any = register_farm(service, command(), request).document
    identifier: str = registered["id"]
    return identifier


def month(service: Service, farm: str, year: int, number: int) -> Any:
    """File a month without money, and return its assessment under the law of closed places."""
    period = Period(date(year, number, 1), date(year, number + 1, 1))
    costless = content(period=period)._replace(energy=(content().energy[0]._replace(cost=None),))
    answer = create_report(service, command(), NewReport(farm, None, costless, submit=True)).document
    return next(each for each in answer["assessments"] if each["schedule"] == "ru.mining_zones")


def test_a_farm_without_its_zone_is_asked_for_it_and_can_state_it(service: Service, siberian: str) -> None:
    """In Irkutsk region the municipality decides: no guess, but a remedy."""
    with pytest.raises(Nonsense) as refused:
        month(service, siberian, 2025, 5)
    places = f"/v1/farms/{siberian}/places"
    remedy = f"the farm's zone is not known on some day of the period: record it by POST {places}"
    assert ("fact-missing", [Fault("/farm", "fact-missing", remedy)]) == (refused.value.code, [*refused.value.faults])
    assert {"places": places} == refused.value.extra["links"]
    expected = f"ru.mining_zones@2025-04-07 cannot be computed without zone. T{remedy[1:]}."
    assert expected == refused.value.detail

    relocate_farm(service, command(), siberian, NewPlace(None, "RU-IRK", "irkutsk"))

    assert ["prohibited-zone"] == [finding["code"] for finding in month(service, siberian, 2025, 5)["findings"]]


def test_a_submitted_draft_of_a_farm_without_its_zone_says_the_same(service: Service, siberian: str) -> None:
    """The long way has the same remedy, and the draft stays as it is."""
    may = content(period=Period(date(2025, 5, 1), date(2025, 6, 1)))
    drafted = create_report(service, command(), NewReport(siberian, None, may, submit=False))

    with pytest.raises(Nonsense) as refused:
        submit_report(service, command(), drafted.document["id"], str(drafted.etag))
    assert "/farm" in [fault.pointer for fault in refused.value.faults]
    assert {"places": f"/v1/farms/{siberian}/places"} == refused.value.extra["links"]

    relocate_farm(service, command(), siberian, NewPlace(None, "RU-IRK", "bratsk"))
    with pytest.raises(Nonsense) as refused:
        submit_report(service, command(), drafted.document["id"], str(drafted.etag))
    assert ("price-unavailable", {}) == (refused.value.code, refused.value.extra)


def test_an_estimate_without_a_zone_points_at_its_own_member(service: Service) -> None:
    """It states the zone itself; there is no farm to record one for."""
    may = content(period=Period(date(2025, 5, 1), date(2025, 6, 1)))
    statement = Statement(
        OperatorKind.LEGAL_ENTITY, (Place(date.min, "RU-IRK", None),), may.period, may.energy, may.production, may.costs
    )

    with pytest.raises(Nonsense) as refused:
        estimate(service, EstimateRequest(statement, ("ru.mining_zones",), None))

    assert ["/zone"] == [fault.pointer for fault in refused.value.faults]
    assert "links" not in refused.value.extra


def test_the_finding_begins_with_the_law_and_with_the_place(service: Service, siberian: str) -> None:
    """Irkutsk city is closed from 2025-04-07; Bratsk, where the farm moves in May, is not."""
    relocate_farm(service, command(), siberian, NewPlace(None, "RU-IRK", "irkutsk"))
    relocate_farm(service, command(), siberian, NewPlace(date(2025, 5, 11), "RU-IRK", "bratsk"))

    april, may = month(service, siberian, 2025, 4), month(service, siberian, 2025, 5)

    assert [("2025-04-07", "2025-05-01")] == [(each["from"], each["to"]) for each in april["findings"]]
    assert [("2025-05-01", "2025-05-11")] == [(each["from"], each["to"]) for each in may["findings"]]


def test_a_place_recorded_later_does_not_change_what_a_replay_sees(service: Service, siberian: str) -> None:
    """Knowledge has a time too."""
    relocate_farm(service, command(), siberian, NewPlace(None, "RU-IRK", "irkutsk"))
    assessment = month(service, siberian, 2025, 5)

    relocate_farm(service, command(), siberian, NewPlace(None, "RU-IRK", "bratsk"))

    assert replay(service, LOCAL_ADMINISTRATOR, assessment["id"])["identical"] is True


def test_a_zone_that_is_not_known_is_asked_for_where_several_reports_are_looked_at(
    service: Service, siberian: str
) -> None:
    """The place is the farm's, and of no single report: May was assessed, and before June the farm moved."""
    relocate_farm(service, command(), siberian, NewPlace(None, "RU-IRK", "irkutsk"))
    month(service, siberian, 2025, 5)
    relocate_farm(service, command(), siberian, NewPlace(date(2025, 6, 1), "RU-IRK", None))

    with pytest.raises(Nonsense) as refused:
        month(service, siberian, 2025, 6)

    assert [("/farm", "fact-missing")] == [(fault.pointer, fault.code) for fault in refused.value.faults]
