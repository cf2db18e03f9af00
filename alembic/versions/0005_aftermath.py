"""What statements are drawn from beside assessments: noted payments, and the reference rates that law names."""

import sqlalchemy as sa
from alembic import op

from service.store import guards
from service.store.schema import column, key
from service.store.types import Day, ExactDecimal, Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

APPEND_ONLY: dict[str, tuple[guards.Key, ...]] = {
    "payments": (("id",), ("operator", "reference"), ("reverses",)),
    "reference_rates": (("series", "since", "recorded_at"),),
}


def upgrade() -> None:
    """Create the tables and their guards."""
    _create_payments()
    op.create_table(
        "reference_rates",
        key("series", sa.Text()),
        key("since", Day()),
        column("rate", ExactDecimal()),
        column("source", sa.Text()),
        key("recorded_at", Instant()),
        sqlite_strict=True,
    )
    sqlite = op.get_context().dialect.name == "sqlite"
    for table, keys in APPEND_ONLY.items():
        for statement in guards.sqlite_append_only(table, keys) if sqlite else guards.postgresql_append_only(table):
            op.execute(statement)


def downgrade() -> None:
    """Drop both."""
    for table in APPEND_ONLY:
        op.drop_table(table)


def _create_payments() -> None:
    reversing = sa.text("reverses IS NOT NULL")
    op.create_table(
        "payments",
        key("id", sa.Text()),
        column("operator", sa.Text(), sa.ForeignKey("operators.id")),
        column("jurisdiction", sa.Text()),
        column("paid_on", Day()),
        column("currency", sa.Text()),
        column("amount", ExactDecimal()),
        column("reference", sa.Text()),
        column("reverses", sa.Text(), sa.ForeignKey("payments.id"), null=True),
        column("reason", sa.Text(), null=True),
        column("noted_at", Instant()),
        sa.UniqueConstraint("operator", "reference"),
        sa.Index(None, "operator", "id"),
        sa.Index(None, "reverses", unique=True, postgresql_where=reversing, sqlite_where=reversing),
        sqlite_strict=True,
    )
