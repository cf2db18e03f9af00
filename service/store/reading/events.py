"""Reads of audit events: those with a position, those that wait for one, and what commitments open to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import bindparam, select

from service.domain.principals import World
from service.store.mapping import columns_of, from_record
from service.store.reading.parties import among, farm_within
from service.store.reading.session import Session
from service.store.rows import EventRow, OpeningRow, PositionedEvent
from service.store.statement import Query
from service.store.tables import audit_tree, event_positions, events, openings, pending_events

_EVENT: Final = Query(
    EventRow,
    select(*columns_of(EventRow)).where(events.c.id == bindparam("id")),
)
_OPENING: Final = Query(
    OpeningRow,
    select(*columns_of(OpeningRow)).where(openings.c.event == bindparam("event")),
)
_PENDING: Final = select(pending_events.c.enq, pending_events.c.event).order_by(pending_events.c.enq)
_SIZE: Final = select(audit_tree.c.size)


class Events(Session):
    """Audit events."""

    def event(self, identifier: str) -> EventRow | None:
        """Return an event, whether it has a position yet or not."""
        return self._first(_EVENT, {"id": identifier})

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
            select(event_positions.c.position, *columns_of(EventRow))
            .join_from(event_positions, events, events.c.id == event_positions.c.event)
            .where(event_positions.c.position > after_position)
            .order_by(event_positions.c.position)
            .limit(limit)
        )
        if operators is not None:
            statement = statement.where(among(events.c.operator, operators))
        if jurisdiction is not None:
            statement = statement.where(farm_within(events.c.farm, jurisdiction))
        records = self._execute(statement)
        return tuple(PositionedEvent(record[0], from_record(EventRow, record, 1)) for record in records)

    def opening(self, sealing: str) -> OpeningRow | None:
        """Return what the commitments of the events with this *sealing* open to, unless it was forgotten."""
        return self._first(_OPENING, {"event": sealing})

    def pending_events(self, limit: int) -> tuple[tuple[int, str], ...]:
        """Return at most *limit* events that wait for a position, with their numbers, in the order of their arrival."""
        return tuple((enq, event) for enq, event in self.connection.execute(_PENDING.limit(limit)))

    def log_size(self) -> int:
        """Return how many events have a position."""
        return int(self.connection.execute(_SIZE).scalar_one())
