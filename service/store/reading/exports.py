"""
Reads of what is exported: page by page after the last identifier, so that neither memory nor a transaction grows.

A page is read by itself. With the knowledge of an instant that nobody writes at any more, all pages are of one state.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, literal, select

from service.domain.principals import World
from service.store.mapping import columns_of
from service.store.reading.assessments import IS_CURRENT, reported_within
from service.store.reading.known import known
from service.store.reading.parties import farm_within, within
from service.store.reading.reports import COUNTS, lay_within
from service.store.reading.session import Session
from service.store.rows import PaymentRow
from service.store.tables import (
    assessment_segments,
    assessment_voids,
    assessments,
    declarations,
    farms,
    operators,
    payments,
    reports,
    revisions,
)
from service.store.types import Flag


class Bounds(NamedTuple):
    """
    What is exported: of some operators or of a world, as far as the rest narrows it.

    *start* and *end* are about the first day of a period, or the day of a payment: each period begins in one range of
    several that are adjacent. *seen_from* is the jurisdiction of an authority, which sees operators with a farm in it.
    """

    operators: Collection[str] | World
    jurisdiction: str | None = None
    schedule: str | None = None
    start: date | None = None
    end: date | None = None
    seen_from: str | None = None


class ExportedAssessment(NamedTuple):
    """
    A standing assessment without its document, and what its operator did with it.

    *rules* are the versions that it applied, in the order of its segments, each with the hash of its text; where none
    applied any more, the *version* is the last that had.
    """

    id: str
    subject: str
    operator: str
    farm: str | None
    schedule: str
    version: str
    version_sha256: str
    period_start: date
    period_end: date
    in_year: bool
    currency: str | None
    total: Decimal | None
    supersedes: str | None
    difference: Decimal | None
    sha256: str
    created_at: datetime
    declaration: str | None
    voided_at: datetime | None
    rules: tuple[tuple[str, str], ...]


class ExportedRevision(NamedTuple):
    """The revision of a report that counts, with its content."""

    report: str
    revision: int
    operator: str
    farm: str
    period_start: date
    period_end: date
    content: bytes
    sha256: str
    submitted_at: datetime


_OWN: Final = ExportedAssessment._fields[: ExportedAssessment._fields.index("declaration")]
_standing: Final = (
    select(
        *[assessments.c[name] for name in _OWN],
        declarations.c.id.label("declaration"),
        assessment_voids.c.voided_at,
    )
    .outerjoin_from(
        assessments,
        declarations,
        and_(declarations.c.assessment == assessments.c.id, known(declarations.c.declared_at)),
    )
    .outerjoin(
        assessment_voids,
        and_(assessment_voids.c.assessment == assessments.c.id, known(assessment_voids.c.voided_at)),
    )
    .where(IS_CURRENT)
    .order_by(assessments.c.id)
)
_counting: Final = (
    select(
        *(revisions.c.report, revisions.c.revision, reports.c.operator, revisions.c.farm),
        *(revisions.c.period_start, revisions.c.period_end, revisions.c.content, revisions.c.sha256),
        revisions.c.submitted_at,
    )
    .join_from(revisions, reports, revisions.c.report == reports.c.id)
    .where(*COUNTS)
    .order_by(revisions.c.report)
)
_noted: Final = select(*columns_of(PaymentRow)).where(known(payments.c.noted_at)).order_by(payments.c.id)

_RULES: Final = select(
    assessment_segments.c.assessment, assessment_segments.c.version, assessment_segments.c.version_sha256
).order_by(assessment_segments.c.assessment, assessment_segments.c.position)


class Exports(Session):
    """What is exported."""

    def exported_assessments(self, bounds: Bounds, after: str, limit: int) -> tuple[ExportedAssessment, ...]:
        """Return at most *limit* standing assessments after the identifier *after*, oldest first."""
        statement = _bounded(_standing, assessments.c.operator, assessments.c.period_start, bounds)
        if bounds.jurisdiction is not None:
            statement = statement.where(reported_within(bounds.jurisdiction))
        if bounds.schedule is not None:
            statement = statement.where(assessments.c.schedule == bounds.schedule)
        records = self._execute(statement.where(assessments.c.id > after).limit(limit)).all()
        rules = self._rules([record.id for record in records])
        return tuple(ExportedAssessment._make((*record, rules[record.id])) for record in records)

    def exported_revisions(self, bounds: Bounds, after: str, limit: int) -> tuple[ExportedRevision, ...]:
        """Return the revisions that count of at most *limit* reports after the identifier *after*, oldest first."""
        statement = _bounded(_counting, reports.c.operator, revisions.c.period_start, bounds)
        if bounds.jurisdiction is not None:
            statement = statement.where(lay_within(revisions, bounds.jurisdiction))
        records = self._execute(statement.where(revisions.c.report > after).limit(limit))
        return tuple(map(ExportedRevision._make, records))

    def exported_payments(self, bounds: Bounds, after: str, limit: int) -> tuple[PaymentRow, ...]:
        """Return at most *limit* notes of payments to the jurisdiction after the identifier *after*, oldest first."""
        statement = _bounded(_noted, payments.c.operator, payments.c.paid_on, bounds)
        if bounds.jurisdiction is not None:
            statement = statement.where(within(payments.c.jurisdiction, bounds.jurisdiction))
        if bounds.seen_from is not None:
            there = farm_within(farms.c.id, bounds.seen_from)
            statement = statement.where(exists().where(farms.c.operator == payments.c.operator, there))
        return self._all(PaymentRow, statement.where(payments.c.id > after).limit(limit))

    def _rules(self, named: Sequence[str]) -> dict[str, tuple[tuple[str, str], ...]]:
        """Return the versions that each of some assessments applied, once each, with the hashes of their texts."""
        found: dict[str, dict[tuple[str, str], None]] = {name: {} for name in named}
        records = self._execute(_RULES.where(assessment_segments.c.assessment.in_(named)))
        for assessment, version, sha256 in map(tuple, records):
            found[assessment][version, sha256] = None
        return {name: tuple(rules) for name, rules in found.items()}


def _bounded(
    statement: Select[Any], operator: ColumnElement[str], first_day: ColumnElement[date], bounds: Bounds
) -> Select[Any]:
    if isinstance(bounds.operators, World):
        # By the key of each operator: to look up who is a sandbox among all operators anew for each page takes longer.
        is_sandbox = literal(value=bounds.operators is World.SANDBOX, type_=Flag())
        statement = statement.join(operators, and_(operators.c.id == operator, operators.c.sandbox == is_sandbox))
    else:
        statement = statement.where(operator.in_(bounds.operators))
    if bounds.start is not None:
        statement = statement.where(first_day >= bounds.start)
    return statement if bounds.end is None else statement.where(first_day < bounds.end)
