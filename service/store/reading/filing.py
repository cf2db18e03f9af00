"""The one combined read that a filing needs: everything that decides it, seen behind the farm's lock."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain.periods import Period
from service.store.reading.access import Access
from service.store.reading.assessments import Assessments
from service.store.reading.parties import Parties
from service.store.reading.reports import Reports
from service.store.rows import (
    AssessmentRow,
    DraftRow,
    FarmPlaceRow,
    FarmRow,
    IdempotencyRow,
    OperatorRow,
    ReportRow,
    RevisionRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingQuery:
    """
    What a filing asks about.

    Either *farm* (a new report) or *report* (an existing one) is given; *period* and *client_reference* are those of
    a new report. *principal* and *key* are those of the request.
    """

    principal: str
    key: str
    farm: str | None = None
    report: str | None = None
    client_reference: str | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """
    What is known when a filing begins; what was not asked for or does not exist is nothing.

    *answer* is the answer already given under the idempotency key. *overlapping* are the other reports of the farm
    whose latest revision has a day in common with the period (of the query, else of the draft's report); *namesake* is
    the operator's report with the same client reference; *current* are the report's assessments not yet superseded.
    """

    answer: IdempotencyRow | None = None
    farm: FarmRow | None = None
    operator: OperatorRow | None = None
    places: tuple[FarmPlaceRow, ...] = ()
    report: ReportRow | None = None
    draft: DraftRow | None = None
    revision: RevisionRow | None = None
    current: tuple[AssessmentRow, ...] = ()
    namesake: ReportRow | None = None
    overlapping: tuple[ReportRow, ...] = ()


class Filings(Access, Parties, Reports, Assessments):
    """The combined read, made of the single ones."""

    def filing(self, query: FilingQuery) -> Filing:
        """Lock the farm, then read all that a filing depends on; in a unit of work nothing of it can change meanwhile."""
        report = self.report(query.report) if query.report is not None else None
        identifier = query.farm if report is None else report.farm
        farm = self.lock_farm(identifier) if identifier is not None else None
        answer = self.idempotency(query.principal, query.key)
        if farm is None or answer is not None:
            return Filing(answer=answer, farm=farm, report=report)
        if report is not None:
            return self._of_report(farm, report.id)
        return Filing(
            farm=farm,
            operator=self.operator(farm.operator),
            places=self.places(farm.id),
            namesake=self._namesake(farm.operator, query.client_reference),
            overlapping=self._overlapping(farm.id, query.period, None),
        )

    def _of_report(self, farm: FarmRow, identifier: str) -> Filing:
        """Read what the filing of an existing report needs; the report itself again, now that nobody can change it."""
        report = self.report(identifier)
        period = None if report is None else Period(report.period_start, report.period_end)
        return Filing(
            farm=farm,
            operator=self.operator(farm.operator),
            places=self.places(farm.id),
            report=report,
            draft=self.draft(identifier),
            revision=self.latest_revision(identifier),
            current=self.current_assessments(identifier),
            overlapping=self._overlapping(farm.id, period, identifier),
        )

    def _namesake(self, operator: str, client_reference: str | None) -> ReportRow | None:
        return None if client_reference is None else self.report_by_reference(operator, client_reference)

    def _overlapping(self, farm: str, period: Period | None, except_report: str | None) -> tuple[ReportRow, ...]:
        return () if period is None else self.overlapping_reports(farm, period.start, period.end, except_report)
