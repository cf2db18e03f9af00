"""Reads of assessments, their lines and their findings."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, select

from service.domain.principals import World
from service.store.mapping import columns_of
from service.store.reading.known import known
from service.store.reading.parties import among, operator_of_farm
from service.store.reading.reports import lay_within
from service.store.reading.session import Session
from service.store.rows import AssessmentRow, FindingRow, LineRow, QuoteRow, RevisionRow
from service.store.statement import Query
from service.store.tables import (
    assessment_findings,
    assessment_inputs,
    assessment_lines,
    assessment_quotes,
    assessments,
    revisions,
)

_ASSESSMENT: Final = Query(
    AssessmentRow,
    select(*columns_of(AssessmentRow)).where(assessments.c.id == bindparam("id"), known(assessments.c.created_at)),
)
_SUCCESSOR: Final = Query(
    AssessmentRow,
    select(*columns_of(AssessmentRow)).where(
        assessments.c.supersedes == bindparam("id"), known(assessments.c.created_at)
    ),
)
_successor: Final = assessments.alias("successor")
IS_CURRENT: Final = and_(
    known(assessments.c.created_at),
    ~exists().where(_successor.c.supersedes == assessments.c.id, known(_successor.c.created_at)),
)
_rests_on: Final = exists().where(
    assessment_inputs.c.assessment == assessments.c.id, assessment_inputs.c.report == bindparam("report")
)
_OF_REVISION: Final = Query(
    AssessmentRow,
    select(*columns_of(AssessmentRow))
    .where(_rests_on.where(assessment_inputs.c.revision == bindparam("revision")), known(assessments.c.created_at))
    .order_by(assessments.c.id),
)
_CURRENT_OF_REPORT: Final = Query(
    AssessmentRow,
    select(*columns_of(AssessmentRow)).where(_rests_on, IS_CURRENT).order_by(assessments.c.id),
)


def current_assessments_of(operator: ColumnElement[Any]) -> Select[Any]:
    """Select the assessments of *operator* that none supersedes, whose tax period has a day in the window."""
    return (
        select(*columns_of(AssessmentRow))
        .where(
            assessments.c.operator == operator,
            assessments.c.period_start < bindparam("window_end"),
            assessments.c.period_end > bindparam("window_start"),
            IS_CURRENT,
        )
        .order_by(assessments.c.id)
    )


CURRENT_ASSESSMENTS: Final = Query(AssessmentRow, current_assessments_of(operator_of_farm))
_INPUTS: Final = Query(
    RevisionRow,
    select(*columns_of(RevisionRow))
    .join_from(
        assessment_inputs,
        revisions,
        and_(assessment_inputs.c.report == revisions.c.report, assessment_inputs.c.revision == revisions.c.revision),
    )
    .where(assessment_inputs.c.assessment == bindparam("assessment"))
    .order_by(assessment_inputs.c.position),
)
_QUOTES: Final = Query(
    QuoteRow,
    select(*columns_of(QuoteRow))
    .where(assessment_quotes.c.assessment == bindparam("assessment"))
    .order_by(assessment_quotes.c.position),
)
_LINES: Final = Query(
    LineRow,
    select(*columns_of(LineRow))
    .where(assessment_lines.c.assessment == bindparam("assessment"))
    .order_by(assessment_lines.c.position),
)
_FINDINGS: Final = Query(
    FindingRow,
    select(*columns_of(FindingRow))
    .where(assessment_findings.c.assessment == bindparam("assessment"))
    .order_by(assessment_findings.c.position),
)


def reported_within(jurisdiction: str) -> ColumnElement[bool]:
    """Tell whether one of the farms whose reports an assessment rests on lay in the jurisdiction then."""
    reported = revisions.alias("reported")
    return (
        exists()
        .where(
            assessment_inputs.c.assessment == assessments.c.id,
            reported.c.report == assessment_inputs.c.report,
            reported.c.revision == assessment_inputs.c.revision,
            lay_within(reported, jurisdiction),
        )
        .correlate(assessments)
    )


class Assessments(Session):
    """Assessments, lines and findings."""

    def assessment(self, identifier: str) -> AssessmentRow | None:
        """Return an assessment."""
        return self._first(_ASSESSMENT, {"id": identifier})

    def successor(self, assessment: str) -> AssessmentRow | None:
        """Return the assessment that took the place of this one."""
        return self._first(_SUCCESSOR, {"id": assessment})

    def assessments_of(self, report: str, revision: int) -> tuple[AssessmentRow, ...]:
        """Return the assessments that a revision went into, in the order in which they were made."""
        return self._every(_OF_REVISION, {"report": report, "revision": revision})

    def current_assessments(self, report: str) -> tuple[AssessmentRow, ...]:
        """Return the assessments that a report went into and no other one supersedes."""
        return self._every(_CURRENT_OF_REPORT, {"report": report})

    def inputs(self, assessment: str) -> tuple[RevisionRow, ...]:
        """Return the revisions that an assessment was computed from, in the order in which it looked at them."""
        return self._every(_INPUTS, {"assessment": assessment})

    def assessments(
        self,
        operators: Collection[str] | World | None,
        jurisdiction: str | None = None,
        *,
        report: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> tuple[AssessmentRow, ...]:
        """
        Return at most *limit* assessments of *operators* (none: all) after *after*, oldest first.

        *report* bounds them to those it went into, *jurisdiction* to those of farms that lay in it when they reported.
        """
        statement = select(*columns_of(AssessmentRow)).where(known(assessments.c.created_at))
        statement = statement.order_by(assessments.c.id).limit(limit)
        if operators is not None:
            statement = statement.where(among(assessments.c.operator, operators))
        if report is not None:
            statement = statement.where(_rests_on).params(report=report)
        if jurisdiction is not None:
            statement = statement.where(reported_within(jurisdiction))
        if after is not None:
            statement = statement.where(assessments.c.id > after)
        return self._all(AssessmentRow, statement)

    def asked_quotes(self, assessment: str) -> tuple[QuoteRow, ...]:
        """Return the prices and rates that an assessment asked for, in that order."""
        return self._every(_QUOTES, {"assessment": assessment})

    def lines(self, assessment: str) -> tuple[LineRow, ...]:
        """Return the lines of an assessment."""
        return self._every(_LINES, {"assessment": assessment})

    def findings(self, assessment: str) -> tuple[FindingRow, ...]:
        """Return the findings of an assessment."""
        return self._every(_FINDINGS, {"assessment": assessment})
