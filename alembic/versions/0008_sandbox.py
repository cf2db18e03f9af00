"""Sandboxes: operators that are none in earnest, the keys for them, and the moves of their clocks."""

import sqlalchemy as sa
from alembic import op

from service.store import guards
from service.store.schema import column, key, since_then
from service.store.types import Flag, Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES = ("operators", "keys")
_IS_SANDBOX = sa.text("sandbox = 'true'")
_MOVES_KEY: guards.Key = ("operator", "number")


def upgrade() -> None:
    """Say of every operator and key that there is that it is live; create the moves of clocks, and their guards."""
    for table in _TABLES:
        op.add_column(table, since_then("sandbox", Flag(), "false"))
    op.create_table(
        "clock_moves",
        key("operator", sa.Text(), sa.ForeignKey("operators.id")),
        key("number", sa.Integer()),
        column("shown_at", Instant()),
        column("moved_at", Instant()),
        column("moved_by", sa.Text()),
        sqlite_strict=True,
    )
    for statement in _guards():
        op.execute(statement)


def downgrade() -> None:
    """
    Drop them, while there are no sandboxes.

    Raises:
        RuntimeError: there are; without the column they would be taken for taxpayers in earnest.
    """
    for table in _TABLES:
        found = op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table(table)).where(_IS_SANDBOX))
        if found:
            message = f"{found} {table} are of sandboxes: before this revision they would be taken for live ones"
            raise RuntimeError(message)
    op.drop_table("clock_moves")
    for table in _TABLES:
        op.drop_column(table, "sandbox")


def _guards() -> list[str]:
    if op.get_context().dialect.name == "sqlite":
        return guards.sqlite_append_only("clock_moves", (_MOVES_KEY,))
    return guards.postgresql_append_only("clock_moves")
