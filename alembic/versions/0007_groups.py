"""Controlled groups: operators that count as one taxpayer of a schedule, each on the days on which it belongs."""

import sqlalchemy as sa
from alembic import op

from service.store import guards
from service.store.schema import column, key
from service.store.types import Day, Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

APPEND_ONLY: dict[str, tuple[guards.Key, ...]] = {
    "controlled_groups": (("id",),),
    "memberships": (("controlled_group", "operator", "since", "recorded_at"),),
}


def upgrade() -> None:
    """Create the tables and their guards."""
    op.create_table(
        "controlled_groups",
        key("id", sa.Text()),
        column("name", sa.Text()),
        column("schedule", sa.Text()),
        column("representative", sa.Text(), sa.ForeignKey("operators.id")),
        column("created_at", Instant()),
        sqlite_strict=True,
    )
    op.create_table(
        "memberships",
        key("controlled_group", sa.Text(), sa.ForeignKey("controlled_groups.id")),
        key("operator", sa.Text(), sa.ForeignKey("operators.id")),
        key("since", Day()),
        column("until", Day(), null=True),
        key("recorded_at", Instant()),
        sa.CheckConstraint("since <= until", name="days"),
        sa.Index(None, "operator"),
        sqlite_strict=True,
    )
    is_sqlite = op.get_context().dialect.name == "sqlite"
    for table, keys in APPEND_ONLY.items():
        guard = guards.sqlite_append_only(table, keys) if is_sqlite else guards.postgresql_append_only(table)
        for statement in guard:
            op.execute(statement)


def downgrade() -> None:
    """Drop the tables; their guards go with them."""
    for table in reversed(APPEND_ONLY):
        op.drop_table(table)
