"""Reads of what decides an erasure: rules of retention, requests, what was erased, and until when records reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, bindparam, func, select, union, union_all

from service.domain.periods import latest_day
from service.store.mapping import columns_of
from service.store.reading.openings import ERASURE, Openings
from service.store.rows import ErasureRequestRow, ErasureRow, RetentionRuleRow
from service.store.statement import Query
from service.store.tables import (
    assessments,
    erasure_requests,
    events,
    farm_places,
    farms,
    memberships,
    payments,
    reports,
    retention_rules,
)
from service.store.types import Day, Instant

_RULES: Final = Query(
    RetentionRuleRow,
    select(*columns_of(RetentionRuleRow)).order_by(retention_rules.c.recorded_at, retention_rules.c.id),
)
_REQUESTS: Final = Query(
    ErasureRequestRow,
    select(*columns_of(ErasureRequestRow))
    .where(erasure_requests.c.operator == bindparam("operator"))
    .order_by(erasure_requests.c.requested_at, erasure_requests.c.id),
)
_of: Final[ColumnElement[str]] = bindparam("operator")
# The days after those that records are about.
_ENDS: Final = union_all(
    select(func.max(reports.c.period_end, type_=Day()).label("day")).where(reports.c.operator == _of),
    select(func.max(assessments.c.period_end, type_=Day())).where(assessments.c.operator == _of),
    select(func.max(memberships.c.until, type_=Day())).where(memberships.c.operator == _of),
)
_PAID: Final = select(func.max(payments.c.paid_on, type_=Day())).where(payments.c.operator == _of)
# To ask is not to do business: a request does not put off the day on which it may be granted.
_TOLD: Final = select(func.max(events.c.occurred_at, type_=Instant())).where(
    events.c.operator == _of, events.c.type != "erasure.requested"
)
_PLACES: Final = union(
    select(farm_places.c.region)
    .join_from(farm_places, farms, farms.c.id == farm_places.c.farm)
    .where(farms.c.operator == _of),
    select(payments.c.jurisdiction).where(payments.c.operator == _of),
)
_BODIES: Final = select(events.c.body).where(events.c.operator == _of, events.c.type != "data.erased")


class Erasures(Openings):
    """What decides an erasure, and what was erased."""

    def retention_rules(self) -> tuple[RetentionRuleRow, ...]:
        """Return all rules that were ever recorded, in that order; of one jurisdiction the last one counts."""
        return self._every(_RULES)

    def erasure_requests(self, operator: str) -> tuple[ErasureRequestRow, ...]:
        """Return who asked for the data of *operator* to be erased, first to last."""
        return self._every(_REQUESTS, {"operator": operator})

    def erasure(self, operator: str) -> ErasureRow | None:
        """Return how the data of *operator* were erased, if they were."""
        return self._first(ERASURE, {"operator": operator})

    def record_days(self, operator: str) -> tuple[date | None, date | None]:
        """
        Return the day after the last that a record of *operator* is about, and the day of the last that was told of it.

        Days paid and told count with the days that reports and assessments are about; none where there is nothing. The
        day on which something was told is the latest that it was anywhere: no term counted from it ends too early.
        """
        ends = [record[0] for record in self._execute(_ENDS, {"operator": operator}) if record[0] is not None]
        paid = self._execute(_PAID, {"operator": operator}).scalar()
        told = self._execute(_TOLD, {"operator": operator}).scalar()
        last = [day for day in (paid, latest_day(told) if told else None) if day is not None]
        return max(ends, default=None), max(last, default=None)

    def places_of_operator(self, operator: str) -> frozenset[str]:
        """Return every region in which a farm of *operator* ever lay, and every jurisdiction to which it paid."""
        return frozenset(record[0] for record in self._execute(_PLACES, {"operator": operator}))

    def event_bodies(self, operator: str) -> Iterator[bytes]:
        """Yield the bytes of all events of *operator*, but for that of an erasure."""
        for record in self._execute(_BODIES, {"operator": operator}):
            yield bytes(record[0])
