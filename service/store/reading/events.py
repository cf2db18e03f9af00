"""Reads of audit events: those with a position, in its order."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Select, bindparam, select

from service.domain.principals import World
from service.store.mapping import columns_of, from_record
from service.store.reading.parties import among, farm_within
from service.store.reading.session import Session
from service.store.rows import EventRow, PositionedEvent
from service.store.statement import Query
from service.store.tables import events, leaves

_EVENT: Final = Query(
    EventRow,
    select(*columns_of(EventRow)).where(events.c.id == bindparam("id")),
)
_TOLD: Final = Query(
    EventRow,
    select(*columns_of(EventRow))
    .where(
        events.c.id >= bindparam("first"),
        events.c.id < bindparam("end"),
        events.c.operator == bindparam("operator"),
        events.c.type == bindparam("type"),
    )
    .order_by(events.c.id),
)


class Events(Session):
    """Audit events."""

    def event(self, identifier: str) -> EventRow | None:
        """Return an event, whether it has a position yet or not."""
        return self._first(_EVENT, {"id": identifier})

    def seen_event(
        self, identifier: str, operators: Collection[str] | World | None, jurisdiction: str | None = None
    ) -> EventRow | None:
        """Return an event that is seen within these bounds, whether it has a position yet or not."""
        statement = select(*columns_of(EventRow)).where(events.c.id == identifier)
        return self._one(EventRow, _seen(statement, operators, jurisdiction))

    def events_told(self, operator: str, kind: str, first: str, end: str) -> tuple[EventRow, ...]:
        """Return the events of *kind* of an operator whose identifiers are from *first* to before *end*, in order."""
        return self._every(_TOLD, {"operator": operator, "type": kind, "first": first, "end": end})

    def events(
        self,
        operators: Collection[str] | World | None,
        jurisdiction: str | None = None,
        *,
        after_position: int = -1,
        limit: int = 100,
    ) -> tuple[PositionedEvent, ...]:
        """
        Return at most *limit* events in the order of the log, from the position after *after_position* on.

        *operators* (those, or all of a world; none: all) and *jurisdiction* (none: all; else events of farms in it)
        bound what is seen. What has no position yet is not returned: no event ever appears before one that was returned
        earlier.
        """
        statement = (
            select(leaves.c.position, *columns_of(EventRow))
            .join_from(leaves, events, events.c.id == leaves.c.event)
            .where(leaves.c.position > after_position)
            .order_by(leaves.c.position)
            .limit(limit)
        )
        records = self._execute(_seen(statement, operators, jurisdiction))
        return tuple(PositionedEvent(record[0], from_record(EventRow, record, 1)) for record in records)


def _seen(statement: Select[Any], operators: Collection[str] | World | None, jurisdiction: str | None) -> Select[Any]:
    if operators is not None:
        statement = statement.where(among(events.c.operator, operators))
    if jurisdiction is not None:
        statement = statement.where(farm_within(events.c.farm, jurisdiction))
    return statement
