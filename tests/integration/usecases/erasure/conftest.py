"""A person with a farm and a report, and the same person when all terms have ended."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.domain.reports import OperatorKind
from service.usecases.draft_report import create_report
from service.usecases.register import register_farm, register_operator
from service.usecases.requests import NewReport, RegisterFarm, RegisterOperator
from service.usecases.retention import record_retention_rule
from service.usecases.service import Service
from tests.integration.usecases.conftest import clock_of, command, content
from tests.integration.usecases.erasure.erasing import (
    HALL,
    NAME,
    REFERENCE,
    RULE,
)


@pytest.fixture
def person(service: Service) -> str:
    """Register a person with a farm, and file a report of it."""
    asked = RegisterOperator(OperatorKind.SOLE_PROPRIETOR, NAME, REFERENCE)
    operator: str = register_operator(service, command(), asked).document["id"]
    farm = RegisterFarm(operator, HALL, "KZ-71", None, "Asia/Almaty", None, None)
    hall: str = register_farm(service, command(), farm).document["id"]
    create_report(service, command(), NewReport(hall, None, content(), submit=True))
    return operator


@pytest.fixture
def ripe(service: Service, person: str) -> str:
    """Let all terms of that person end."""
    record_retention_rule(service, command(), RULE)
    clock_of(service).now = datetime(2032, 1, 1, 12, tzinfo=UTC)
    return person
