"""Amend a report: a new draft revision that starts from what was submitted, with the reason for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.canonical import canonical
from service.domain.errors import Conflict
from service.domain.periods import Period
from service.store.rows import DraftRow
from service.store.sealing import refuse_erased
from service.usecases.access import require, visible_report
from service.usecases.clock_moves import timeline_of
from service.usecases.closed_periods import concern_of, refuse_closed, refuse_locked, refuse_locked_group
from service.usecases.perform import perform
from service.usecases.report_state import draft_etag, require_match, revision_etag
from service.usecases.representations import draft_json
from service.usecases.requests import Answer
from service.usecases.subjects import in_force

if TYPE_CHECKING:
    from datetime import datetime

    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command
    from service.usecases.service import Service


def amend_report(service: Service, command: Command, report_id: str, if_match: str, reason: str) -> Answer:
    """
    Begin an amendment; answers 201 with the report, whose new revision is a draft.

    Raises:
        Conflict: it was never submitted, or an amendment is being drafted already; an authority locked the days, or the
            law lets no amendment come any more.
        Stale: *if_match* is not the ETag of the latest submitted revision.
    """
    require(command.principal, "reports:write")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        report = visible_report(work, command.principal, report_id)
        path = f"/v1/reports/{report.id}"
        if work.draft(report.id) is not None:
            detail = "This report has a draft already: change it with PATCH, or discard it with DELETE."
            raise Conflict("invalid-state", detail, extra={"links": {"report": path}})
        latest = work.latest_revision(report.id)
        if latest is None:
            raise Conflict("invalid-state", "This report was never submitted.", extra={"links": {"report": path}})
        require_match(if_match, revision_etag(latest))
        period = Period(latest.period_start, latest.period_end)
        concern = concern_of(service.library, work.places(report.farm), period)
        refuse_locked(work.locks_on(report.operator, *period), concern, command.principal)
        belonging = [
            each for each in in_force(work.memberships_beside(report.operator)) if each.operator == report.operator
        ]
        representatives = {each.representative for each in belonging}
        held = [lock for each in sorted(representatives) for lock in work.locks_on(each, *period)]
        refuse_locked_group(held, concern, belonging, command.principal)
        refuse_closed(service.library, concern, now, timeline_of(work, command.principal, report.operator))
        refuse_erased(work, report.operator)
        draft = DraftRow(report.id, latest.revision + 1, latest.content, reason, 1, now)
        work.add(draft)
        document = draft_json(report, draft, latest.revision)
        return Answer(201, canonical(document), draft_etag(draft), path)

    return perform(service, command, effect)
