"""Reads ahead: all that making many assessments again will ask for, in a handful of statements, not many a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol, TypeVar

from sqlalchemy import Select, and_, exists, select

from service.domain.periods import Period
from service.store.mapping import columns_of, from_record
from service.store.reading.parties import IN_FORCE, in_force
from service.store.reading.records import Records, years_around
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
from service.store.tables import (
    assessment_inputs,
    assessment_quotes,
    assessments,
    farm_places,
    farms,
    memberships,
    operators,
    revisions,
)

_Row = TypeVar("_Row")
_later: Final = revisions.alias("later")
_counts: Final = ~exists().where(_later.c.report == revisions.c.report, _later.c.revision == revisions.c.revision + 1)
_INPUTS: Final = (
    select(assessment_inputs.c.assessment, *columns_of(RevisionRow))
    .join_from(
        assessment_inputs,
        revisions,
        and_(assessment_inputs.c.report == revisions.c.report, assessment_inputs.c.revision == revisions.c.revision),
    )
    .order_by(assessment_inputs.c.assessment, assessment_inputs.c.position)
)
_PLACES: Final = (
    select(farms.c.operator, *columns_of(FarmPlaceRow))
    .join_from(farms, farm_places, farm_places.c.farm == farms.c.id)
    .order_by(farm_places.c.farm, *IN_FORCE)
)
_COUNTING: Final = (
    select(farms.c.operator, *columns_of(RevisionRow))
    .join_from(farms, revisions, revisions.c.farm == farms.c.id)
    .where(_counts)
    .order_by(revisions.c.farm, revisions.c.period_start, revisions.c.report)
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
    counting: dict[str, tuple[RevisionRow, ...]]
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
            AcceptedRow.of(row)
            for row in self._found.counting.get(operator, ())
            if row.period_start < around.end and row.period_end > around.start
        )
        return Records(operator, in_force(self._found.owned.get(operator, ())), accepted, ())


class Ahead(Session):
    """Reads of what many assessments are about."""

    def superseded(self, rows: Iterable[AssessmentRow]) -> frozenset[str]:
        """Return the identifiers of those assessments that another one supersedes."""
        named = [row.id for row in rows]
        return frozenset(self._names(select(assessments.c.supersedes).where(assessments.c.supersedes.in_(named))))

    def quoting(self, rows: Iterable[AssessmentRow]) -> frozenset[str]:
        """Return the identifiers of those assessments that asked for a price or a rate."""
        named, asked = [row.id for row in rows], assessment_quotes.c.assessment
        return frozenset(self._names(select(asked).distinct().where(asked.in_(named))))

    def read_ahead(self, source: Source, rows: Sequence[AssessmentRow]) -> ReadAhead:
        """Read all that making *rows* again will ask for; *source* is asked for what turns out to be missing."""
        named, whose = [row.id for row in rows], sorted({row.operator for row in rows})
        inputs = self._by(RevisionRow, _INPUTS.where(assessment_inputs.c.assessment.in_(named)))
        owned = self._by(FarmPlaceRow, _PLACES.where(farms.c.operator.in_(whose)))
        counting = self._by(RevisionRow, self._counting(whose, rows))
        known = self._all(OperatorRow, select(*columns_of(OperatorRow)).where(operators.c.id.in_(whose)))
        places: dict[str, list[FarmPlaceRow]] = defaultdict(list)
        for row in (row for each in owned.values() for row in each):
            places[row.farm].append(row)
        grouped = select(memberships.c.operator).distinct().where(memberships.c.operator.in_(whose))
        found = _Found(
            inputs=inputs,
            operators={row.id: row for row in known},
            owned=owned,
            places={farm: tuple(each) for farm, each in places.items()},
            counting=counting,
            revisions={(row.report, row.revision): row for each in counting.values() for row in each},
            grouped=frozenset(self._names(grouped)),
        )
        return ReadAhead(source, found)

    def _counting(self, whose: Sequence[str], rows: Sequence[AssessmentRow]) -> Select[Any]:
        if not rows:
            return _COUNTING.where(farms.c.operator.in_(whose))
        first, last = min(row.period_start for row in rows), max(row.period_end for row in rows)
        around = years_around(Period(first, last))
        return _COUNTING.where(
            farms.c.operator.in_(whose),
            revisions.c.period_start < around.end,
            revisions.c.period_end > around.start,
        )

    def _by(self, kind: type[_Row], statement: Select[Any]) -> dict[str, tuple[_Row, ...]]:
        """Return the rows that *statement* finds by its first column, in its order."""
        found: dict[str, list[_Row]] = defaultdict(list)
        for record in self.connection.execute(statement):
            found[record[0]].append(from_record(kind, record, 1))
        return {name: tuple(each) for name, each in found.items()}

    def _names(self, statement: Select[Any]) -> Sequence[str]:
        return self.connection.execute(statement).scalars().all()
