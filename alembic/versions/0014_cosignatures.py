"""What witnesses put under the checkpoints of the audit log."""

import sqlalchemy as sa
from alembic import op

from service.store import guards
from service.store.schema import COUNTER, column, key
from service.store.types import Instant

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

_KEY: guards.Key = ("size", "name", "key_id")


def upgrade() -> None:
    """Create the table, and guard it."""
    op.create_table(
        "cosignatures",
        key("size", COUNTER, sa.ForeignKey("checkpoints.size")),
        key("name", sa.Text()),
        key("key_id", sa.Text()),
        column("line", sa.Text()),
        column("at", Instant()),
        sqlite_strict=True,
    )
    op.create_index("ix_cosignatures_name_key_id_size", "cosignatures", ["name", "key_id", "size"])
    for statement in _guards():
        op.execute(statement)


def downgrade() -> None:
    """Drop it: witnesses give no second cosignature of an old checkpoint, and one of the next when they are asked."""
    op.drop_table("cosignatures")


def _guards() -> list[str]:
    if op.get_context().dialect.name == "sqlite":
        return guards.sqlite_append_only("cosignatures", (_KEY,))
    return guards.postgresql_append_only("cosignatures")
