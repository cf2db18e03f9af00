"""Reads of the audit log as a tree: its size and root, what waits for it, leaves, tiles, streams and checkpoints."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any, Final, TypeVar

from sqlalchemy import Column, ColumnElement, Integer, ScalarSelect, Select, Text, and_, bindparam, func, select

from service.evidence.merkle import HASH_BYTES
from service.evidence.tiles import Tile, edge_of
from service.store.mapping import columns_of
from service.store.reading.session import Session
from service.store.rows import CheckpointRow, LogEntry, LogTree, ReadBack, StreamRow, TileRow, WaitingEvent
from service.store.schema import COUNTER
from service.store.statement import Query
from service.store.tables import audit_tree, checkpoints, events, leaves, pending_events, streams, tiles

_Entry = TypeVar("_Entry", LogEntry, ReadBack)


def _of(found: Column[Any], where: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Ask for a column of the one row that there is, or none."""
    return select(found).where(where).scalar_subquery()


_TREE: Final = Query(LogTree, select(audit_tree.c.size, audit_tree.c.root))
_limit: Final = bindparam("limit", type_=Integer())
# What belongs to a row of another table is asked for row by row, and not joined: a plan for a join that was made while
# the tables were empty goes over all of them for each row (docs/decisions/0092).
_queued: Final = (
    select(
        pending_events.c.enq,
        pending_events.c.event,
        func.coalesce(_of(events.c.operator, events.c.id == pending_events.c.event), "", type_=Text()).label(
            "operator"
        ),
        _of(events.c.body, events.c.id == pending_events.c.event).label("body"),
    )
    .order_by(pending_events.c.enq)
    .limit(_limit)
    .subquery("queued")
)
_WAITING: Final = Query(
    WaitingEvent,
    select(
        *_queued.c,
        func.coalesce(_of(streams.c.count, streams.c.operator == _queued.c.operator), 0, type_=COUNTER),
        _of(streams.c.head, streams.c.operator == _queued.c.operator),
    )
    .where(_queued.c.body.is_not(None))
    .order_by(_queued.c.enq),
)
TILE: Final = Query(
    TileRow,
    select(*columns_of(TileRow)).where(tiles.c.level == bindparam("level"), tiles.c.number == bindparam("number")),
)
_STREAM: Final = Query(StreamRow, select(*columns_of(StreamRow)).where(streams.c.operator == bindparam("operator")))
LAST_CHECKPOINT: Final = Query(
    CheckpointRow, select(*columns_of(CheckpointRow)).order_by(checkpoints.c.size.desc()).limit(1)
)
_CHECKPOINT_OVER: Final = Query(
    CheckpointRow,
    select(*columns_of(CheckpointRow))
    .where(checkpoints.c.size > bindparam("position", type_=COUNTER))
    .order_by(checkpoints.c.size)
    .limit(1),
)


def _entries() -> Select[Any]:
    return select(
        leaves.c.position,
        leaves.c.event,
        leaves.c.operator,
        leaves.c.n,
        leaves.c.prev,
        leaves.c.hash,
        _of(events.c.body, events.c.id == leaves.c.event),
    )


_ENTRIES: Final = Query(
    LogEntry,
    _entries()
    .where(
        leaves.c.position >= bindparam("start", type_=COUNTER),
        leaves.c.position < bindparam("end", type_=COUNTER),
    )
    .order_by(leaves.c.position),
)
_before: Final = leaves.alias("before")
_READ_BACK: Final = Query(
    ReadBack,
    select(
        leaves.c.position,
        leaves.c.n,
        leaves.c.prev,
        leaves.c.hash,
        _of(events.c.body, events.c.id == leaves.c.event),
        _of(events.c.sha256, events.c.id == leaves.c.event),
        _of(_before.c.hash, and_(_before.c.operator == leaves.c.operator, _before.c.n == leaves.c.n - 1)),
    )
    .where(
        leaves.c.position >= bindparam("start", type_=COUNTER),
        leaves.c.position < bindparam("end", type_=COUNTER),
    )
    .order_by(leaves.c.position),
)
_WAITS: Final = Query(
    lambda event: event, select(pending_events.c.event).where(pending_events.c.event == bindparam("event")).limit(1)
)
ENTRY_OF: Final = Query(LogEntry, _entries().where(leaves.c.event == bindparam("event")))
OF_STREAM: Final = Query(
    LogEntry,
    _entries()
    .where(
        leaves.c.operator == bindparam("operator"),
        leaves.c.n >= bindparam("start", type_=COUNTER),
        leaves.c.position < bindparam("size", type_=COUNTER),
    )
    .order_by(leaves.c.n)
    .limit(_limit),
)


