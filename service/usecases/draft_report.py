"""Draft a report: create it, change it, discard it; with `submit` a new report is filed in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.canonical import canonical
from service.domain.errors import Conflict, Fault, Nonsense
from service.domain.identifiers import new_identifier
from service.store.reading import FilingQuery
from service.store.rows import DraftRow, ReportRow
from service.store.sealing import refuse_erased
from service.usecases.access import missing, require, sees_operator, visible_report
from service.usecases.clock_moves import timeline_of
from service.usecases.file_report import Desk, Revising, file_report
from service.usecases.perform import perform, perform_on
from service.usecases.place_faults import farm_is_pointed_at
from service.usecases.receipts import receipts_of, refuse_outside
from service.usecases.report_content import content_json
from service.usecases.report_state import draft_etag, draft_of, refuse_overlap, require_match
from service.usecases.representations import draft_json
from service.usecases.requests import Answer
from service.usecases.taxpayer_records import after_what_was_found
from service.usecases.tell import Teller

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.principals import Principal
    from service.store.reading import Filing
    from service.store.rows import FarmRow
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command, NewReport, ReportContent
    from service.usecases.service import Service


def create_report(service: Service, command: Command, request: NewReport) -> Answer:
    """
    Draft a report, or file it at once; answers 201 with the report, or with `report` and `assessments`.

    Raises:
        NotFound: there is no such farm, or it is another tenant's.
        Conflict: the reference is taken, or the farm's period was reported already.
        Nonsense: (filing) a fact or price is missing.
    """
    require(command.principal, "reports:write")
    if request.submit:
        require(command.principal, "reports:submit")
    query = FilingQuery(
        principal=command.principal.key,
        key=command.idempotency_key,
        farm=request.farm,
        client_reference=request.client_reference,
        period=request.content.period,
    )

    def effect(work: UnitOfWork, now: datetime, filing: Filing) -> Answer:
        farm, now = _farm(filing, command.principal, request.farm), after_what_was_found(filing, now)
        refuse_outside(request.content.production, request.content.period, farm.time_zone)
        _refuse_namesake(filing)
        refuse_overlap(filing)
        report = _report(farm, request, now)
        work.add(report)
        content = canonical(content_json(request.content))
        location = f"/v1/reports/{report.id}"
        if request.submit:
            revising = Revising(report, 1, request.content, content, None)
            library = service.library_within(work, filing.law_changes, now)
            timeline = timeline_of(work, command.principal, farm.operator)
            desk = Desk(work, now, library, Teller.of(work, now, command), command.principal, timeline)
            with farm_is_pointed_at(farm.id):
                return file_report(desk, filing, revising)._replace(status=201, location=location)
        return _drafted(work, report, content, now)._replace(location=location)

    return perform_on(service, command, lambda work: work.filing(query), effect)


def _drafted(work: UnitOfWork, report: ReportRow, content: bytes, now: datetime) -> Answer:
    """Keep the first draft of a new report, and answer with it."""
    refuse_erased(work, report.operator)
    draft = DraftRow(report.id, 1, content, None, 1, now)
    work.add(draft)
    return Answer(201, canonical(draft_json(report, draft, None)), draft_etag(draft))


def change_draft(service: Service, command: Command, report_id: str, if_match: str, content: ReportContent) -> Answer:
    """
    Replace the content of a draft; answers 200 with the report.

    The period of an amendment is that of the report it amends.

    Raises:
        Conflict: there is no draft to change.
        Stale: *if_match* is not the draft's present ETag.
        Nonsense: an amendment would change the period.
    """
    require(command.principal, "reports:write")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        report = visible_report(work, command.principal, report_id)
        draft = draft_of(work.draft(report.id), report.id)
        require_match(if_match, draft_etag(draft))
        _refuse_elsewhere(work, report, content)
        start, end = content.period
        if (start, end) != (report.period_start, report.period_end):
            _refuse_moving(report, draft)
            work.move_period(report.id, start, end)
        changed = DraftRow(
            report.id, draft.revision, canonical(content_json(content)), draft.reason, draft.version + 1, now
        )
        work.replace_draft(changed)
        submitted = draft.revision - 1 or None
        return Answer(200, canonical(draft_json(report, changed, submitted)), draft_etag(changed))

    return perform(service, command, effect)


def discard_draft(service: Service, command: Command, report_id: str, if_match: str | None) -> Answer:
    """
    Discard a draft; what was submitted before stays. Answers 204.

    Raises:
        Conflict: there is no draft to discard.
        Stale: *if_match* is given and is not the draft's present ETag.
    """
    require(command.principal, "reports:write")

    def effect(work: UnitOfWork, _now: datetime) -> Answer:
        report = visible_report(work, command.principal, report_id)
        draft = draft_of(work.draft(report.id), report.id)
        if if_match is not None:
            require_match(if_match, draft_etag(draft))
        work.discard_draft(draft)
        if draft.revision == 1:
            work.discard_report(report.id)
        return Answer(204, b"")

    return perform(service, command, effect)


def _farm(filing: Filing, principal: Principal, identifier: str) -> FarmRow:
    if filing.farm is None or not sees_operator(principal, filing.operator):
        raise missing("farm", identifier)
    return filing.farm


def _refuse_elsewhere(work: UnitOfWork, report: ReportRow, content: ReportContent) -> None:
    """Demand of receipts that are stated to the instant that they lie in the period where the farm stands."""
    if receipts_of(content.production) is not None and (farm := work.farm(report.farm)) is not None:
        refuse_outside(content.production, content.period, farm.time_zone)


def _refuse_namesake(filing: Filing) -> None:
    if filing.namesake is not None:
        message = f"expected a client_reference of its own; {filing.namesake.id} has this one"
        raise Conflict(
            "duplicate-reference",
            "This operator has a report with the same client_reference already.",
            faults=[Fault("/client_reference", "duplicate-reference", message)],
            extra={"links": {"report": f"/v1/reports/{filing.namesake.id}"}},
        )


def _refuse_moving(report: ReportRow, draft: DraftRow) -> None:
    if draft.revision > 1:
        message = f"expected the report's own period, {report.period_start} to {report.period_end}"
        detail = "An amendment keeps the period of the report it amends. Report other days in a report of their own."
        raise Nonsense("period-fixed", detail, faults=[Fault("/period", "period-fixed", message)])


def _report(farm: FarmRow, request: NewReport, now: datetime) -> ReportRow:
    period = request.content.period
    return ReportRow(
        id=new_identifier("report", now),
        farm=farm.id,
        operator=farm.operator,
        client_reference=request.client_reference,
        period_start=period.start,
        period_end=period.end,
        created_at=now,
    )
