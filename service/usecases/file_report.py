"""
File a revision: freeze what is reported, assess every schedule that applies, tell the audit log; in one transaction.

An amended revision supersedes the assessments of the one before: each new assessment names the old one and carries the
difference. The old ones stay as they are.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from service.audit.events import Rules
from service.domain.canonical import canonical, sha256
from service.domain.errors import Fault, Nonsense
from service.domain.reports import OperatorKind, Place, Statement
from service.store.rows import RevisionRow
from service.usecases.assess_statement import Occasion, assess_applicable
from service.usecases.assessment_rows import Filed, assessment_row, parts_of
from service.usecases.quotes import RecordedQuotes
from service.usecases.report_state import revision_etag
from service.usecases.representations import assessment_json, revision_json
from service.usecases.requests import Answer
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from service.domain.canonical import Json
    from service.law.library import Library
    from service.store.reading import Filing
    from service.store.rows import AssessmentRow, FarmPlaceRow, OperatorRow, ReportRow
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import ReportContent


class Revising(NamedTuple):
    """The revision to be filed: of which report, its number, what it says, and why an amendment was made."""

    report: ReportRow
    revision: int
    content: ReportContent
    content_bytes: bytes
    reason: str | None


class Desk(NamedTuple):
    """Where a revision is filed: the transaction, its instant, the law as known, and who tells the audit log."""

    work: UnitOfWork
    now: datetime
    library: Library
    teller: Teller


def file_report(desk: Desk, filing: Filing, revising: Revising) -> Answer:
    """
    File *revising* at *desk*, on what *filing* found behind the farm's lock. Answers 200.

    Raises:
        Nonsense: the period begins in the future, or a fact or price is missing; nothing is filed.
    """
    work, now = desk.work, desk.now
    _refuse_future(revising.content, now)
    statement = statement_of(filing.operator, filing.places, revising.content)
    quotes = RecordedQuotes(lambda: nullcontext(work), now)
    assessments, left_out = assess_applicable(desk.library, Occasion(statement, now, quotes))
    filed = Filed(revising.report, _revision(revising, now))
    work.add(filed.revision)
    superseded = {row.schedule: row for row in filing.current}
    rows: list[AssessmentRow] = []
    for assessment in assessments:
        row = assessment_row(filed, assessment, superseded.get(assessment.version.schedule))
        rows.append(row)
        work.add(row)
        for part in parts_of(row.id, assessment):
            work.add(part)
    _tell(desk.teller, filed, rows, filing)
    document: dict[str, Json] = {
        "report": revision_json(filed.report, filed.revision),
        "assessments": [assessment_json(row) for row in rows],
        "left_out": [schedule.as_json() for schedule in left_out],
    }
    return Answer(200, canonical(document), revision_etag(filed.revision))


def statement_of(operator: OperatorRow | None, places: Iterable[FarmPlaceRow], content: ReportContent) -> Statement:
    """Join what is reported with what is known of its operator and farm."""
    if operator is None:  # a foreign key forbids it
        message = "a farm without its operator"
        raise LookupError(message)
    return Statement(
        operator_kind=OperatorKind(operator.kind),
        places=places_of(places),
        period=content.period,
        energy=content.energy,
        production=content.production,
        costs=content.costs,
    )


def places_of(rows: Iterable[FarmPlaceRow]) -> tuple[Place, ...]:
    """Return where a farm was since when; of two rows for one day the later recorded counts."""
    dated = {row.since: row for row in sorted(rows, key=lambda row: row.recorded_at)}
    return tuple(Place(since, dated[since].region, dated[since].zone) for since in sorted(dated))


def _refuse_future(content: ReportContent, now: datetime) -> None:
    if content.period.start > now.date():
        message = f"expected a period that has begun by {now.date().isoformat()}"
        detail = "A report of days that have not begun cannot be filed. Use POST /v1/estimates to look ahead."
        raise Nonsense("period-not-begun", detail, faults=[Fault("/period/start", "period-not-begun", message)])


def _revision(revising: Revising, now: datetime) -> RevisionRow:
    return RevisionRow(
        report=revising.report.id,
        revision=revising.revision,
        farm=revising.report.farm,
        period_start=revising.content.period.start,
        period_end=revising.content.period.end,
        content=revising.content_bytes,
        sha256=sha256(revising.content_bytes),
        reason=revising.reason,
        submitted_at=now,
    )


def _tell(teller: Teller, filed: Filed, rows: Iterable[AssessmentRow], filing: Filing) -> None:
    """Tell the filing, then each assessment with the law that it rests on, and the hash of what each supersedes."""
    report, revision = filed
    before = None if filing.revision is None else filing.revision.sha256
    happening = Happening(
        "report.submitted", report.operator, report.farm, inputs_sha256=revision.sha256, supersedes=before
    )
    teller.tell(happening)
    earlier = {row.id: row.sha256 for row in filing.current}
    for row in rows:
        teller.tell(
            happening._replace(
                type="assessment.created",
                result_sha256=row.sha256,
                rules=Rules(f"{row.schedule}@{row.version}", row.version_sha256),
                supersedes=None if row.supersedes is None else earlier[row.supersedes],
            )
        )
