"""Reads for proofs: what a leaf and its checkpoint are, and the tiles of a proof, each in one round trip."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from sqlalchemy import bindparam, select

from service.evidence.merkle import HASH_BYTES
from service.evidence.tiles import Tile
from service.store.mapping import columns_of
from service.store.reading.log import ENTRY_OF, LAST_CHECKPOINT, TILE
from service.store.reading.session import Session
from service.store.rows import CheckpointRow, EventRow, LogEntry
from service.store.schema import COUNTER
from service.store.statement import Query
from service.store.tables import events, leaves, streams


class StreamHead(NamedTuple):
    """The last leaf of a stream in some tree: its number in the stream and its hash; *salt* is the stream's own."""

    operator: str
    salt: bytes
    n: int
    leaf: bytes


_size: Final = bindparam("size", type_=COUNTER)
_EVENT: Final = Query(EventRow, select(*columns_of(EventRow)).where(events.c.id == bindparam("event")))
_LATEST_OF_NONE: Final = Query(
    lambda event: event,
    select(leaves.c.event)
    .join_from(leaves, events, events.c.id == leaves.c.event)
    .where(leaves.c.operator == "", leaves.c.position < _size, events.c.type == bindparam("type"))
    .order_by(leaves.c.n.desc())
    .limit(1),
)
_below: Final = leaves.alias("below")
# From the end of a stream backwards, over those leaves only that are not in the tree: `max` would go over all of it.
_last: Final = (
    select(_below.c.n)
    .where(_below.c.operator == streams.c.operator, _below.c.position < _size)
    .order_by(_below.c.n.desc())
    .limit(1)
    .correlate(streams)
    .scalar_subquery()
)
_HEADS: Final = Query(
    StreamHead,
    select(streams.c.operator, streams.c.salt, leaves.c.n, leaves.c.hash)
    .join_from(streams, leaves, leaves.c.operator == streams.c.operator)
    .where(leaves.c.n == _last),
)


class InclusionReads(Session):
    """What proofs are made of."""

    def inclusion(self, events: Collection[str]) -> tuple[CheckpointRow | None, list[LogEntry | None]]:
        """Return the last checkpoint, and what the leaf of each of *events* is made of; nothing where it has none."""
        checkpoints, *entries = self._fetch(
            (LAST_CHECKPOINT, {}), *((ENTRY_OF, {"event": event}) for event in dict.fromkeys(events))
        )
        return (checkpoints[0] if checkpoints else None), [found[0] if found else None for found in entries]

    def log_tiles(self, wanted: Collection[Tile]) -> dict[Tile, bytes]:
        """Return the data of tiles, each as wide as it says, or as what is kept of it."""
        asked = list(wanted)
        if not asked:
            return {}
        found = self._fetch(*((TILE, {"level": tile.level, "number": tile.number}) for tile in asked))
        return {
            tile: rows[0].data[: tile.width * HASH_BYTES] if rows else b""
            for tile, rows in zip(asked, found, strict=True)
        }

    def events_named(self, identifiers: Collection[str]) -> dict[str, EventRow]:
        """Return events by their identifiers."""
        asked = list(identifiers)
        found = self._fetch(*((_EVENT, {"event": event}) for event in asked)) if asked else []
        return {rows[0].id: rows[0] for rows in found if rows}

    def latest_of_none(self, kind: str, size: int) -> LogEntry | None:
        """Return what the latest leaf in the tree of *size* is made of whose event is of *kind* and of no operator."""
        event = self._first(_LATEST_OF_NONE, {"type": kind, "size": size})
        return None if event is None else self._first(ENTRY_OF, {"event": event})

    def stream_heads(self, size: int) -> tuple[StreamHead, ...]:
        """Return the head of each stream that has a leaf in the tree of *size*."""
        return self._every(_HEADS, {"size": size})
