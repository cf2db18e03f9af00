"""Who tries in the tests of sandboxes, and short ways to do it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from service.domain.periods import Period
from service.domain.principals import Principal, Role, default_scopes
from service.domain.reports import OperatorKind
from service.usecases.clock_moves import move_clock
from service.usecases.draft_report import create_report
from service.usecases.keys import LOCAL_SANDBOX_ADMINISTRATOR
from service.usecases.register import register_farm, register_operator
from service.usecases.requests import NewReport, Page, RegisterFarm, RegisterOperator
from service.usecases.service import Service
from tests.integration.usecases.conftest import content
from tests.integration.usecases.filing import asked_by

# The quarter that is going on by the clock of the tests.
PRESENT: Final = Period(date(2026, 10, 1), date(2027, 1, 1))
EVERYTHING: Final = Page(None, 100)


def key_of(operator: str) -> Principal:
    """Bear a key of a sandbox operator."""
    scopes = default_scopes(Role.OPERATOR, sandbox=True)
    return Principal("key-box", Role.OPERATOR, frozenset({operator}), None, scopes, sandbox=True)


def new_sandbox(service: Service) -> str:
    """Register an operator that only tries."""
    wanted = RegisterOperator(OperatorKind.LEGAL_ENTITY, "Trial", None)
    registered: Any = register_operator(service, asked_by(LOCAL_SANDBOX_ADMINISTRATOR), wanted).document
    identifier: str = registered["id"]
    return identifier


def new_site(service: Service, operator: str) -> str:
    """Register a farm of it in Astana."""
    wanted = RegisterFarm(operator, "Hall 1", "KZ-71", None, "Asia/Almaty", None, None)
    registered: Any = register_farm(service, asked_by(key_of(operator)), wanted).document
    identifier: str = registered["id"]
    return identifier


def moved(service: Service, operator: str, instant: datetime) -> Any:
    """Move the clock."""
    return move_clock(service, asked_by(key_of(operator)), operator, instant).document


def filed(service: Service, operator: str, farm: str, period: Period) -> Any:
    """File a period."""
    wanted = NewReport(farm, None, content(period=period), submit=True)
    return create_report(service, asked_by(key_of(operator)), wanted).document


def items(listed: Any) -> list[Any]:
    """Return what a list has."""
    found: list[Any] = listed["items"]
    return found
