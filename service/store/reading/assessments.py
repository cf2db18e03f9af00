"""Reads of assessments, their lines and their findings."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import bindparam, exists, select

from service.store.mapping import columns_of
from service.store.reading.reports import lay_within
from service.store.reading.session import Session
from service.store.rows import AssessmentRow, FindingRow, LineRow
from service.store.statement import Query
from service.store.tables import assessment_findings, assessment_lines, assessments

_ASSESSMENT: Final = Query(
    AssessmentRow,
    select(*columns_of(AssessmentRow)).where(assessments.c.id == bindparam("id")),
)
_SUCCESSOR: Final = Query(
    AssessmentRow,
    select(*columns_of(AssessmentRow)).where(assessments.c.supersedes == bindparam("id")),
)
_OF_REVISION: Final = Query(
    AssessmentRow,
    select(*columns_of(AssessmentRow))
    .where(assessments.c.report == bindparam("report"), assessments.c.revision == bindparam("revision"))
    .order_by(assessments.c.id),
)
_successor: Final = assessments.alias("successor")
CURRENT_ASSESSMENTS: Final = Query(
    AssessmentRow,
    select(*columns_of(AssessmentRow))
    .where(
        assessments.c.report == bindparam("report"),
        ~exists().where(_successor.c.supersedes == assessments.c.id),
    )
    .order_by(assessments.c.id),
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


class Assessments(Session):
    """Assessments, lines and findings."""

    def assessment(self, identifier: str) -> AssessmentRow | None:
        """Return an assessment."""
        return self._first(_ASSESSMENT, {"id": identifier})

    def successor(self, assessment: str) -> AssessmentRow | None:
        """Return the assessment that took the place of this one."""
        return self._first(_SUCCESSOR, {"id": assessment})

    def assessments_of(self, report: str, revision: int) -> tuple[AssessmentRow, ...]:
        """Return the assessments of a revision, in the order in which they were made."""
        return self._every(_OF_REVISION, {"report": report, "revision": revision})

    def current_assessments(self, report: str) -> tuple[AssessmentRow, ...]:
        """Return the assessments of a report that no other one supersedes."""
        return self._every(CURRENT_ASSESSMENTS, {"report": report})

    def assessments(
        self,
        operators: Collection[str] | None,
        jurisdiction: str | None = None,
        *,
        report: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> tuple[AssessmentRow, ...]:
        """
        Return at most *limit* assessments of *operators* (none: all) after *after*, oldest first.

        *report* bounds them to those of one report, *jurisdiction* to farms that lay in it during the period.
        """
        statement = select(*columns_of(AssessmentRow)).order_by(assessments.c.id).limit(limit)
        if operators is not None:
            statement = statement.where(assessments.c.operator.in_(operators))
        if report is not None:
            statement = statement.where(assessments.c.report == report)
        if jurisdiction is not None:
            statement = statement.where(lay_within(assessments, jurisdiction))
        if after is not None:
            statement = statement.where(assessments.c.id > after)
        return self._all(AssessmentRow, statement)

    def lines(self, assessment: str) -> tuple[LineRow, ...]:
        """Return the lines of an assessment."""
        return self._every(_LINES, {"assessment": assessment})

    def findings(self, assessment: str) -> tuple[FindingRow, ...]:
        """Return the findings of an assessment."""
        return self._every(_FINDINGS, {"assessment": assessment})
