"""Reads of what obligations follow from: an operator's farms and first reports, decisions and locks of authorities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select

from service.domain.principals import World
from service.store.mapping import columns_of
from service.store.reading.known import knowing, known
from service.store.reading.parties import among
from service.store.reading.session import Session
from service.store.rows import FarmPlaceRow, FarmRow, ObligationDecisionRow, PeriodLockRow, PeriodUnlockRow
from service.store.statement import Query
from service.store.tables import farm_places, farms, obligation_decisions, period_locks, period_unlocks, revisions


class HeldLock(NamedTuple):
    """A lock, and what ended it, if anything."""

    lock: PeriodLockRow
    unlock: PeriodUnlockRow | None


class FirstReport(NamedTuple):
    """The first day that a farm ever reported."""

    farm: str
    day: date


_FARMS: Final = Query(
    FarmRow,
    select(*columns_of(FarmRow))
    .where(farms.c.operator == bindparam("operator"), known(farms.c.created_at))
    .order_by(farms.c.id),
)
_PLACES: Final = Query(
    FarmPlaceRow,
    select(*columns_of(FarmPlaceRow))
    .join_from(farm_places, farms, farm_places.c.farm == farms.c.id)
    .where(farms.c.operator == bindparam("operator"), known(farm_places.c.recorded_at))
    .order_by(farm_places.c.farm, farm_places.c.since, farm_places.c.recorded_at),
)
_FIRST_REPORTS: Final = Query(
    FirstReport,
    select(revisions.c.farm, func.min(revisions.c.period_start, type_=revisions.c.period_start.type))
    .join_from(revisions, farms, revisions.c.farm == farms.c.id)
    .where(farms.c.operator == bindparam("operator"), known(revisions.c.submitted_at))
    .group_by(revisions.c.farm),
)
_DECISIONS: Final = Query(
    ObligationDecisionRow,
    select(*columns_of(ObligationDecisionRow))
    .where(
        obligation_decisions.c.operator == bindparam("operator"),
        known(obligation_decisions.c.recorded_at),
    )
    .order_by(obligation_decisions.c.recorded_at, obligation_decisions.c.id),
)


def _holding(*members: object) -> HeldLock:
    lock, unlock = members[: len(columns_of(PeriodLockRow))], members[len(columns_of(PeriodLockRow)) :]
    ended = None if unlock[0] is None else PeriodUnlockRow(*unlock)  # type: ignore[arg-type] # by their columns
    return HeldLock(PeriodLockRow(*lock), ended)  # type: ignore[arg-type] # by their columns


_locks: Final = (
    select(*columns_of(PeriodLockRow), *columns_of(PeriodUnlockRow))
    .outerjoin_from(
        period_locks,
        period_unlocks,
        and_(period_unlocks.c.lock == period_locks.c.id, known(period_unlocks.c.recorded_at)),
    )
    .where(known(period_locks.c.recorded_at))
    .order_by(period_locks.c.id)
)
_LOCK: Final = Query(_holding, _locks.where(period_locks.c.id == bindparam("id")))
_HOLDING: Final = Query(
    _holding,
    _locks.where(
        period_unlocks.c.lock.is_(None),
        or_(period_locks.c.operator.is_(None), period_locks.c.operator == bindparam("operator")),
        period_locks.c.period_start < bindparam("end"),
        period_locks.c.period_end > bindparam("start"),
    ),
)


class Obligations(Session):
    """What obligations follow from, but for the law and the assessments."""

    def farms_of(self, operator: str, known_at: datetime) -> tuple[FarmRow, ...]:
        """Return every farm of *operator* that was registered by *known_at*."""
        return self._every(_FARMS, {"operator": operator, **knowing(known_at)})

    def places_of(self, operator: str, known_at: datetime) -> tuple[FarmPlaceRow, ...]:
        """Return where the farms of *operator* were, as recorded by *known_at*: by farm, day and recording."""
        return self._every(_PLACES, {"operator": operator, **knowing(known_at)})

    def first_reports(self, operator: str, known_at: datetime) -> Mapping[str, date]:
        """Return the first day that each farm of *operator* had reported by *known_at*."""
        found = self._every(_FIRST_REPORTS, {"operator": operator, **knowing(known_at)})
        return {first.farm: first.day for first in found}

    def obligation_decisions(self, operator: str, known_at: datetime) -> tuple[ObligationDecisionRow, ...]:
        """Return what authorities had decided about obligations of *operator* by *known_at*, in order."""
        return self._every(_DECISIONS, {"operator": operator, **knowing(known_at)})

    def period_lock(self, identifier: str) -> HeldLock | None:
        """Return a lock."""
        return self._first(_LOCK, {"id": identifier})

    def locks_on(self, operator: str, start: date, end: date) -> tuple[PeriodLockRow, ...]:
        """Return the locks that hold now, touch a day of [*start*, *end*), and concern *operator* or everybody."""
        held = self._every(_HOLDING, {"operator": operator, "start": start, "end": end})
        return tuple(each.lock for each in held)

    def period_locks(
        self, jurisdiction: str | None, operators: frozenset[str] | World, *, after: str | None, limit: int
    ) -> tuple[HeldLock, ...]:
        """Return at most *limit* locks after *after*: of a jurisdiction, and of *operators* or of everybody."""
        statement = _locks.limit(limit)
        if jurisdiction is not None:
            statement = statement.where(period_locks.c.jurisdiction == jurisdiction)
        statement = statement.where(or_(period_locks.c.operator.is_(None), among(period_locks.c.operator, operators)))
        if after is not None:
            statement = statement.where(period_locks.c.id > after)
        return tuple(_holding(*record) for record in self._execute(statement))
