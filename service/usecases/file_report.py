"""
File a revision: freeze what is reported, assess every schedule that applies, tell the audit log; in one transaction.

An amended revision supersedes the assessments of the one before: each new assessment names the old one and carries the
difference. The old ones stay as they are.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from service.domain.canonical import canonical, sha256
from service.domain.decimals import EXACT
from service.domain.errors import Fault, Nonsense
from service.domain.identifiers import new_identifier
from service.domain.reports import OperatorKind, Place, Statement
from service.store.rows import AssessmentRow, FindingRow, LineRow, RevisionRow
from service.usecases.assess_statement import Occasion, assess_applicable
from service.usecases.quotes import RecordedQuotes
from service.usecases.record_event import Happening, record_event
from service.usecases.report_state import revision_etag
from service.usecases.representations import assessment_json, revision_json
from service.usecases.requests import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from decimal import Decimal

    from service.domain.money import Money
    from service.kernel.assessing import Assessment
    from service.store.reading import Filing
    from service.store.rows import FarmPlaceRow, OperatorRow, ReportRow
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command, ReportContent
    from service.usecases.service import Service


class Revising(NamedTuple):
    """The revision to be filed: of which report, its number, what it says, and why an amendment was made."""

    report: ReportRow
    revision: int
    content: ReportContent
    content_bytes: bytes
    reason: str | None


def file_report(
    service: Service, work: UnitOfWork, command: Command, filing: Filing, revising: Revising, now: datetime
) -> Answer:
    """
    File *revising* in the transaction of *work*, on what *filing* found behind the farm's lock. Answers 200.

    Raises:
        Nonsense: the period begins in the future, or a fact or price is missing; nothing is filed.
    """
    _refuse_future(revising.content, now)
    statement = statement_of(filing.operator, filing.places, revising.content)
    quotes = RecordedQuotes(lambda: nullcontext(work), now)
    assessments, left_out = assess_applicable(service.library, Occasion(statement, now, quotes))
    revision = _revision(revising, now)
    work.add(revision)
    rows = [_assessment(revision, revising.report, filing.current, assessment) for assessment in assessments]
    for row, assessment in zip(rows, assessments, strict=True):
        work.add(row)
        for part in _parts(row.id, assessment):
            work.add(part)
    _tell(work, command, revising.report, revision, rows)
    document = {
        "report": revision_json(revising.report, revision),
        "assessments": [assessment_json(row) for row in rows],
        "left_out": [schedule.as_json() for schedule in left_out],
    }
    return Answer(200, canonical(document), revision_etag(revision))


def statement_of(
    operator: OperatorRow | None, places: Iterable[FarmPlaceRow], content: ReportContent
) -> Statement:
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


def _assessment(
    revision: RevisionRow, report: ReportRow, current: Sequence[AssessmentRow], assessment: Assessment
) -> AssessmentRow:
    version, total = assessment.version, assessment.total
    superseded = next((row for row in current if row.schedule == version.schedule), None)
    document = canonical(assessment.document)
    return AssessmentRow(
        id=new_identifier("assessment", revision.submitted_at),
        report=report.id,
        revision=revision.revision,
        operator=report.operator,
        farm=report.farm,
        schedule=version.schedule,
        version=version.version,
        version_sha256=version.sha256,
        period_start=revision.period_start,
        period_end=revision.period_end,
        known_at=revision.submitted_at,
        currency=None if total is None else total.currency,
        total=None if total is None else total.amount,
        supersedes=None if superseded is None else superseded.id,
        difference=_difference(total, superseded),
        document=document,
        sha256=sha256(document),
        created_at=revision.submitted_at,
    )


def _difference(total: Money | None, superseded: AssessmentRow | None) -> Decimal | None:
    """Return how much more is owed than by the assessment superseded; none where either states no money."""
    if total is None or superseded is None or superseded.total is None:
        return None
    return EXACT.subtract(total.amount, superseded.total)


def _parts(assessment_id: str, assessment: Assessment) -> Iterable[LineRow | FindingRow]:
    for position, (segment, line) in enumerate(assessment.lines):
        yield LineRow(assessment_id, position, segment, line.id, line.kind, line.amount, line.law)
    for position, (segment, finding) in enumerate(assessment.findings):
        yield FindingRow(assessment_id, position, segment, finding.code, finding.severity, finding.law)


def _tell(
    work: UnitOfWork, command: Command, report: ReportRow, revision: RevisionRow, rows: Sequence[AssessmentRow]
) -> None:
    """Record what happened for the audit log: the filing, and each assessment."""
    raise NotImplementedError
