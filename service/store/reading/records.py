"""Reads of all that an operator has reported around some days: what it takes to assess it beside others."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, bindparam, select

from service.domain.periods import Period
from service.store.mapping import columns_of
from service.store.reading.assessments import current_assessments_of
from service.store.reading.parties import IN_FORCE, in_force
from service.store.reading.reports import accepted_of
from service.store.reading.session import Session
from service.store.rows import AcceptedRow, AssessmentRow, FarmPlaceRow
from service.store.statement import Query, Values
from service.store.tables import farm_places, farms

# Noon of the easternmost place is the day before yesterday in the westernmost: by so much a day can differ.
BESIDE: Final = timedelta(days=2)
_operator: Final[ColumnElement[str]] = bindparam("operator")
_PLACES: Final = Query(
    FarmPlaceRow,
    select(*columns_of(FarmPlaceRow))
    .join_from(farms, farm_places, farm_places.c.farm == farms.c.id)
    .where(farms.c.operator == _operator)
    .order_by(farm_places.c.farm, *IN_FORCE),
)
_ACCEPTED: Final = Query(AcceptedRow, accepted_of(_operator))
_ACCEPTED_THEN: Final = Query(AcceptedRow, accepted_of(_operator, bindparam("known_at")))
_CURRENT: Final = Query(AssessmentRow, current_assessments_of(_operator))


class Records(NamedTuple):
    """
    Where the farms of an operator lie, what counts of its reports, and its assessments that no other one supersedes.

    Reports and assessments as far as they touch the years of the days asked for and of the days beside these.
    """

    operator: str
    places: tuple[FarmPlaceRow, ...]
    accepted: tuple[AcceptedRow, ...]
    current: tuple[AssessmentRow, ...]


def years_around(period: Period) -> Period:
    """Return the years of *period* and of the days beside it, and days beside these: no tax period reaches further."""
    start, end = period.start - BESIDE, period.end + BESIDE
    return Period(date(start.year, 1, 1) - BESIDE, date(end.year + 1, 1, 1) + BESIDE)


class EveryRecord(Session):
    """What several operators have reported."""

    def records(
        self, operators: Collection[str], period: Period, known_at: datetime | None = None
    ) -> tuple[Records, ...]:
        """
        Return the records of each of *operators* around *period*, in their order, in one round trip where that can be.

        *known_at* takes away what was recorded later, and leaves the assessments out: none is superseded then.
        """
        around = years_around(period)
        window: Values = {"window_start": around.start, "window_end": around.end}
        if known_at is not None:
            window = {**window, "known_at": known_at}
        reads = (_PLACES, _ACCEPTED, _CURRENT) if known_at is None else (_PLACES, _ACCEPTED_THEN)
        asked = [(read, {**window, "operator": operator}) for operator in operators for read in reads]
        found = iter(self._fetch(*asked) if asked else ())
        return tuple(
            Records(
                operator,
                in_force(row for row in next(found) if known_at is None or row.recorded_at <= known_at),
                tuple(next(found)),
                tuple(next(found)) if known_at is None else (),
            )
            for operator in operators
        )
