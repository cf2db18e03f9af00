"""What a sequencer does to the audit log: in its own transaction, each step at once and none of it twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol, cast

from sqlalchemy import Connection, bindparam, delete, select, update

from service.evidence.tiles import Tile
from service.store.dialect import Dialect
from service.store.mapping import Writing
from service.store.rows import LeafRow, StreamRow, TileRow
from service.store.schema import COUNTER
from service.store.statement import Statement
from service.store.tables import audit_tree, leaves, pending_events, streams, tiles

_SWAP: Final = (
    update(audit_tree)
    .where(audit_tree.c.size == bindparam("old_size"), audit_tree.c.root == bindparam("old_root"))
    .values(size=bindparam("new_size"), root=bindparam("new_root"))
)
_WIDEN: Final = Statement(
    update(tiles)
    .where(tiles.c.level == bindparam("of_level"), tiles.c.number == bindparam("of_number"))
    .values(width=bindparam("width"), data=bindparam("data"))
)
_MOVE: Final = Statement(
    update(streams)
    .where(streams.c.operator == bindparam("of_operator"))
    .values(count=bindparam("count", type_=COUNTER), head=bindparam("head"))
)
# Those that wait within some numbers and have a leaf: thousands of numbers by name cost more. Each is asked for by
# itself, as in `reading.log`.
_TAKE: Final = delete(pending_events).where(
    pending_events.c.enq.between(bindparam("first"), bindparam("last")),
    select(leaves.c.position).where(leaves.c.event == pending_events.c.event).scalar_subquery().is_not(None),
)


class Tree(Protocol):
    """How many leaves the log has, and their root."""

    @property
    def size(self) -> int: ...  # noqa: D102 -- the members are those of the table
    @property
    def root(self) -> bytes: ...  # noqa: D102


class Leaf(Protocol):
    """What a `LeafRow` has."""

    @property
    def position(self) -> int: ...  # noqa: D102 -- the members are those of `LeafRow`
    @property
    def event(self) -> str: ...  # noqa: D102
    @property
    def operator(self) -> str: ...  # noqa: D102
    @property
    def n(self) -> int: ...  # noqa: D102
    @property
    def prev(self) -> bytes: ...  # noqa: D102
    @property
    def hash(self) -> bytes: ...  # noqa: D102


class Stream(Protocol):
    """What a `StreamRow` has."""

    @property
    def operator(self) -> str: ...  # noqa: D102 -- the members are those of `StreamRow`
    @property
    def salt(self) -> bytes: ...  # noqa: D102
    @property
    def count(self) -> int: ...  # noqa: D102
    @property
    def head(self) -> bytes: ...  # noqa: D102


class Appending:
    """
    The steps of one transaction that appends to the log.

    Unlike the rows of a unit of work, what is given here is written at once, because the sequencer is to be stopped
    between any two steps in the tests. `swap` comes first: whoever lost the race has done nothing yet then.
    """

    def __init__(self, connection: Connection, dialect: Dialect, writings: Mapping[type, Writing]) -> None:
        """Take a connection whose transaction has begun."""
        self._connection = connection
        if dialect.hurry:
            connection.exec_driver_sql(dialect.hurry)
        self._dialect = dialect
        self._writings = writings

    def swap(self, before: Tree, after: Tree) -> bool:
        """Put the tree *after* in the place of *before*; false, and nothing done, when the log has another by now."""
        trees = {
            "old_size": before.size,
            "old_root": before.root,
            "new_size": after.size,
            "new_root": after.root,
        }
        return self._connection.execute(_SWAP, trees).rowcount == 1

    def add_leaves(self, added: Sequence[Leaf]) -> None:
        """Keep leaves."""
        self._insert(LeafRow, added)

    def begin_tile(self, tile: Tile, data: bytes) -> None:
        """Keep a tile that was not there."""
        self._insert(TileRow, [TileRow(cast("int", tile.level), tile.number, tile.width, data)])

    def widen_tile(self, tile: Tile, data: bytes) -> None:
        """Keep more of a tile than there was."""
        place = {"of_level": tile.level, "of_number": tile.number}
        self._dialect.write(self._pooled, [(_WIDEN, {**place, "width": tile.width, "data": data})], [])

    def begin_streams(self, begun: Sequence[Stream]) -> None:
        """Keep streams that had no leaf."""
        self._insert(StreamRow, begun)

    def move_streams(self, moved: Iterable[Stream]) -> None:
        """Say of streams how many leaves they have now, and the hash of the last; their salts stay."""
        changes = [
            (_MOVE, {"of_operator": stream.operator, "count": stream.count, "head": stream.head}) for stream in moved
        ]
        self._dialect.write(self._pooled, changes, [])

    def take(self, first: int, last: int) -> None:
        """Take the events that have leaves now and wait under the numbers from *first* to *last* from the queue."""
        self._connection.execute(_TAKE, {"first": first, "last": last})

    @property
    def _pooled(self) -> Any:
        return self._connection.connection

    def _insert(self, kind: type, rows: Sequence[object]) -> None:
        if rows:
            self._dialect.write(self._pooled, [], [(self._writings[kind], list(rows))])
