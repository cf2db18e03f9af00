"""Submit a draft: what it says is frozen as a revision and assessed, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.canonical import read_canonical
from service.store.reading import FilingQuery
from service.usecases.access import missing, require, sees_operator
from service.usecases.clock_moves import timeline_of
from service.usecases.file_report import Desk, Revising, file_report
from service.usecases.perform import perform_on
from service.usecases.place_faults import farm_is_pointed_at
from service.usecases.report_content import read_content
from service.usecases.report_state import draft_etag, draft_of, refuse_overlap, require_match
from service.usecases.taxpayer_records import after_what_was_found
from service.usecases.tell import Teller

if TYPE_CHECKING:
    from datetime import datetime

    from service.store.reading import Filing
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Answer, Command
    from service.usecases.service import Service


def submit_report(service: Service, command: Command, report_id: str, if_match: str) -> Answer:
    """
    Submit the draft of a report; answers 200 with `report` and `assessments`.

    Raises:
        NotFound: there is no such report, or it is another tenant's.
        Conflict: it has no draft, or the farm's days were reported already.
        Stale: *if_match* is not the draft's present ETag.
        Nonsense: a fact or price is missing; the draft stays as it is.
    """
    require(command.principal, "reports:submit")
    query = FilingQuery(principal=command.principal.key, key=command.idempotency_key, report=report_id)

    def effect(work: UnitOfWork, now: datetime, filing: Filing) -> Answer:
        now, report = after_what_was_found(filing, now), filing.report
        if report is None or not sees_operator(command.principal, filing.operator):
            raise missing("report", report_id)
        draft = draft_of(filing.draft, report.id)
        require_match(if_match, draft_etag(draft))
        if draft.revision == 1:
            refuse_overlap(filing)
        content = read_content(read_canonical(draft.content))
        work.discard_draft(draft)
        revising = Revising(report, draft.revision, content, draft.content, draft.reason)
        library = service.library_within(work, filing.law_changes, now)
        timeline = timeline_of(work, command.principal, report.operator)
        desk = Desk(work, now, library, Teller.of(work, now, command), command.principal, timeline)
        with farm_is_pointed_at(report.farm):
            return file_report(desk, filing, revising)

    return perform_on(service, command, lambda work: work.filing(query), effect)
