"""Reads ahead: all that making many assessments again will ask for, in a handful of statements, not many a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple, Protocol, TypeVar

from sqlalchemy import and_, bindparam, select

from service.domain.periods import Period
from service.store.mapping import columns_of
from service.store.reading.listed import listed
from service.store.reading.parties import IN_FORCE, in_force
from service.store.reading.records import Records, years_around
from service.store.reading.reports import ACCEPTED_COLUMNS, COUNTS
from service.store.reading.session import Session
from service.store.rows import (
    AcceptedRow,
    AssessmentRow,
    FarmPlaceRow,
    FarmRow,
    KnownMembership,
    OperatorRow,
    RevisionRow,
)
from service.store.statement import Query, Values
from service.store.tables import (
    assessment_inputs,
    assessment_quotes,
    assessments,
    farm_places,
    farms,
    memberships,
    operators,
    reports,
    revisions,
)

_Row = TypeVar("_Row")


def _of(kind: Callable[..., _Row]) -> Callable[..., tuple[str, _Row]]:
    """Make rows that come with whose they are, in a column before their own."""
    return lambda whose, *members: (whose, kind(*members))


_INPUTS: Final = Query(
    _of(RevisionRow),
    select(assessment_inputs.c.assessment, *columns_of(RevisionRow))
    .join_from(
        assessment_inputs,
        revisions,
        and_(assessment_inputs.c.report == revisions.c.report, assessment_inputs.c.revision == revisions.c.revision),
    )
    .where(listed(assessment_inputs.c.assessment))
    .order_by(assessment_inputs.c.assessment, assessment_inputs.c.position),
)
_PLACES: Final = Query(
    _of(FarmPlaceRow),
    select(farms.c.operator, *columns_of(FarmPlaceRow))
    .join_from(farms, farm_places, farm_places.c.farm == farms.c.id)
    .where(listed(farms.c.operator))
    .order_by(farm_places.c.farm, *IN_FORCE),
)
_COUNTING: Final = Query(
    _of(AcceptedRow),
    select(reports.c.operator, *ACCEPTED_COLUMNS)
    .join_from(reports, revisions, revisions.c.report == reports.c.id)
    .where(
        listed(reports.c.operator),
        reports.c.period_start < bindparam("window_end"),
        reports.c.period_end > bindparam("window_start"),
        *COUNTS,
    )
    .order_by(revisions.c.farm, revisions.c.period_start, revisions.c.report),
)
_OPERATORS: Final = Query(OperatorRow, select(*columns_of(OperatorRow)).where(listed(operators.c.id)))
_GROUPED: Final = Query(str, select(memberships.c.operator).distinct().where(listed(memberships.c.operator)))
_SUPERSEDED: Final = Query(str, select(assessments.c.supersedes).where(listed(assessments.c.supersedes)))
_QUOTING: Final = Query(
    str, select(assessment_quotes.c.assessment).distinct().where(listed(assessment_quotes.c.assessment))
)


class Source(Protocol):
    """What the facts of an assessment are read from: the store itself, or what was read of it ahead."""

    def inputs(self, assessment: str) -> tuple[RevisionRow, ...]: ...  # noqa: D102 -- each as of `Reading`
    def farm(self, identifier: str) -> FarmRow | None: ...  # noqa: D102
    def places(self, farm: str, known_at: datetime | None = None) -> tuple[FarmPlaceRow, ...]: ...  # noqa: D102
    def operator(self, identifier: str) -> OperatorRow | None: ...  # noqa: D102
    def memberships_beside(self, operator: str) -> tuple[KnownMembership, ...]: ...  # noqa: D102
    def revisions_of(self, named: Sequence[tuple[str, int]]) -> tuple[RevisionRow, ...]: ...  # noqa: D102
    def records(self, operators: Collection[str], period: Period) -> tuple[Records, ...]: ...  # noqa: D102


class _Found(NamedTuple):
    """What was read: by assessment, operator, farm, or report and number."""

    inputs: dict[str, tuple[RevisionRow, ...]]
    operators: dict[str, OperatorRow]
    owned: dict[str, tuple[FarmPlaceRow, ...]]
    places: dict[str, tuple[FarmPlaceRow, ...]]
    counting: dict[str, tuple[AcceptedRow, ...]]
    revisions: dict[tuple[str, int], RevisionRow]
    grouped: frozenset[str]


class ReadAhead:
    """Answers as the store does from what was read of it ahead, and asks it for the rest (members of groups)."""

    def __init__(self, source: Source, found: _Found) -> None:
        """Answer from *found*, else from *source*."""
        self._source = source
        self._found = found

    def inputs(self, assessment: str) -> tuple[RevisionRow, ...]:
        """Return the revisions that an assessment was computed from, in the order in which it looked at them."""
        found = self._found.inputs.get(assessment)
        return self._source.inputs(assessment) if found is None else found

    def farm(self, identifier: str) -> FarmRow | None:
        """Return a farm."""
        return self._source.farm(identifier)

    def places(self, farm: str, known_at: datetime | None = None) -> tuple[FarmPlaceRow, ...]:
        """Return where a farm lies, as known at *known_at*."""
        found = self._found.places.get(farm)
        if found is None:
            return self._source.places(farm, known_at)
        return in_force([row for row in found if known_at is None or row.recorded_at <= known_at])

    def operator(self, identifier: str) -> OperatorRow | None:
        """Return an operator."""
        return self._found.operators.get(identifier) or self._source.operator(identifier)

    def memberships_beside(self, operator: str) -> tuple[KnownMembership, ...]:
        """Return all that was ever recorded of the groups of *operator*."""
        is_alone = operator in self._found.operators and operator not in self._found.grouped
        return () if is_alone else self._source.memberships_beside(operator)

    def revisions_of(self, named: Sequence[tuple[str, int]]) -> tuple[RevisionRow, ...]:
        """Return submitted revisions by report and number, in the order in which they are *named*."""
        found = self._found.revisions
        if all(each in found for each in named):
            return tuple(found[each] for each in named)
        return self._source.revisions_of(named)

    def records(self, operators: Collection[str], period: Period) -> tuple[Records, ...]:
        """Return the records of each of *operators* around *period*, in their order, without the assessments."""
        if not all(operator in self._found.operators for operator in operators):
            return self._source.records(operators, period)
        around = years_around(period)
        return tuple(self._records(operator, around) for operator in operators)

    def _records(self, operator: str, around: Period) -> Records:
        accepted = tuple(
            row
            for row in self._found.counting.get(operator, ())
            if row.period_start < around.end and row.period_end > around.start
        )
        return Records(operator, in_force(self._found.owned.get(operator, ())), accepted, ())


class Ahead(Session):
    """Reads of what many assessments are about."""

    def superseded(self, rows: Iterable[AssessmentRow]) -> frozenset[str]:
        """Return the identifiers of those assessments that another one supersedes."""
        return frozenset(self._every(_SUPERSEDED, _named(row.id for row in rows)))

    def quoting(self, rows: Iterable[AssessmentRow]) -> frozenset[str]:
        """Return the identifiers of those assessments that asked for a price or a rate."""
        return frozenset(self._every(_QUOTING, _named(row.id for row in rows)))

    def read_ahead(self, source: Source, rows: Sequence[AssessmentRow]) -> ReadAhead:
        """Read all that making *rows* again will ask for; *source* is asked for what turns out to be missing."""
        whose = _named(row.operator for row in rows)
        inputs, owned, counting, known, grouped = self._fetch(
            (_INPUTS, _named(row.id for row in rows)),
            (_PLACES, whose),
            (_COUNTING, {**whose, **_window(rows)}),
            (_OPERATORS, whose),
            (_GROUPED, whose),
        )
        found = _Found(
            inputs=_by_whose(inputs),
            operators={row.id: row for row in known},
            owned=_by_whose(owned),
            places=_by_whose((row.farm, row) for _, row in owned),
            counting=_by_whose(counting),
            revisions={(row.report, row.revision): row for _, row in inputs},
            grouped=frozenset(grouped),
        )
        return ReadAhead(source, found)


def _named(names: Iterable[str]) -> Values:
    return {"names": tuple(sorted(set(names)))}


def _window(rows: Iterable[AssessmentRow]) -> Values:
    """Return the days around all of *rows* whose reports may be asked for."""
    spans = [Period(row.period_start, row.period_end) for row in rows]
    if not spans:
        return {"window_start": date.max, "window_end": date.min}
    around = years_around(Period(min(span.start for span in spans), max(span.end for span in spans)))
    return {"window_start": around.start, "window_end": around.end}


def _by_whose(found: Iterable[tuple[str, _Row]]) -> dict[str, tuple[_Row, ...]]:
    """Put together the rows that came with the same name, in their order."""
    grouped: dict[str, list[_Row]] = defaultdict(list)
    for whose, row in found:
        grouped[whose].append(row)
    return {whose: tuple(each) for whose, each in grouped.items()}
