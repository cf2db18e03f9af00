"""
Read what is kept: one thing, or a page of a list; what belongs to another tenant does not exist.

With *known_at* everything is told as it was known at that instant: see `service.usecases.known_at`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.canonical import read_canonical
from service.domain.clock import clock_member
from service.domain.errors import NotFound
from service.domain.principals import Role
from service.usecases.access import (
    missing,
    require,
    visible_assessment,
    visible_farm,
    visible_operator,
    visible_operators,
    visible_report,
)
from service.usecases.clock_moves import timeline_of
from service.usecases.known_at import reading_at
from service.usecases.report_state import draft_etag, revision_etag
from service.usecases.representations import (
    assessment_json,
    draft_json,
    event_json,
    farm_json,
    operator_json,
    revision_json,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.store.reading import Reading
    from service.store.rows import AssessmentRow, ReportRow
    from service.usecases.requests import Page
    from service.usecases.service import Service


def read_operator(
    service: Service, principal: Principal, identifier: str, known_at: datetime | None = None
) -> dict[str, Json]:
    """Read an operator."""
    require(principal, "operators:read" if principal.role is Role.AUTHORITY else "farms:read")
    with reading_at(service, known_at) as reading:
        return operator_json(visible_operator(reading, principal, identifier))


def read_farm(
    service: Service, principal: Principal, identifier: str, known_at: datetime | None = None
) -> dict[str, Json]:
    """Read a farm with its dated places."""
    require(principal, "farms:read")
    with reading_at(service, known_at) as reading:
        farm = visible_farm(reading, principal, identifier)
        return farm_json(farm, reading.places(farm.id))


def read_report(
    service: Service, principal: Principal, identifier: str, known_at: datetime | None = None
) -> tuple[dict[str, Json], str]:
    """Read a report, its draft where there is one, else its latest revision; and its ETag."""
    require(principal, "reports:read")
    with reading_at(service, known_at) as reading:
        return _report(reading, principal, visible_report(reading, principal, identifier))


def read_revision(
    service: Service, principal: Principal, identifier: str, revision: int, *, known_at: datetime | None = None
) -> tuple[dict[str, Json], str]:
    """Read a submitted revision of a report, and its ETag."""
    require(principal, "reports:read")
    with reading_at(service, known_at) as reading:
        report = visible_report(reading, principal, identifier)
        row = reading.revision(report.id, revision)
        latest = reading.latest_revision(report.id)
        if row is None or latest is None:
            raise NotFound("not-found", f"Report {report.id} has no submitted revision {revision}.")
        timeline = timeline_of(reading, principal, report.operator)
        shown = clock_member(timeline, row.submitted_at)
        return revision_json(report, row, latest.revision) | shown, revision_etag(row)


def read_assessment(
    service: Service, principal: Principal, identifier: str, known_at: datetime | None = None
) -> dict[str, Json]:
    """Read an assessment as it was computed, and whether a later one superseded it."""
    require(principal, "assessments:read")
    with reading_at(service, known_at) as reading:
        row = visible_assessment(reading, principal, identifier)
        return _assessment(reading, row)


def read_lines(
    service: Service, principal: Principal, identifier: str, known_at: datetime | None = None
) -> dict[str, Json]:
    """Read the lines of an assessment with its total."""
    document = _assessment_document(service, principal, identifier, known_at)
    return {"assessment": identifier, "total": document["total"], "lines": document["lines"]}


def read_trace(
    service: Service, principal: Principal, identifier: str, known_at: datetime | None = None
) -> dict[str, Json]:
    """Read the trace of an assessment: every step, in the order in which it was computed."""
    document = _assessment_document(service, principal, identifier, known_at)
    return {"assessment": identifier, "currency": document["currency"], "trace": document["trace"]}


def list_operators(service: Service, principal: Principal, page: Page) -> dict[str, Json]:
    """List the operators that *principal* sees, in order of registration."""
    require(principal, "operators:read" if principal.role is Role.AUTHORITY else "farms:read")
    with reading_at(service, page.known_at) as reading:
        rows = reading.operators(
            visible_operators(principal), principal.jurisdiction, after=page.after, limit=page.limit + 1
        )
        return cut_page([operator_json(row) for row in rows], page)


def list_farms(service: Service, principal: Principal, page: Page) -> dict[str, Json]:
    """List the farms that *principal* sees, in order of registration."""
    require(principal, "farms:read")
    with reading_at(service, page.known_at) as reading:
        rows = reading.farms(
            visible_operators(principal), principal.jurisdiction, after=page.after, limit=page.limit + 1
        )
        return cut_page([farm_json(row, reading.places(row.id)) for row in rows], page)


def list_reports(service: Service, principal: Principal, page: Page) -> dict[str, Json]:
    """List the reports that *principal* sees, each in its present state, oldest first."""
    require(principal, "reports:read")
    with reading_at(service, page.known_at) as reading:
        rows = reading.reports(
            visible_operators(principal), principal.jurisdiction, after=page.after, limit=page.limit + 1
        )
        return cut_page([_report(reading, principal, row)[0] for row in rows], page)


def list_assessments(
    service: Service, principal: Principal, page: Page, report: str | None = None, *, operator: str | None = None
) -> dict[str, Json]:
    """List the assessments that *principal* sees, of one report, of one operator, or of all, oldest first, in short."""
    require(principal, "assessments:read")
    with reading_at(service, page.known_at) as reading:
        if report is not None:
            visible_report(reading, principal, report)
        if operator is not None:
            visible_operator(reading, principal, operator)
        rows = reading.assessments(
            visible_operators(principal) if operator is None else frozenset({operator}),
            principal.jurisdiction,
            report=report,
            after=page.after,
            limit=page.limit + 1,
        )
        return cut_page([_without_steps(_assessment(reading, row)) for row in rows], page)


def list_events(service: Service, principal: Principal, page: Page) -> dict[str, Json]:
    """
    List the audit events that *principal* sees, in the order of the log.

    The cursor is the position of the last event read: positions have no gaps and never change, so nothing is skipped.
    """
    require(principal, "events:read")
    after = -1 if page.after is None else int(page.after)
    with service.store.reading() as reading:
        rows = reading.events(
            visible_operators(principal), principal.jurisdiction, after_position=after, limit=page.limit + 1
        )
    items = [event_json(row.event, row.position) for row in rows]
    shown = items[: page.limit]
    cursor = str(shown[-1]["position"]) if len(items) > page.limit else None
    return {"items": list(shown), "next_cursor": cursor}


def _report(reading: Reading, principal: Principal, report: ReportRow) -> tuple[dict[str, Json], str]:
    latest = reading.latest_revision(report.id)
    draft = reading.draft(report.id)
    if draft is not None:
        return draft_json(report, draft, None if latest is None else latest.revision), draft_etag(draft)
    if latest is None:  # its only draft was discarded meanwhile
        raise missing("report", report.id)
    timeline = timeline_of(reading, principal, report.operator)
    return revision_json(report, latest) | clock_member(timeline, latest.submitted_at), revision_etag(latest)


def _assessment(reading: Reading, row: AssessmentRow) -> dict[str, Json]:
    successor = reading.successor(row.id)
    known = reading.inputs(row.id), None if successor is None else successor.id, reading.staleness(row.id)
    return assessment_json(row, *known)


def _assessment_document(
    service: Service, principal: Principal, identifier: str, known_at: datetime | None
) -> dict[str, Json]:
    require(principal, "assessments:read")
    with reading_at(service, known_at) as reading:
        document: dict[str, Json] = read_canonical(visible_assessment(reading, principal, identifier).document)
    return document


def _without_steps(assessment: dict[str, Json]) -> dict[str, Json]:
    """Leave out what has addresses of its own and would make a page of two hundred a hundred times as long."""
    return {name: value for name, value in assessment.items() if name not in ("lines", "trace")}


def cut_page(items: Sequence[dict[str, Json]], page: Page) -> dict[str, Json]:
    """Cut a list that was read one longer than asked; the cursor is the last identifier shown."""
    shown = items[: page.limit]
    return {"items": list(shown), "next_cursor": shown[-1]["id"] if len(items) > page.limit else None}
