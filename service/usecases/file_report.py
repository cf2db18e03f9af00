"""
File a revision: freeze what is reported, assess every schedule and tax period it touches, tell the audit log; at once.

Each assessment gathers what counts of all reports of its tax period, of a controlled group those of all its members. It
supersedes the one that stood before, if any, names it and carries the difference. The old ones stay as they are.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from service.audit.events import Rules
from service.domain.canonical import canonical, sha256
from service.domain.clock import clock_member
from service.store.rows import AcceptedRow, RevisionRow
from service.usecases.access import sees_by_name
from service.usecases.assess_case import Grounds, assess_cases
from service.usecases.assess_statement import LeftOut, every, schedules_of
from service.usecases.assessment_rows import assessment_row, inputs_sha256, parts_of
from service.usecases.filable import refuse_future, refuse_held
from service.usecases.quotes import RecordedQuotes
from service.usecases.report_state import revision_etag
from service.usecases.representations import assessment_json, revision_json
from service.usecases.requests import Answer
from service.usecases.statements import places_by_farm, statement_of, statements_of
from service.usecases.tax_periods import case_of, near, touched
from service.usecases.taxpayer_records import touched_by
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.clock import Timeline
    from service.domain.principals import Principal
    from service.domain.reports import Statement
    from service.law.library import Library
    from service.store.reading import Filing
    from service.store.rows import AssessmentRow, ReportRow
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.assess_case import Assessed
    from service.usecases.requests import ReportContent
    from service.usecases.tax_periods import Case


class Revising(NamedTuple):
    """The revision to be filed: of which report, its number, what it says, and why an amendment was made."""

    report: ReportRow
    revision: int
    content: ReportContent
    content_bytes: bytes
    reason: str | None


class Desk(NamedTuple):
    """Where a revision is filed: the transaction, its instant, the law as known, the log, the sender, and the clock."""

    work: UnitOfWork
    now: datetime
    library: Library
    teller: Teller
    sender: Principal
    timeline: Timeline


class Kept(NamedTuple):
    """An assessment as it is kept, what it was made of, and the one that it supersedes, if any."""

    row: AssessmentRow
    assessed: Assessed
    superseded: AssessmentRow | None


def file_report(desk: Desk, filing: Filing, revising: Revising) -> Answer:
    """
    File *revising* at *desk*, on what *filing* found behind the operator's lock. Answers 200.

    Raises:
        Nonsense: the period begins in the future, or a fact or price is missing; nothing is filed.
        Conflict: an authority locked the days, or the law lets no amendment come any more.
    """
    refuse_future(revising.content.period, filing.farm, desk.timeline.shown(desk.now))
    revision = _revision(revising, desk.now)
    stated = [revision] if filing.revision is None else [revision, filing.revision]
    refuse_held(desk, filing, stated)
    desk.work.add(revision)
    kept, left_out = _assess(desk, filing, revising, stated)
    _tell(desk.teller, revising.report, revision, filing)
    _tell_assessments(desk.teller, kept)
    shown = [each for each in kept if _shows(desk, each.row)]
    withheld = [LeftOut(each.row.schedule, "assessed-in-group") for each in kept if each not in shown]
    document: dict[str, Json] = {
        "report": revision_json(revising.report, revision) | clock_member(desk.timeline, desk.now),
        "assessments": [assessment_json(each.row, each.assessed.case.inputs) for each in shown],
        "left_out": [schedule.as_json() for schedule in (*left_out, *withheld)],
    }
    return Answer(200, canonical(document), revision_etag(revision))


def _assess(
    desk: Desk, filing: Filing, revising: Revising, stated: Sequence[RevisionRow]
) -> tuple[list[Kept], list[LeftOut]]:
    """Assess and keep whatever the first of *stated* goes into, or the one before it went into, with what else does."""
    versions = [AcceptedRow.of(revision) for revision in stated]
    filed = versions[0]
    schedules = schedules_of(desk.library, places_by_farm(filing.places)[filed.farm])
    known, operators, standing = touched_by(desk.work, filing, filed, now=desk.now, schedules=schedules)
    known = known.having_read(stated)
    subjects = {schedule.schedule: list(touched(schedule, versions, known)) for schedule in schedules}
    every_near = (near(each, subject, known) for each in schedules for subject, _ in subjects[each.schedule])
    others = {(row.report, row.revision) for rows in every_near for row in rows} - {(filed.report, filed.revision)}
    revisions = desk.work.revisions_of(sorted(others)) if others else ()
    known = known.having_read(revisions)
    statements: dict[str, Statement] = {
        filed.report: statement_of(filing.operator, known.places[filed.farm], revising.content),
        **statements_of(operators, known, revisions),
    }
    cases = {
        each.schedule: [
            case_of(each, subject, period, known, kept={filed.report}) for subject, period in subjects[each.schedule]
        ]
        for each in schedules
    }
    quotes = RecordedQuotes(lambda: nullcontext(desk.work), desk.now)
    grounds = Grounds(desk.library, quotes, desk.now, statements)
    assessed, left_out = every(
        schedules,
        lambda schedule: assess_cases(grounds, cases[schedule.schedule], filed, sees=lambda case: _shows(desk, case)),
    )
    return list(_keep(desk, standing, assessed)), left_out


def _shows(desk: Desk, made: Case | AssessmentRow) -> bool:
    """Tell whether the sender may see an assessment: that of a group is shown to whoever files for all."""
    return sees_by_name(desk.sender, made.operator)


def _keep(desk: Desk, standing: Iterable[AssessmentRow], assessed: Iterable[Assessed]) -> Iterator[Kept]:
    """Keep each assessment in the place of the one that stood for its subject, schedule and tax period."""
    stood = {(row.subject, row.schedule, row.period_start): row for row in standing}
    for each in assessed:
        case = each.case
        superseded = stood.get((case.subject, case.schedule.schedule, case.tax_period.start))
        row = assessment_row(each, desk.now, superseded)
        desk.work.add(row)
        for part in parts_of(row.id, each):
            desk.work.add(part)
        yield Kept(row, each, superseded)


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


def _tell(teller: Teller, report: ReportRow, revision: RevisionRow, filing: Filing) -> None:
    """Tell the filing, and the hash of the revision it takes the place of."""
    before = None if filing.revision is None else filing.revision.sha256
    teller.tell(
        Happening("report.submitted", report.operator, report.farm, inputs_sha256=revision.sha256, supersedes=before)
    )


def _tell_assessments(teller: Teller, kept: Iterable[Kept]) -> None:
    """Tell each assessment with the law that it rests on, and the hash of what it supersedes."""
    for row, assessed, superseded in kept:
        teller.tell(
            Happening(
                type="assessment.created",
                operator=row.operator,
                farm=row.farm,
                inputs_sha256=inputs_sha256(assessed),
                result_sha256=row.sha256,
                rules=Rules(f"{row.schedule}@{row.version}", row.version_sha256),
                supersedes=None if superseded is None else superseded.sha256,
            )
        )
