"""What authorities for time say of the checkpoints of the audit log (RFC 3161)."""

import sqlalchemy as sa
from alembic import op

from service.store import guards
from service.store.schema import COUNTER, column, key
from service.store.types import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_KEY: guards.Key = ("size",)


def upgrade() -> None:
    """Create the table, and guard it."""
    op.create_table(
        "stamps",
        key("size", COUNTER, sa.ForeignKey("checkpoints.size")),
        column("authority", sa.Text()),
        column("response", sa.LargeBinary()),
        column("stamped_at", Instant()),
        column("made_at", Instant()),
        sqlite_strict=True,
    )
    for statement in _guards():
        op.execute(statement)


def downgrade() -> None:
    """Drop it. What it held is lost: nobody stamps an old checkpoint with an old time."""
    op.drop_table("stamps")


def _guards() -> list[str]:
    if op.get_context().dialect.name == "sqlite":
        return guards.sqlite_append_only("stamps", (_KEY,))
    return guards.postgresql_append_only("stamps")
