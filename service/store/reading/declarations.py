"""Reads of declarations, of assessments withdrawn before any, and of what is held of an operator."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, NamedTuple

from sqlalchemy import bindparam, select

from service.store.mapping import columns_of
from service.store.reading.assessments import reported_within
from service.store.reading.known import knowing, known
from service.store.reading.reports import lay_within
from service.store.reading.session import Session
from service.store.rows import AssessmentVoidRow, DeclarationRow
from service.store.statement import Query
from service.store.tables import assessment_voids, assessments, declarations, reports, revisions


class HeldAssessment(NamedTuple):
    """An assessment without its document: what tells which it is."""

    id: str
    subject: str
    schedule: str
    version: str
    period_start: date
    period_end: date
    in_year: bool
    supersedes: str | None
    sha256: str
    created_at: datetime


class HeldRevision(NamedTuple):
    """A submitted revision without its content, with what its report is called."""

    report: str
    client_reference: str | None
    farm: str
    period_start: date
    period_end: date
    revision: int
    sha256: str
    submitted_at: datetime


_DECLARATION: Final = Query(
    DeclarationRow,
    select(*columns_of(DeclarationRow)).where(declarations.c.id == bindparam("id"), known(declarations.c.declared_at)),
)
_CHAIN: Final = Query(
    DeclarationRow,
    select(*columns_of(DeclarationRow))
    .where(
        declarations.c.subject == bindparam("subject"),
        declarations.c.schedule == bindparam("schedule"),
        declarations.c.period_start == bindparam("period_start"),
        known(declarations.c.declared_at),
    )
    .order_by(declarations.c.number),
)
_OF_OPERATOR: Final = Query(
    DeclarationRow,
    select(*columns_of(DeclarationRow))
    .where(declarations.c.operator == bindparam("operator"), known(declarations.c.declared_at))
    .order_by(declarations.c.id),
)
_VOID: Final = Query(
    AssessmentVoidRow,
    select(*columns_of(AssessmentVoidRow)).where(
        assessment_voids.c.assessment == bindparam("assessment"), known(assessment_voids.c.voided_at)
    ),
)
_VOIDS: Final = Query(
    AssessmentVoidRow,
    select(*columns_of(AssessmentVoidRow))
    .where(assessment_voids.c.operator == bindparam("operator"), known(assessment_voids.c.voided_at))
    .order_by(assessment_voids.c.assessment),
)
_held_assessments: Final = (
    select(*[assessments.c[name] for name in HeldAssessment._fields])
    .where(assessments.c.operator == bindparam("operator"), known(assessments.c.created_at))
    .order_by(assessments.c.id)
)
_held_revisions: Final = (
    select(
        *(revisions.c.report, reports.c.client_reference, revisions.c.farm, revisions.c.period_start),
        *(revisions.c.period_end, revisions.c.revision, revisions.c.sha256, revisions.c.submitted_at),
    )
    .join_from(revisions, reports, revisions.c.report == reports.c.id)
    .where(reports.c.operator == bindparam("operator"), known(revisions.c.submitted_at))
    .order_by(revisions.c.report, revisions.c.revision)
)


class Declarations(Session):
    """Declarations, withdrawals, and what is held."""

    def declaration(self, identifier: str) -> DeclarationRow | None:
        """Return a declaration."""
        return self._first(_DECLARATION, {"id": identifier})

    def declaration_chain(self, subject: str, schedule: str, period_start: date) -> tuple[DeclarationRow, ...]:
        """Return the declarations of a subject, schedule and tax period; the last is in effect."""
        return self._every(_CHAIN, {"subject": subject, "schedule": schedule, "period_start": period_start})

    def declarations_of(self, operator: str, known_at: datetime) -> tuple[DeclarationRow, ...]:
        """Return what *operator* had declared by *known_at*, oldest first."""
        return self._every(_OF_OPERATOR, {"operator": operator, **knowing(known_at)})

    def assessment_void(self, assessment: str) -> AssessmentVoidRow | None:
        """Return the withdrawal of an assessment, if it was withdrawn."""
        return self._first(_VOID, {"assessment": assessment})

    def assessment_voids(self, operator: str, known_at: datetime) -> tuple[AssessmentVoidRow, ...]:
        """Return what *operator* had withdrawn by *known_at*."""
        return self._every(_VOIDS, {"operator": operator, **knowing(known_at)})

    def held_assessments(
        self, operator: str, known_at: datetime, jurisdiction: str | None = None
    ) -> tuple[HeldAssessment, ...]:
        """Return every assessment of *operator* made by *known_at*, of farms in *jurisdiction* (none: all)."""
        within = () if jurisdiction is None else (reported_within(jurisdiction),)
        records = self._execute(_held_assessments.where(*within), {"operator": operator, **knowing(known_at)})
        return tuple(HeldAssessment._make(record) for record in records)

    def held_revisions(
        self, operator: str, known_at: datetime, jurisdiction: str | None = None
    ) -> tuple[HeldRevision, ...]:
        """Return every revision of *operator* submitted by *known_at*, of farms in *jurisdiction* (none: all)."""
        within = () if jurisdiction is None else (lay_within(revisions, jurisdiction),)
        records = self._execute(_held_revisions.where(*within), {"operator": operator, **knowing(known_at)})
        return tuple(HeldRevision._make(record) for record in records)
