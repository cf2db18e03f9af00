"""An assessment that should not be declared is withdrawn; it stays on record, and fulfils nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from service.domain.errors import Refusal
from service.domain.periods import Period
from service.usecases.amend_report import amend_report
from service.usecases.service import Service
from service.usecases.submit_report import submit_report
from service.usecases.void_assessment import void_assessment
from tests.integration.usecases.conftest import command
from tests.integration.usecases.filing import (
    asked_by,
    declared,
    file,
    new_farm,
    new_operator,
    operator_key,
    owed,
)

QUARTER = Period(date(2026, 4, 1), date(2026, 7, 1))


@pytest.fixture
def operator(service: Service) -> str:
    """Register a legal entity."""
    return new_operator(service)


@pytest.fixture
def farm(service: Service, operator: str) -> str:
    """Register its farm in Astana."""
    return new_farm(service, operator)


def amended(service: Service, report: str, revision: int = 1) -> Any:
    """Amend a report with what it says already, and return its new assessment."""
    begun = amend_report(service, command(), report, f'"{report}-{revision}"', "meter 4 was read twice")
    return submit_report(service, command(), report, begun.etag or "").document["assessments"][0]


def refusal(act: Callable[[], object]) -> Refusal:
    """Return what *act* is refused for."""
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value


def test_a_withdrawn_assessment_is_not_declared_and_fulfils_nothing(service: Service, operator: str) -> None:
    """It stays on record; what is filed next supersedes it, and can be declared."""
    farm = new_farm(service, operator, since=date(2022, 10, 1))
    filed = file(service, farm, Period(date(2022, 10, 1), date(2023, 1, 1)))
    identifier = filed["assessments"][0]["id"]
    assert "fulfilled-late" == owed(service, operator, end=date(2023, 1, 1))[0]["status"]

    void = void_assessment(service, asked_by(operator_key(operator)), identifier, "the wrong farm").document

    assert ("void", identifier, "the wrong farm") == (void["object"], void["assessment"], void["reason"])
    assert "overdue" == owed(service, operator, end=date(2023, 1, 1))[0]["status"]
    assert "assessment-voided" == refusal(lambda: declared(service, operator, identifier)).code
    again = amended(service, filed["report"]["id"])
    assert identifier == again["supersedes"]
    assert declared(service, operator, again["id"])


def test_what_is_declared_superseded_or_withdrawn_is_not_withdrawn(service: Service, operator: str, farm: str) -> None:
    """Each for its own reason."""
    bearer = operator_key(operator)

    def void(assessment: str) -> Callable[[], object]:
        return lambda: void_assessment(service, asked_by(bearer), assessment, "no")

    filed = file(service, farm, QUARTER)
    first = filed["assessments"][0]["id"]
    second = amended(service, filed["report"]["id"])["id"]
    assert "invalid-state" == refusal(void(first)).code
    declared(service, operator, second)
    assert "already-declared" == refusal(void(second)).code
    third = amended(service, filed["report"]["id"], 2)["id"]
    void(third)()
    assert "assessment-voided" == refusal(void(third)).code
