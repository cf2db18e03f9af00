"""Reads of operators and farms, and where farms lie."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, bindparam, exists, literal, or_, select

from service.domain.principals import World
from service.store.mapping import columns_of
from service.store.reading.known import knowing, known
from service.store.reading.listed import listed
from service.store.reading.session import Session
from service.store.rows import ClockMoveRow, FarmPlaceRow, FarmRow, OperatorRow
from service.store.statement import Query
from service.store.tables import clock_moves, farm_places, farms, operators
from service.store.types import Flag

_sandboxes: Final = operators.alias("sandboxes")
_OPERATOR: Final = Query(
    OperatorRow,
    select(*columns_of(OperatorRow)).where(operators.c.id == bindparam("id"), known(operators.c.created_at)),
)
FARM: Final = Query(
    FarmRow, select(*columns_of(FarmRow)).where(farms.c.id == bindparam("farm"), known(farms.c.created_at))
)
operator_of_farm: Final = select(farms.c.operator).where(farms.c.id == bindparam("farm")).scalar_subquery()
# Whoever changes what an operator has reported takes this lock first, so that two filings never pass each other unseen.
LOCKED_OPERATOR: Final = Query(
    OperatorRow,
    select(*columns_of(OperatorRow)).where(operators.c.id == operator_of_farm).with_for_update(key_share=True),
)
# PostgreSQL locks rows in the order in which it returns them.
_LOCKED: Final = Query(
    str,
    select(operators.c.id).where(listed(operators.c.id)).order_by(operators.c.id).with_for_update(key_share=True),
)
_CLOCK_MOVES: Final = Query(
    ClockMoveRow,
    select(*columns_of(ClockMoveRow))
    .where(clock_moves.c.operator == bindparam("operator"))
    .order_by(clock_moves.c.number),
)
# The order in which `in_force` takes rows.
IN_FORCE: Final = (farm_places.c.since, farm_places.c.recorded_at)
PLACES: Final = Query(
    FarmPlaceRow,
    select(*columns_of(FarmPlaceRow))
    .where(farm_places.c.farm == bindparam("farm"), known(farm_places.c.recorded_at))
    .order_by(*IN_FORCE),
)
# Where all farms of the operator of a farm lie.
_beside: Final = farms.alias("beside")
ALL_PLACES: Final = Query(
    FarmPlaceRow,
    select(*columns_of(FarmPlaceRow))
    .join_from(_beside, farms, farms.c.operator == _beside.c.operator)
    .join(farm_places, farm_places.c.farm == farms.c.id)
    .where(_beside.c.id == bindparam("farm"), known(farm_places.c.recorded_at))
    .order_by(farm_places.c.farm, *IN_FORCE),
)


def within(region: ColumnElement[str], jurisdiction: str) -> ColumnElement[bool]:
    """Tell whether *region* is the jurisdiction or a subdivision of it, as `domain.regions.lies_in` does."""
    return or_(region == jurisdiction, region.startswith(f"{jurisdiction}-", autoescape=True))


def farm_within(farm: ColumnElement[str], jurisdiction: str) -> ColumnElement[bool]:
    """Tell whether *farm* lies, or ever lay, in the jurisdiction."""
    lay_there = within(farm_places.c.region, jurisdiction), known(farm_places.c.recorded_at)
    return exists().where(farm_places.c.farm == farm, *lay_there)


def among(operator: ColumnElement[str], bounds: Collection[str] | World) -> ColumnElement[bool]:
    """Tell whether an *operator* is one of those named, or is in a world; nobody, as of law, is in the live one."""
    if not isinstance(bounds, World):
        return operator.in_(bounds)
    tries = exists().where(_sandboxes.c.id == operator, _sandboxes.c.sandbox == literal(value=True, type_=Flag()))
    return tries if bounds is World.SANDBOX else ~tries


def in_force(rows: Iterable[FarmPlaceRow]) -> tuple[FarmPlaceRow, ...]:
    """Return one row for each farm and day: of several, the one that comes last."""
    return tuple({(row.farm, row.since): row for row in rows}.values())


class Parties(Session):
    """Operators and farms."""

    def operator(self, identifier: str) -> OperatorRow | None:
        """Return an operator."""
        return self._first(_OPERATOR, {"id": identifier})

    def clock_moves(self, operator: str) -> tuple[ClockMoveRow, ...]:
        """Return how the clock of a sandbox was moved, in order."""
        return self._every(_CLOCK_MOVES, {"operator": operator})

    def operators(
        self,
        identifiers: Collection[str] | World | None,
        jurisdiction: str | None = None,
        *,
        after: str | None = None,
        limit: int = 100,
    ) -> tuple[OperatorRow, ...]:
        """
        Return at most *limit* operators after the identifier *after*, oldest first.

        *identifiers* (those, or all of a world; none: all) and *jurisdiction* (none: all; else those with a farm in it)
        bound what is seen.
        """
        statement = (
            select(*columns_of(OperatorRow)).where(known(operators.c.created_at)).order_by(operators.c.id).limit(limit)
        )
        if identifiers is not None:
            statement = statement.where(among(operators.c.id, identifiers))
        if jurisdiction is not None:
            farm = exists().where(farms.c.operator == operators.c.id, farm_within(farms.c.id, jurisdiction))
            statement = statement.where(farm)
        if after is not None:
            statement = statement.where(operators.c.id > after)
        return self._all(OperatorRow, statement)

    def farm(self, identifier: str) -> FarmRow | None:
        """Return a farm."""
        return self._first(FARM, {"farm": identifier})

    def farms(
        self,
        operators: Collection[str] | World | None,
        jurisdiction: str | None = None,
        *,
        after: str | None = None,
        limit: int = 100,
    ) -> tuple[FarmRow, ...]:
        """Return at most *limit* farms of *operators* (none: all) in *jurisdiction*, after *after*, oldest first."""
        statement = select(*columns_of(FarmRow)).where(known(farms.c.created_at)).order_by(farms.c.id).limit(limit)
        if operators is not None:
            statement = statement.where(among(farms.c.operator, operators))
        if jurisdiction is not None:
            statement = statement.where(farm_within(farms.c.id, jurisdiction))
        if after is not None:
            statement = statement.where(farms.c.id > after)
        return self._all(FarmRow, statement)

    def farm_by_reference(self, operator: str, client_reference: str) -> FarmRow | None:
        """Return the farm that the operator's own software knows by *client_reference*."""
        named = (farms.c.operator == operator, farms.c.client_reference == client_reference)
        return self._one(FarmRow, select(*columns_of(FarmRow)).where(*named))

    def places(self, farm: str, known_at: datetime | None = None) -> tuple[FarmPlaceRow, ...]:
        """
        Return where a farm lies, earliest first, one row for each day on which that changed.

        *known_at* takes away what was recorded later; none: the knowledge that all reads have here.
        """
        return in_force(self._every(PLACES, {"farm": farm, **knowing(known_at or self.known_at)}))

    def lock_operators(self, identifiers: Iterable[str]) -> None:
        """Lock operators in the order of their identifiers, so that nobody locks crosswise."""
        self._every(_LOCKED, {"names": tuple(sorted(set(identifiers)))})

    def lock_operator(self, farm: str) -> OperatorRow | None:
        """Return the operator of a farm and keep others who would lock it waiting until this unit of work ends."""
        return self._first(LOCKED_OPERATOR, {"farm": farm})
