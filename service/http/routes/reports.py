"""`/v1/reports`: what farms state, from the draft to the amendment."""

from __future__ import annotations

import re
from typing import Final

from flask import Blueprint, Response

from service.http.answers import tagged, written
from service.http.authentication import principal
from service.http.bodies import JSON, MERGE_PATCH
from service.http.context import metrics, service
from service.http.idempotency import bare_command, command
from service.http.paging import KNOWN_PAGE, listed, page
from service.http.preconditions import if_match, optional_if_match
from service.http.queries import takes
from service.http.schemas.instants import KNOWN_AT, known_at
from service.http.schemas.reports import AMENDMENT, NEW_REPORT, REPORT_CHANGE, changed
from service.usecases.amend_report import amend_report
from service.usecases.draft_report import change_draft, create_report, discard_draft
from service.usecases.read import list_reports, read_report, read_revision
from service.usecases.report_content import read_content
from service.usecases.requests import Answer
from service.usecases.submit_report import submit_report

_REVISION: Final = re.compile(r"[1-9][0-9]{0,6}")
_NONE: Final = 0  # Revisions are counted from one.

REPORTS: Final = Blueprint("reports", __name__, url_prefix="/v1/reports")


@REPORTS.post("", endpoint="createReport")
def create() -> Response:
    """Draft a report, or file it at once."""
    asked, wanted = command(NEW_REPORT)
    return _counted(create_report(service(), asked, wanted))


@REPORTS.get("", endpoint="listReports")
@takes(KNOWN_PAGE)
def list_all() -> Response:
    """List the reports that the key sees."""
    return listed(list_reports(service(), principal(), page()))


@REPORTS.get("/<report>", endpoint="readReport")
@takes(KNOWN_AT)
def read(report: str) -> Response:
    """Read a report."""
    return tagged(read_report(service(), principal(), report, known_at()))


@REPORTS.get("/<report>/revisions/<revision>", endpoint="readRevision")
@takes(KNOWN_AT)
def read_one_revision(report: str, revision: str) -> Response:
    """Read a submitted revision."""
    number = int(revision) if _REVISION.fullmatch(revision) else _NONE
    return tagged(read_revision(service(), principal(), report, number, known_at=known_at()))


@REPORTS.patch("/<report>", endpoint="changeReport")
def change(report: str) -> Response:
    """Change a draft."""
    asked, wanted = command(REPORT_CHANGE, JSON, MERGE_PATCH)
    state = if_match()
    document, _ = read_report(service(), asked.principal, report)
    content = changed(read_content(document), wanted)
    return written(change_draft(service(), asked, report, state, content))


@REPORTS.delete("/<report>", endpoint="discardReport")
def discard(report: str) -> Response:
    """Discard a draft."""
    return written(discard_draft(service(), bare_command(), report, optional_if_match()))


@REPORTS.post("/<report>/submit", endpoint="submitReport")
def submit(report: str) -> Response:
    """File the draft."""
    return _counted(submit_report(service(), bare_command(), report, if_match()))


@REPORTS.post("/<report>/amend", endpoint="amendReport")
def amend(report: str) -> Response:
    """Begin an amendment."""
    asked, reason = command(AMENDMENT)
    return written(amend_report(service(), asked, report, if_match(), reason))


def _counted(answer: Answer) -> Response:
    """Answer a write that may have filed assessments, and count those that it did."""
    if not answer.replayed:
        metrics().filed(answer.body)
    return written(answer)
