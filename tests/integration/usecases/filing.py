"""Who files, declares and decides in the tests of obligations, and short ways to do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any, Final

import pytest

from service.domain.errors import Refusal
from service.domain.periods import Period
from service.domain.principals import DEFAULT_SCOPES, Principal, Role
from service.domain.reports import OperatorKind
from service.law.declaration_texts import declaration_texts
from service.usecases.amend_report import amend_report
from service.usecases.declare import Declaring, declare
from service.usecases.draft_report import create_report
from service.usecases.obligations import Wanted, list_obligations
from service.usecases.register import register_farm, register_operator
from service.usecases.requests import Command, NewReport, Page, RegisterFarm, RegisterOperator, ReportContent
from service.usecases.service import Service
from service.usecases.submit_report import submit_report
from tests.integration.usecases.conftest import command, content

FIRST_QUARTER: Final = Period(date(2026, 1, 1), date(2026, 4, 1))
SECOND_QUARTER: Final = Period(date(2026, 4, 1), date(2026, 7, 1))
_keys = count()


def operator_key(operator: str) -> Principal:
    """Bear a key of an operator."""
    return Principal("key-opr", Role.OPERATOR, frozenset({operator}), None, DEFAULT_SCOPES[Role.OPERATOR])


def authority_key(jurisdiction: str) -> Principal:
    """Bear a key of an authority."""
    return Principal("key-aut", Role.AUTHORITY, frozenset(), jurisdiction, DEFAULT_SCOPES[Role.AUTHORITY])


def asked_by(principal: Principal) -> Command:
    """Make a write of *principal*."""
    return Command(principal, f"own-{next(_keys)}", "POST /v1/obligations/{id}", "0" * 64, "req-1")


def new_operator(service: Service, kind: OperatorKind = OperatorKind.LEGAL_ENTITY) -> str:
    """Register an operator."""
    registered: Any = register_operator(service, command(), RegisterOperator(kind, "TOO Example", None)).document
    identifier: str = registered["id"]
    return identifier


def settled_operator(service: Service) -> str:
    """Register a legal entity whose farm has been in Astana since the beginning of 2026."""
    identifier = new_operator(service)
    new_farm(service, identifier, since=FIRST_QUARTER.start)
    return identifier


def new_farm(service: Service, operator: str, region: str = "KZ-71", since: Any = None) -> str:
    """Register a farm of an operator."""
    zone = "Asia/Almaty" if region.startswith("KZ") else "Europe/Moscow"
    request = RegisterFarm(operator, "Hall 1", region, None, zone, since, None)
    registered: Any = register_farm(service, command(), request).document
    identifier: str = registered["id"]
    return identifier


def file(service: Service, farm: str, period: Period, said: ReportContent | None = None) -> Any:
    """File a period, and return what came of it."""
    stated = content(period=period) if said is None else said
    return create_report(service, command(), NewReport(farm, None, stated, submit=True)).document


def amended(service: Service, report: str, revision: int = 1) -> Any:
    """Amend a report with what it says already, and return its new assessment."""
    begun = amend_report(service, command(), report, f'"{report}-{revision}"', "meter 4 was read twice")
    return submit_report(service, command(), report, begun.etag or "").document["assessments"][0]


def refusal(act: Callable[[], object]) -> Refusal:
    """Return what *act* is refused for."""
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value


def declaring(**said: str | None) -> Declaring:
    """Declare as a director by the text that is shipped, unless *said* otherwise."""
    text = next(iter(declaration_texts().values()))
    plain = Declaring(text.name, text.sha256, "ru", "director", "Иванов И. И.", None)
    return plain._replace(**said)  # type: ignore[arg-type] # by their names


def declared(service: Service, operator: str, assessment: str, **said: str | None) -> Any:
    """Declare an assessment, and return the declaration."""
    return declare(service, asked_by(operator_key(operator)), assessment, declaring(**said)).document


def owed(service: Service, operator: str, **asked: Any) -> list[Any]:
    """Return an operator's obligations."""
    wanted = Wanted(Page(None, 200, asked.pop("known_at", None)), **asked)
    listed: Any = list_obligations(service, operator_key(operator), operator, wanted)
    items: list[Any] = listed["items"]
    return items
