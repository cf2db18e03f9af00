"""The audit log: events, the queue in which they wait, their places, and what their commitments open to."""

import sqlalchemy as sa
from alembic import op

from service.store import guards
from service.store.schema import COUNTER, column, key
from service.store.types import Canonical, Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY: dict[str, tuple[guards.Key, ...]] = {
    "events": (("id",),),
    "event_positions": (("position",), ("event",)),
    "openings": (("event",),),
}


def upgrade() -> None:
    """Create the tables and their guards, and begin an empty log."""
    _create_audit()
    op.execute("INSERT INTO audit_tree (id, size) VALUES (1, 0)")
    guard = _guard_sqlite if op.get_context().dialect.name == "sqlite" else _guard_postgresql
    for statement in guard():
        op.execute(statement)


def downgrade() -> None:
    """Drop the log."""
    for table in ("openings", "audit_tree", "event_positions", "pending_events", "events"):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_shrinking()")


def _create_audit() -> None:
    """Events, their queue, their places in the log, and what their commitments open to."""
    op.create_table(
        "events",
        key("id", sa.Text()),
        column("operator", sa.Text(), null=True),
        column("farm", sa.Text(), null=True),
        column("type", sa.Text()),
        column("body", Canonical()),
        column("sha256", sa.Text()),
        column("occurred_at", Instant()),
        column("sealing", sa.Text()),
        sa.Index(None, "operator"),
        sqlite_strict=True,
    )
    op.create_table(
        "pending_events",
        sa.Column("enq", COUNTER, autoincrement=True, primary_key=True, nullable=False),
        column("event", sa.Text()),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "event_positions",
        key("position", COUNTER),
        column("event", sa.Text(), sa.ForeignKey("events.id")),
        sa.UniqueConstraint("event"),
        sqlite_strict=True,
    )
    op.create_table(
        "audit_tree",
        key("id", sa.Integer()),
        column("size", COUNTER),
        sa.CheckConstraint("id = 1", name="single"),
        sqlite_strict=True,
    )
    op.create_table(
        "openings",
        key("event", sa.Text()),
        column("seed", sa.LargeBinary()),
        column("disclosures", Canonical()),
        sqlite_strict=True,
    )


def _guard_postgresql() -> list[str]:
    return [
        guards.POSTGRESQL_SHRINKING,
        *(statement for table in APPEND_ONLY for statement in guards.postgresql_append_only(table)),
        *guards.postgresql_append_only("audit_tree", UPDATE="refuse_shrinking"),
    ]


def _guard_sqlite() -> list[str]:
    return [
        *(guard for table, keys in APPEND_ONLY.items() for guard in guards.sqlite_append_only(table, keys)),
        guards.sqlite_guard("audit_tree", "UPDATE", when="NEW.size < OLD.size"),
        guards.sqlite_guard("audit_tree", "DELETE"),
        *guards.sqlite_replacement_guard("audit_tree", (("id",),)),
    ]
