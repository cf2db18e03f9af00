"""Which keys sign for the audit log: when each began to, and when it was retired."""

import sqlalchemy as sa
from alembic import op

from service.store import guards
from service.store.schema import column, key
from service.store.types import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_KEYS: tuple[guards.Key, ...] = (("number",), ("vkey", "change"))


def upgrade() -> None:
    """Create the table, and guard it. Without a row, the keys are those that the directory of keys began with."""
    op.create_table(
        "log_key_changes",
        key("number", sa.Integer()),
        column("purpose", sa.Text()),
        column("vkey", sa.Text()),
        column("change", sa.Text()),
        column("at", Instant()),
        column("event", sa.Text(), sa.ForeignKey("events.id"), null=True),
        sa.UniqueConstraint("vkey", "change"),
        sa.CheckConstraint("change IN ('signs', 'retired')", name="change"),
        sqlite_strict=True,
    )
    for statement in _guards():
        op.execute(statement)


def downgrade() -> None:
    """Drop it: an older release knows one key for each purpose, the file that has no number in its name."""
    op.drop_table("log_key_changes")


def _guards() -> list[str]:
    if op.get_context().dialect.name == "sqlite":
        return guards.sqlite_append_only("log_key_changes", _KEYS)
    return guards.postgresql_append_only("log_key_changes")