class LogReads(Session):
    """The audit log as a tree."""

    def log_tree(self) -> LogTree:
        """Return how many leaves the log has, and their root."""
        return self._every(_TREE)[0]

    def waiting_events(self, limit: int) -> tuple[WaitingEvent, ...]:
        """Return at most *limit* events that wait for a leaf, in the order of their arrival."""
        return self._every(_WAITING, {"limit": limit})

    def log_edge(self, size: int) -> list[tuple[Tile, bytes]]:
        """Return the partial tiles of the tree of *size*, lower levels first; one that is not there has no bytes."""
        edge = list(edge_of(size))
        found = self._fetch(*[(TILE, {"level": tile.level, "number": tile.number}) for tile in edge]) if edge else []
        return [(tile, _first(rows, tile)) for tile, rows in zip(edge, found, strict=True)]

    def log_tile(self, tile: Tile) -> bytes | None:
        """Return the data of *tile*, as wide as it says; nothing while the log has no such tile."""
        kept = self._first(TILE, {"level": tile.level, "number": tile.number})
        return _first([kept], tile) if kept is not None and kept.width >= tile.width else None

    def log_entries(self, start: int, end: int) -> tuple[LogEntry, ...]:
        """Return what the leaves from *start* to before *end* are made of, in their order, as far as it is there."""
        return _whole(self._every(_ENTRIES, {"start": start, "end": end}))

    def read_back(self, start: int, end: int) -> tuple[ReadBack, ...]:
        """Return the same for whoever signs it: with what it has to agree with."""
        return _whole(self._every(_READ_BACK, {"start": start, "end": end}))

    def log_entry(self, event: str) -> LogEntry | None:
        """Return what the leaf of an event is made of, without *body* where that is gone; nothing while it has none."""
        return self._first(ENTRY_OF, {"event": event})

    def waits_for_leaf(self, event: str) -> bool:
        """Tell whether an event is in the queue of those that wait for a leaf."""
        return self._first(_WAITS, {"event": event}) is not None

    def stream(self, operator: str) -> StreamRow | None:
        """Return the stream of an operator, of none for the empty name; nothing while it has no leaf."""
        return self._first(_STREAM, {"operator": operator})

    def stream_entries(self, operator: str, size: int, *, start: int = 0, limit: int) -> tuple[LogEntry, ...]:
        """Return at most *limit* entries of a stream in the tree of *size*, from its number *start* on."""
        return self._every(OF_STREAM, {"operator": operator, "size": size, "start": start, "limit": limit})

    def last_checkpoint(self) -> CheckpointRow | None:
        """Return the checkpoint of the largest tree that was signed."""
        return self._first(LAST_CHECKPOINT)

    def checkpoint_over(self, position: int) -> CheckpointRow | None:
        """Return the checkpoint of the smallest tree that was signed with the leaf *position* in it."""
        return self._first(_CHECKPOINT_OVER, {"position": position})


def _whole(entries: Iterable[_Entry]) -> tuple[_Entry, ...]:
    """Leave out those whose event is gone, which a foreign key keeps from happening and a disk does not."""
    return tuple(filter(attrgetter("body"), entries))


def _first(rows: list[TileRow], tile: Tile) -> bytes:
    """Return as many hashes as *tile* is wide of the one row that there is."""
    return rows[0].data[: tile.width * HASH_BYTES] if rows else b""
