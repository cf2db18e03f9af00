"""The document of an obligation: what is due by which law, when, why on that day, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from service.domain.clock import clock_member, instant_text
from service.kernel.due_days import closes_on, runs_out

if TYPE_CHECKING:
    from datetime import date

    from service.domain.canonical import Json
    from service.kernel.due_days import DueOn
    from service.kernel.obligations import Obligation
    from service.store.rows import ObligationDecisionRow
    from service.usecases.fulfilment import Fulfilment
    from service.usecases.obligations import Standing


def obligation_json(standing: Standing) -> dict[str, Json]:
    """Represent an obligation as it stood at an instant."""
    obligation, due = standing.obligation, standing.due
    schedule, version = obligation.schedule, obligation.version
    closes = closes_on(version, obligation.tax_period)
    return {
        "object": "obligation",
        "id": obligation.id,
        "operator": obligation.operator,
        "farm": obligation.farm,
        "group": obligation.group,
        "farms": list(obligation.farms),
        "schedule": schedule.schedule,
        "title": dict(schedule.title),
        "version": version.version,
        "version_sha256": version.sha256,
        "evidence": version.evidence.value,
        "acts": [
            {"id": law.id, "title": law.title, "cite": law.cite, "address": law.address}
            for law in version.laws.values()
        ],
        "tax_period": obligation.tax_period.as_json(),
        "time_zone": schedule.time_zone,
        "status": standing.status.value,
        "fulfilled_by": "declaration" if obligation.needs_declaration else "complete-assessment",
        "return": _due(due.return_on, standing.return_on, schedule.time_zone),
        "payment": _due(due.payment_on, standing.payment_on, schedule.time_zone),
        "amendments_close_on": None if closes is None else closes.isoformat(),
        "fulfilment": _fulfilment(standing.fulfilment),
        "decisions": [decision_json(row) for row in standing.decisions],
        "known_at": instant_text(standing.known_at),
        **clock_member(standing.timeline, standing.known_at),
        "links": _links(obligation, standing.fulfilment),
    }


def decision_json(row: ObligationDecisionRow) -> dict[str, Json]:
    """Represent a decision of an authority."""
    return {
        "object": "decision",
        "id": row.id,
        "obligation": row.obligation,
        "decision": row.decision,
        "return_on": None if row.return_on is None else row.return_on.isoformat(),
        "payment_on": None if row.payment_on is None else row.payment_on.isoformat(),
        "reason": row.reason,
        "recorded_at": instant_text(row.recorded_at),
    }


def _due(due: DueOn | None, on: date | None, time_zone: str) -> Json:
    """Write the day of the law, the day it moves to, the day that counts, and when that day is over."""
    if due is None or on is None:
        return None
    over = runs_out(on, ZoneInfo(time_zone)).astimezone(ZoneInfo("UTC"))
    return due.as_json() | {"extended_to": None if on == due.on else on.isoformat(), "over_at": instant_text(over)}


def _fulfilment(filed: Fulfilment) -> Json:
    return {
        "assessment": filed.assessment,
        "complete_at": None if filed.complete_at is None else instant_text(filed.complete_at),
        "declaration": filed.declaration,
        "declared_at": None if filed.declared_at is None else instant_text(filed.declared_at),
    }


def _links(obligation: Obligation, filed: Fulfilment) -> Json:
    links = {
        "self": f"/v1/obligations/{obligation.id}",
        "version": f"/v1/schedules/{obligation.schedule.schedule}/versions/{obligation.version.version}",
    }
    if filed.assessment is not None:
        links["assessment"] = f"/v1/assessments/{filed.assessment}"
        if obligation.needs_declaration and filed.declaration is None:
            links["declare"] = f"/v1/assessments/{filed.assessment}/declare"
    if filed.declaration is not None:
        links["declaration"] = f"/v1/declarations/{filed.declaration}"
    return links
