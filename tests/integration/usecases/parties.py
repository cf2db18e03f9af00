"""Operators with a farm each in a made-up region whose law counts a controlled group as one taxpayer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple

from service.domain.periods import Period
from service.domain.principals import DEFAULT_SCOPES, Principal, Role
from service.domain.reports import CostLine, EnergyLine, Metering, OperatorKind, Supply
from service.usecases.draft_report import create_report
from service.usecases.groups import form_group
from service.usecases.record_library import record_library, recorded_library
from service.usecases.register import register_farm, register_operator
from service.usecases.requests import (
    Command,
    NewGroup,
    NewMember,
    NewReport,
    RegisterFarm,
    RegisterOperator,
    ReportContent,
)
from service.usecases.service import Service
from tests.integration.usecases.conftest import SECOND_QUARTER, command

SCHEDULE: Final = "xa.group_excise"
ALWAYS: Final = date(2020, 1, 1)
LAW: Final = Path(__file__).parent / "group_law"
_keys = count()


class Party(NamedTuple):
    """An operator, its farm, and the bearer of its key."""

    operator: str
    farm: str
    bearer: Principal


def under_group_law(service: Service) -> Service:
    """Record the made-up law, and let the service know it."""
    record_library(service.store, lambda: datetime(2026, 10, 2, tzinfo=UTC), LAW)
    with service.store.reading() as reading:
        return Service(service.database, recorded_library(reading), service.clock)


def bearer(*operators: str, role: Role = Role.OPERATOR, jurisdiction: str | None = None) -> Principal:
    """Stand for operators, or for an authority."""
    return Principal(f"key_{next(_keys)}", role, frozenset(operators), jurisdiction, DEFAULT_SCOPES[role])


def party(service: Service, kind: OperatorKind = OperatorKind.LEGAL_ENTITY, region: str = "XA-1") -> Party:
    """Register an operator with a farm."""
    operator = register_operator(service, command(), RegisterOperator(kind, "Member Ltd", None)).document["id"]
    request = RegisterFarm(operator, "Hall", region, None, "Etc/UTC", None, None)
    farm = register_farm(service, command(), request).document["id"]
    return Party(operator, farm, bearer(operator))


def group(service: Service, *members: Party, since: date = ALWAYS, schedule: str = SCHEDULE) -> str:
    """Form a group of which the first member files for all."""
    belonging = tuple(NewMember(each.operator, since, None) for each in members)
    request = NewGroup("Group", schedule, members[0].operator, belonging)
    identifier: str = form_group(service, command(), request).document["id"]
    return identifier


def sent_by(principal: Principal) -> Command:
    """Make a write of somebody else than the administrator."""
    return command()._replace(principal=principal)


def stated(kwh: str, period: Period = SECOND_QUARTER, *costs: CostLine) -> ReportContent:
    """State grid electricity without a cost."""
    line = EnergyLine(Decimal(kwh), Supply.GRID, Metering.METERED, grid_connected=True, cost=None, span=None)
    return ReportContent(period, (line,), (), costs)


def file(
    service: Service, who: Party, kwh: str, period: Period = SECOND_QUARTER, sender: Principal | None = None
) -> Any:
    """File a report of *who*, as the administrator unless somebody else sends it; return the whole answer."""
    request = NewReport(who.farm, None, stated(kwh, period), submit=True)
    return create_report(service, command() if sender is None else sent_by(sender), request).document


def totals(answer: Any) -> dict[str, str]:
    """Return what each subject of the made-up law comes to by an answer."""
    return {
        each["group"] or each["operator"]: each["total"]["amount"]
        for each in answer["assessments"]
        if each["schedule"] == SCHEDULE
    }
