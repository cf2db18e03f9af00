"""Reads of reports, their drafts and their revisions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, exists, literal, or_, select

from service.domain.principals import World
from service.store.mapping import columns_of
from service.store.reading.containing import Contains
from service.store.reading.known import known
from service.store.reading.parties import among, operator_of_farm, within
from service.store.reading.session import Session
from service.store.rows import TIMED, AcceptedRow, DraftRow, ReportRow, RevisionRow
from service.store.statement import Query
from service.store.tables import drafts, farm_places, reports, revisions
from service.store.types import Canonical

REPORT: Final = Query(
    ReportRow,
    select(*columns_of(ReportRow)).where(reports.c.id == bindparam("report")),
)
_BY_REFERENCE: Final = Query(
    ReportRow,
    select(*columns_of(ReportRow)).where(
        reports.c.operator == bindparam("operator"), reports.c.client_reference == bindparam("client_reference")
    ),
)
DRAFT: Final = Query(
    DraftRow,
    select(*columns_of(DraftRow)).where(drafts.c.report == bindparam("report")),
)
_REVISION: Final = Query(
    RevisionRow,
    select(*columns_of(RevisionRow)).where(
        revisions.c.report == bindparam("report"),
        revisions.c.revision == bindparam("revision"),
        known(revisions.c.submitted_at),
    ),
)
_revisions: Final = (
    select(*columns_of(RevisionRow))
    .where(revisions.c.report == bindparam("report"), known(revisions.c.submitted_at))
    .order_by(revisions.c.revision.desc())
)
_REVISIONS: Final = Query(RevisionRow, _revisions)
LATEST_REVISION: Final = Query(RevisionRow, _revisions.limit(1))
_later: Final = revisions.alias("later")
_amended: Final = exists().where(
    _later.c.report == revisions.c.report,
    _later.c.revision == revisions.c.revision + 1,
    known(_later.c.submitted_at),
)
# What counts: the revision that no later one takes the place of.
COUNTS: Final = (known(revisions.c.submitted_at), ~_amended)
_was_submitted: Final = exists().where(revisions.c.report == reports.c.id, known(revisions.c.submitted_at))
_latest_of_reports: Final = (
    select(*columns_of(ReportRow))
    .join_from(reports, revisions, reports.c.id == revisions.c.report)
    .where(*COUNTS)
    .order_by(reports.c.id)
)
OVERLAPPING: Final = Query(
    ReportRow,
    _latest_of_reports.where(
        revisions.c.farm == bindparam("farm"),
        revisions.c.period_start < bindparam("end"),
        revisions.c.period_end > bindparam("start"),
        revisions.c.report != bindparam("except_report"),
    ),
)
_is_timed: Final = Contains(revisions.c.content, literal(TIMED, Canonical()))
# The members of `AcceptedRow`.
ACCEPTED_COLUMNS: Final = (
    revisions.c.report,
    revisions.c.revision,
    revisions.c.farm,
    revisions.c.period_start,
    revisions.c.period_end,
    revisions.c.sha256,
    _is_timed,
)


def accepted_of(operator: ColumnElement[Any], known_at: ColumnElement[Any] | None = None) -> Select[Any]:
    """
    Select what counts, or at *known_at* counted, of every report of *operator* with a day in the window.

    The period of a report never changes once a revision was submitted, so reports are found by theirs: whose they are
    and when stand in one index, and no plan is tempted to look at what others have filed.
    """
    counts = COUNTS if known_at is None else _counted_at(known_at)
    return (
        select(*ACCEPTED_COLUMNS)
        .join_from(reports, revisions, revisions.c.report == reports.c.id)
        .where(
            reports.c.operator == operator,
            reports.c.period_start < bindparam("window_end"),
            reports.c.period_end > bindparam("window_start"),
            *counts,
        )
        .order_by(revisions.c.farm, revisions.c.period_start, revisions.c.report)
    )


def _counted_at(known_at: ColumnElement[Any]) -> tuple[ColumnElement[bool], ...]:
    """Tell whether a revision was submitted by then, and not yet amended."""
    amended = exists().where(
        _later.c.report == revisions.c.report,
        _later.c.revision == revisions.c.revision + 1,
        _later.c.submitted_at <= known_at,
    )
    return revisions.c.submitted_at <= known_at, ~amended


ACCEPTED: Final = Query(AcceptedRow, accepted_of(operator_of_farm))


def lay_within(table: FromClause, jurisdiction: str) -> ColumnElement[bool]:
    """
    Tell whether the farm of a row of *table* lay in the jurisdiction on some day of the row's period.

    A farm that moves is seen by each authority for the periods in which it was its own.
    """
    place, other = farm_places.alias("place"), farm_places.alias("other")
    # Named, because SQLAlchemy would join the table of the outermost statement anew.
    elsewhere = exists().where(other.c.farm == place.c.farm, known(other.c.recorded_at)).correlate(place, table)
    moved_before = elsewhere.where(other.c.since > place.c.since, other.c.since <= table.c.period_start)
    # The first place reaches back without limit.
    begun = or_(place.c.since < table.c.period_end, ~elsewhere.where(other.c.since < place.c.since))
    lay_there = within(place.c.region, jurisdiction), known(place.c.recorded_at)
    return exists().where(place.c.farm == table.c.farm, *lay_there, begun, ~moved_before)


class Reports(Session):
    """Reports, drafts and revisions."""

    def report(self, identifier: str) -> ReportRow | None:
        """Return a report; it is known from its first submitted revision on."""
        if self.known_at is not None and self.latest_revision(identifier) is None:
            return None
        return self._first(REPORT, {"report": identifier})

    def report_by_reference(self, operator: str, client_reference: str) -> ReportRow | None:
        """Return the report that the operator's own software knows by *client_reference*."""
        return self._first(_BY_REFERENCE, {"operator": operator, "client_reference": client_reference})

    def reports(
        self,
        operators: Collection[str] | World | None,
        jurisdiction: str | None = None,
        *,
        farm: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> tuple[ReportRow, ...]:
        """Return at most *limit* reports of *operators* (none: all), *farm* and *jurisdiction*, oldest first."""
        statement = select(*columns_of(ReportRow)).order_by(reports.c.id).limit(limit)
        if operators is not None:
            statement = statement.where(among(reports.c.operator, operators))
        if jurisdiction is not None:
            statement = statement.where(lay_within(reports, jurisdiction))
        if farm is not None:
            statement = statement.where(reports.c.farm == farm)
        if self.known_at is not None:
            statement = statement.where(_was_submitted)
        if after is not None:
            statement = statement.where(reports.c.id > after)
        return self._all(ReportRow, statement)

    def draft(self, report: str) -> DraftRow | None:
        """Return the revision of a report that is still being written; to knowledge of an instant there is none."""
        return None if self.known_at is not None else self._first(DRAFT, {"report": report})

    def revision(self, report: str, number: int) -> RevisionRow | None:
        """Return a submitted revision."""
        return self._first(_REVISION, {"report": report, "revision": number})

    def revisions_of(self, named: Sequence[tuple[str, int]]) -> tuple[RevisionRow, ...]:
        """Return submitted revisions by report and number, in the order in which they are *named*."""
        found = self._fetch(*((_REVISION, {"report": report, "revision": number}) for report, number in named))
        return tuple(row for rows in found for row in rows)

    def latest_revision(self, report: str) -> RevisionRow | None:
        """Return the submitted revision that counts."""
        return self._first(LATEST_REVISION, {"report": report})

    def revisions(self, report: str) -> tuple[RevisionRow, ...]:
        """Return all submitted revisions of a report, latest first."""
        return self._every(_REVISIONS, {"report": report})

    def overlapping_reports(
        self, farm: str, start: date, end: date, except_report: str | None = None
    ) -> tuple[ReportRow, ...]:
        """Return the reports of *farm* whose latest submitted revision has a day in common with [*start*, *end*)."""
        values = {"farm": farm, "start": start, "end": end, "except_report": except_report or ""}
        return self._every(OVERLAPPING, values)
