"""The audit log as a tree: leaves in the place of bare positions, tiles, the streams of operators, checkpoints."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

from service.audit.growth import EMPTY, Filled, Growth, Stream, Tree, grow
from service.store import guards, log_guards
from service.store.schema import COUNTER, column, key
from service.store.types import Canonical, Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BATCH = 5000
_POSITIONS_KEYS: tuple[guards.Key, ...] = (("position",), ("event",))

_events = sa.table(
    "events", sa.column("id", sa.Text()), sa.column("operator", sa.Text()), sa.column("body", Canonical())
)
_positions = sa.table("event_positions", sa.column("position", COUNTER), sa.column("event", sa.Text()))
_tree = sa.table("audit_tree", sa.column("id"), sa.column("size", COUNTER), sa.column("root", sa.LargeBinary()))


class Placed(NamedTuple):
    """An event that has its position; *n* and *prev* are what follows in its stream on the leaves before this batch."""

    enq: int
    event: str
    operator: str
    body: bytes
    n: int
    prev: bytes | None


def upgrade() -> None:
    """
    Create the tables, turn every position into a leaf, in the same order, and guard them.

    A leaf's form is for ever, so what makes leaves here is what makes them in the service.

    Raises:
        RuntimeError: positions are missing or too many: a log that was never whole cannot be proven.
    """
    size = op.get_bind().scalar(sa.select(_tree.c.size))
    leaves, tiles, streams = _create_log()
    tree = _grow(leaves, tiles, streams)
    if tree.size != size:
        message = f"the audit log counts {size} events, and {tree.size} follow one another from position 0"
        raise RuntimeError(message)
    _replace_tree(sa.Column("root", sa.LargeBinary(), nullable=False), root=tree.root, size=tree.size)
    op.drop_table("event_positions")
    for statement in log_guards.sqlite() if _is_sqlite() else log_guards.postgresql():
        op.execute(statement)


def downgrade() -> None:
    """Keep the positions only. Going up makes the same leaves of them; checkpoints and salts of streams are lost."""
    op.create_table(
        "event_positions",
        key("position", COUNTER),
        column("event", sa.Text(), sa.ForeignKey("events.id")),
        sa.UniqueConstraint("event"),
        sqlite_strict=True,
    )
    op.execute("INSERT INTO event_positions (position, event) SELECT position, event FROM leaves")
    _replace_tree(size=op.get_bind().scalar(sa.select(_tree.c.size)))
    for table in ("checkpoints", "streams", "tiles", "leaves"):
        op.drop_table(table)
    for statement in _old_guards():
        op.execute(statement)


def _create_log() -> tuple[sa.Table, sa.Table, sa.Table]:
    """Leaves, tiles, streams; and checkpoints."""
    leaves = op.create_table(
        "leaves",
        key("position", COUNTER),
        column("event", sa.Text(), sa.ForeignKey("events.id")),
        column("operator", sa.Text()),
        column("n", COUNTER),
        column("prev", sa.LargeBinary()),
        column("hash", sa.LargeBinary()),
        sa.UniqueConstraint("event"),
        sa.UniqueConstraint("operator", "n"),
        sa.CheckConstraint("length(prev) = 32 AND length(hash) = 32", name="hashes"),
        sqlite_strict=True,
    )
    tiles = op.create_table(
        "tiles",
        key("level", sa.Integer()),
        key("number", COUNTER),
        column("width", sa.Integer()),
        column("data", sa.LargeBinary()),
        sa.CheckConstraint("width BETWEEN 1 AND 256 AND length(data) = 32 * width", name="hashes"),
        sqlite_strict=True,
    )
    streams = op.create_table(
        "streams",
        key("operator", sa.Text()),
        column("salt", sa.LargeBinary()),
        column("count", COUNTER),
        column("head", sa.LargeBinary()),
        sa.CheckConstraint("length(salt) = 32 AND length(head) = 32", name="hashes"),
        sqlite_strict=True,
    )
    op.create_table(
        "checkpoints",
        key("size", COUNTER),
        column("root", sa.LargeBinary()),
        column("note", sa.Text()),
        column("made_at", Instant()),
        sqlite_strict=True,
    )
    return leaves, tiles, streams


def _grow(leaves: sa.Table, tiles: sa.Table, streams: sa.Table) -> Tree:
    """Keep the leaves of all positions with their tiles and streams, batch by batch, and return the tree."""
    tree, edge, known = EMPTY, tuple[Filled, ...](), dict[str, Stream]()
    for batch in _placed():
        growth = grow(tree, edge, [_after(known, event) for event in batch])
        op.bulk_insert(leaves, [leaf._asdict() for leaf in growth.leaves])
        _keep_tiles(tiles, growth)
        known |= {stream.operator: stream for stream in growth.streams_begun}
        known |= {stream.operator: replace(stream, salt=known[stream.operator].salt) for stream in growth.streams_moved}
        tree, edge = growth.after, growth.edge
    op.bulk_insert(streams, [asdict(stream) for stream in known.values()])
    return tree


def _placed() -> Iterator[list[Placed]]:
    """Yield the events that have positions, in their order; none after a gap."""
    size = 0
    while True:
        found = op.get_bind().execute(
            sa.select(_positions.c.position, _events.c.id, sa.func.coalesce(_events.c.operator, ""), _events.c.body)
            .join_from(_positions, _events, _events.c.id == _positions.c.event)
            .where(_positions.c.position.between(size, size + _BATCH - 1))
            .order_by(_positions.c.position)
        )
        batch = [
            Placed(position, event, operator, body, 0, None)
            for expected, (position, event, operator, body) in enumerate(found, size)
            if position == expected
        ]
        if batch:
            yield batch
        if len(batch) < _BATCH:
            return
        size += _BATCH


def _after(known: dict[str, Stream], event: Placed) -> Placed:
    stream = known.get(event.operator)
    return event if stream is None else event._replace(n=stream.count, prev=stream.head)


def _keep_tiles(tiles: sa.Table, growth: Growth) -> None:
    for tile, data in growth.tiles_widened:
        place = (tiles.c.level == tile.level) & (tiles.c.number == tile.number)
        op.execute(tiles.update().where(place).values(width=tile.width, data=data))
    op.bulk_insert(
        tiles,
        [
            {"level": tile.level, "number": tile.number, "width": tile.width, "data": data}
            for tile, data in growth.tiles_begun
        ],
    )


def _replace_tree(*more: sa.Column[Any], **values: Any) -> None:
    """Put a table with *more* columns in the place of `audit_tree`: SQLite adds none that must have a value."""
    op.drop_table("audit_tree")
    if not _is_sqlite():
        for function in ("refuse_shrinking", *log_guards.postgresql_functions()):
            op.execute(f"DROP FUNCTION IF EXISTS {function}() CASCADE")
    op.create_table(
        "audit_tree",
        key("id", sa.Integer()),
        column("size", COUNTER),
        *more,
        sa.CheckConstraint("id = 1", name="single"),
        sqlite_strict=True,
    )
    op.execute(sa.insert(_tree).values(id=1, **values))


def _old_guards() -> list[str]:
    if _is_sqlite():
        return [
            *guards.sqlite_append_only("event_positions", _POSITIONS_KEYS),
            guards.sqlite_guard("audit_tree", "UPDATE", when="NEW.size < OLD.size"),
            guards.sqlite_guard("audit_tree", "DELETE"),
            *guards.sqlite_replacement_guard("audit_tree", (("id",),)),
        ]
    return [
        guards.POSTGRESQL_SHRINKING,
        *guards.postgresql_append_only("event_positions"),
        *guards.postgresql_append_only("audit_tree", UPDATE="refuse_shrinking"),
    ]


def _is_sqlite() -> bool:
    return bool(op.get_context().dialect.name == "sqlite")
