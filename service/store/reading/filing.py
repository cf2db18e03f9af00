"""The one combined read that a filing needs: everything that decides it, seen behind the operator's lock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

from sqlalchemy import bindparam, exists, or_, select

from service.domain.periods import Period
from service.store.errors import Retryable
from service.store.mapping import columns_of
from service.store.reading.access import ANSWER, REVOCATION, Access
from service.store.reading.assessments import CURRENT_ASSESSMENTS, Assessments
from service.store.reading.groups import (
    LOCKED_KEYS,
    LOCKED_OPERATORS,
    MEMBERSHIPS_BESIDE_FARM,
    REPRESENTATIVES_BESIDE_FARM,
)
from service.store.reading.knowledge import USE_KNOWLEDGE
from service.store.reading.openings import Openings
from service.store.reading.parties import ALL_PLACES, FARM, Parties, in_force, operator_of_farm
from service.store.reading.publishing import CHANGES
from service.store.reading.records import BESIDE, years_around
from service.store.reading.reports import ACCEPTED, DRAFT, LATEST_REVISION, OVERLAPPING, Reports
from service.store.rows import (
    AcceptedRow,
    AssessmentRow,
    DraftRow,
    FarmPlaceRow,
    FarmRow,
    IdempotencyRow,
    KnownMembership,
    OperatorRow,
    PeriodLockRow,
    ReportRow,
    RevisionRow,
)
from service.store.statement import Query, Values
from service.store.tables import period_locks, period_unlocks, reports

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
    *locked* are the operator and all who were ever in a controlled group with it, as *memberships* tell.
    *places* are those of all farms of the operator. *accepted* is what counts of its reports, and *current* its
    assessments not yet superseded, both as far as they touch the years of the period and of the days beside it.
    *overlapping* are the other reports of the farm whose latest revision has a day in common with the period (of the
    query, else of the draft's report); *namesake* is the operator's report with the same client reference. *locks* hold
    days of that period still, or days beside it: for everybody, for the operator, or for who files for a group that it
    was ever in. *law_changes* says how often the law has changed; it does not again until this unit of work ends.
    """

    answer: IdempotencyRow | None = None
    revoked: bool = False
    farm: FarmRow | None = None
    operator: OperatorRow | None = None
    locked: tuple[OperatorRow, ...] = ()
    memberships: tuple[KnownMembership, ...] = ()
    places: tuple[FarmPlaceRow, ...] = ()
    report: ReportRow | None = None
    draft: DraftRow | None = None
    revision: RevisionRow | None = None
    accepted: tuple[AcceptedRow, ...] = ()
    current: tuple[AssessmentRow, ...] = ()
    namesake: ReportRow | None = None
    overlapping: tuple[ReportRow, ...] = ()
    law_changes: int = 0
    locks: tuple[PeriodLockRow, ...] = ()


_NAMESAKE: Final = Query(
    ReportRow,
    select(*columns_of(ReportRow)).where(
        reports.c.operator == operator_of_farm, reports.c.client_reference == bindparam("client_reference")
    ),
)
_LOCKS: Final = Query(
    PeriodLockRow,
    select(*columns_of(PeriodLockRow)).where(
        ~exists().where(period_unlocks.c.lock == period_locks.c.id),
        or_(
            period_locks.c.operator.is_(None),
            period_locks.c.operator == operator_of_farm,
            period_locks.c.operator.in_(REPRESENTATIVES_BESIDE_FARM),
        ),
        period_locks.c.period_start < bindparam("beside_end"),
        period_locks.c.period_end > bindparam("beside_start"),
    ),
)
# What decides every filing; the lock comes first.
DECIDING: Final[tuple[Query[Any], ...]] = (
    LOCKED_OPERATORS, USE_KNOWLEDGE, CHANGES, ANSWER, REVOCATION, FARM, MEMBERSHIPS_BESIDE_FARM, ALL_PLACES,
    ACCEPTED, CURRENT_ASSESSMENTS, OVERLAPPING, _LOCKS, LOCKED_KEYS,
)  # fmt: skip


class Filings(Access, Parties, Reports, Assessments, Openings):
    """The combined read."""

    def filing(self, query: FilingQuery) -> Filing:
        """
        Lock whom and what it is about, then read all that decides a filing, in one round trip where that can be.

        Locked are all who were ever in a group with it, in the order of their identifiers. The lock comes first, and
        each read sees what was committed when it began: what another filing of the same operator has just kept is seen,
        and until this unit of work ends nobody adds to it. For a report that exists, whose it is and of which days is
        asked before: these never change once it was submitted, and a draft that changes meanwhile is found out at the
        commit.

        Raises:
            Retryable: while this waited, somebody joined a group of the operator, and is not locked.
        """
        found = self._of_farm(query) if query.report is None else self._of_report(query)
        if {row.operator for row in found.memberships} - {row.id for row in found.locked}:
            raise Retryable("busy", "Who belongs to the group has just changed. Send the same request again.")
        return found

    def _of_farm(self, query: FilingQuery) -> Filing:
        values = _values(query, query.farm, query.period)
        asked = () if query.client_reference is None else (_NAMESAKE,)
        filing, found = self._decided(values, *asked)
        return replace(filing, namesake=_first(found[0]) if found else None)

    def _of_report(self, query: FilingQuery) -> Filing:
        report = self.report(query.report or "")
        if report is None:
            admission = self.admission(query.principal, query.key)
            return Filing(answer=admission.answer, revoked=admission.revoked)
        period = Period(report.period_start, report.period_end)
        values = _values(query, report.farm, period) | {"report": report.id, "except_report": report.id}
        filing, (drafts, revisions) = self._decided(values, DRAFT, LATEST_REVISION)
        return replace(filing, report=report, draft=_first(drafts), revision=_first(revisions))

    def _decided(self, values: Values, *others: Query[Any]) -> tuple[Filing, list[list[Any]]]:
        """Return what decides every filing, behind its locks, and the rows of what else is asked, in one round trip."""
        locked, _, changes, answer, revocations, farm, members, places, *rest = self._fetch(
            *[(read, values) for read in (*DECIDING, *others)]
        )
        accepted, current, overlapping, locks, keys, *more = rest
        self.held_keys.update({key.subject: key for key in keys})
        filing = Filing(
            answer=_first(answer),
            revoked=bool(revocations),
            farm=_first(farm),
            operator=_owner(locked, _first(farm)),
            locked=tuple(locked),
            memberships=tuple(members),
            places=in_force(places),
            accepted=tuple(accepted),
            current=tuple(current),
            overlapping=tuple(overlapping),
            law_changes=changes[0],
            locks=tuple(locks),
        )
        return filing, more


def _values(query: FilingQuery, farm: str | None, period: Period | None) -> dict[str, object]:
    start, end = period or (date.max, date.min)
    beside = (start - BESIDE, end + BESIDE) if period else (start, end)
    around = years_around(period) if period else (start, end)
    return {
        "principal": query.principal,
        "key": query.key,
        "farm": farm,
        "client_reference": query.client_reference,
        "start": start,
        "end": end,
        "beside_start": beside[0],
        "beside_end": beside[1],
        "window_start": around[0],
        "window_end": around[1],
        "except_report": "",
    }


def _owner(locked: list[OperatorRow], farm: FarmRow | None) -> OperatorRow | None:
    return next((row for row in locked if farm is not None and row.id == farm.operator), None)


def _first(rows: list[_Row]) -> _Row | None:
    return rows[0] if rows else None
