"""An assessment that should not be declared is withdrawn; it stays on record, and fulfils nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from service.domain.periods import Period
from service.usecases.service import Service
from service.usecases.void_assessment import void_assessment
from tests.integration.usecases.filing import (
    amended,
    asked_by,
    declared,
    file,
    new_farm,
    operator_key,
    owed,
    refusal,
)

QUARTER = Period(date(2026, 4, 1), date(2026, 7, 1))


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
