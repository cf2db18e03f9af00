"""The one combined read that a filing needs: everything that decides it, seen behind the farm's lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from sqlalchemy import bindparam, select

from service.domain.periods import Period
from service.store.mapping import columns_of
from service.store.reading.access import ANSWER, REVOCATION, Access
from service.store.reading.assessments import CURRENT_ASSESSMENTS, Assessments
from service.store.reading.parties import IN_FORCE, LOCKED_FARM, PLACES, Parties, in_force
from service.store.reading.reports import DRAFT, LATEST_REVISION, OVERLAPPING, OVERLAPPING_REPORT, REPORT, Reports
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
from service.store.statement import Query
from service.store.tables import farm_places, farms, operators, reports

_Row = TypeVar("_Row")


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

    *answer* is the answer already given under the idempotency key; *revoked* says whether the key of the request was.
    *overlapping* are the other reports of the farm whose latest revision has a day in common with the period (of the
    query, else of the draft's report); *namesake* is the operator's report with the same client reference; *current*
    are the report's assessments not yet superseded.
    """

    answer: IdempotencyRow | None = None
    revoked: bool = False
    farm: FarmRow | None = None
    operator: OperatorRow | None = None
    places: tuple[FarmPlaceRow, ...] = ()
    report: ReportRow | None = None
    draft: DraftRow | None = None
    revision: RevisionRow | None = None
    current: tuple[AssessmentRow, ...] = ()
    namesake: ReportRow | None = None
    overlapping: tuple[ReportRow, ...] = ()


_farm_of_report: Final = select(reports.c.farm).where(reports.c.id == bindparam("report")).scalar_subquery()
_operator_of_farm: Final = select(farms.c.operator).where(farms.c.id == bindparam("farm")).scalar_subquery()
_operator_of_report: Final = select(reports.c.operator).where(reports.c.id == bindparam("report")).scalar_subquery()

_FARM_OF_REPORT: Final = Query(
    FarmRow,
    select(*columns_of(FarmRow)).where(farms.c.id == _farm_of_report).with_for_update(key_share=True),
)
_OPERATOR_OF_FARM: Final = Query(
    OperatorRow,
    select(*columns_of(OperatorRow)).where(operators.c.id == _operator_of_farm),
)
_OPERATOR_OF_REPORT: Final = Query(
    OperatorRow,
    select(*columns_of(OperatorRow)).where(operators.c.id == _operator_of_report),
)
_PLACES_OF_REPORT: Final = Query(
    FarmPlaceRow,
    select(*columns_of(FarmPlaceRow)).where(farm_places.c.farm == _farm_of_report).order_by(*IN_FORCE),
)
_NAMESAKE: Final = Query(
    ReportRow,
    select(*columns_of(ReportRow)).where(
        reports.c.operator == _operator_of_farm, reports.c.client_reference == bindparam("client_reference")
    ),
)


class Filings(Access, Parties, Reports, Assessments):
    """The combined read."""

    def filing(self, query: FilingQuery) -> Filing:
        """
        Lock the farm, then read all that a filing depends on, in one round trip where the database allows it.

        The lock comes first, and each read sees what was committed when it began: what another filing of the same
        farm has just kept is seen, and until this unit of work ends nobody adds to it.
        """
        return self._of_farm(query) if query.report is None else self._of_report(query)

    def _of_farm(self, query: FilingQuery) -> Filing:
        start, end = query.period or (date.max, date.min)
        values = {
            "principal": query.principal,
            "key": query.key,
            "farm": query.farm,
            "client_reference": query.client_reference,
            "start": start,
            "end": end,
            "except_report": "",
        }
        reads = (LOCKED_FARM, ANSWER, REVOCATION, _OPERATOR_OF_FARM, PLACES, OVERLAPPING, _NAMESAKE)
        asked = reads if query.client_reference is not None else reads[:-1]
        farm, answer, revocations, operator, places, overlapping, *namesakes = self._fetch(
            *[(read, values) for read in asked]
        )
        return Filing(
            answer=_first(answer),
            revoked=bool(revocations),
            farm=_first(farm),
            operator=_first(operator),
            places=in_force(places),
            namesake=_first(namesakes[0]) if namesakes else None,
            overlapping=tuple(overlapping),
        )

    def _of_report(self, query: FilingQuery) -> Filing:
        values = {"principal": query.principal, "key": query.key, "report": query.report}
        reads = (
            _FARM_OF_REPORT, ANSWER, REVOCATION, REPORT, _OPERATOR_OF_REPORT, _PLACES_OF_REPORT,
            DRAFT, LATEST_REVISION, CURRENT_ASSESSMENTS, OVERLAPPING_REPORT,
        )  # fmt: skip
        farm, answer, revocations, report, operator, places, draft, revision, current, overlapping = self._fetch(
            *[(read, values) for read in reads]
        )
        return Filing(
            answer=_first(answer),
            revoked=bool(revocations),
            farm=_first(farm),
            operator=_first(operator),
            places=in_force(places),
            report=_first(report),
            draft=_first(draft),
            revision=_first(revision),
            current=tuple(current),
            overlapping=tuple(overlapping),
        )


def _first(rows: list[_Row]) -> _Row | None:
    return rows[0] if rows else None
