"""Obligations and declarations: calendars, decisions of authorities, locks of periods, declarations and withdrawals."""

import sqlalchemy as sa
from alembic import op

from service.store import guards
from service.store.schema import column, key, period
from service.store.types import Canonical, Day, Instant, Names

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

APPEND_ONLY: dict[str, tuple[guards.Key, ...]] = {
    "calendar_years": (("calendar", "year", "recorded_at"),),
    "obligation_decisions": (("id",),),
    "period_locks": (("id",),),
    "period_unlocks": (("lock",),),
    "declarations": (("id",), ("assessment",), ("subject", "schedule", "period_start", "number")),
    "assessment_voids": (("assessment",),),
}


def upgrade() -> None:
    """Create the tables and their guards."""
    _create_calendars()
    _create_obligations()
    _create_locks()
    _create_declarations()
    guard = _guard_sqlite if op.get_context().dialect.name == "sqlite" else _guard_postgresql
    for statement in guard():
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables; those that refer to others first."""
    for table in reversed(APPEND_ONLY):
        op.drop_table(table)


def _create_calendars() -> None:
    """Create the days of rest of each year."""
    op.create_table(
        "calendar_years",
        key("calendar", sa.Text()),
        key("year", sa.Integer()),
        column("content", Canonical()),
        column("sha256", sa.Text()),
        column("source", sa.Text()),
        key("recorded_at", Instant()),
        sqlite_strict=True,
    )


def _create_obligations() -> None:
    """Create what authorities decide about single obligations."""
    op.create_table(
        "obligation_decisions",
        key("id", sa.Text()),
        column("obligation", sa.Text()),
        column("operator", sa.Text(), sa.ForeignKey("operators.id")),
        column("decision", sa.Text()),
        column("return_on", Day(), null=True),
        column("payment_on", Day(), null=True),
        column("reason", sa.Text()),
        column("recorded_at", Instant()),
        sa.Index(None, "operator"),
        sqlite_strict=True,
    )


def _create_locks() -> None:
    """Create the locks of periods, and what ends them."""
    op.create_table(
        "period_locks",
        key("id", sa.Text()),
        column("jurisdiction", sa.Text()),
        column("operator", sa.Text(), sa.ForeignKey("operators.id"), null=True),
        column("schedule", sa.Text(), null=True),
        column("period_start", Day()),
        column("period_end", Day()),
        column("reason", sa.Text()),
        column("routes", Names()),
        column("recorded_at", Instant()),
        period(),
        sa.Index(None, "period_end"),
        sqlite_strict=True,
    )
    op.create_table(
        "period_unlocks",
        key("lock", sa.Text(), sa.ForeignKey("period_locks.id")),
        column("reason", sa.Text()),
        column("recorded_at", Instant()),
        sqlite_strict=True,
    )


def _create_declarations() -> None:
    """Create declarations, counted so that one is in effect, and the withdrawals that come before any."""
    op.create_table(
        "declarations",
        key("id", sa.Text()),
        column("assessment", sa.Text(), sa.ForeignKey("assessments.id")),
        column("operator", sa.Text(), sa.ForeignKey("operators.id")),
        column("subject", sa.Text()),
        column("schedule", sa.Text()),
        column("period_start", Day()),
        column("period_end", Day()),
        column("number", sa.Integer()),
        column("supersedes", sa.Text(), sa.ForeignKey("declarations.id"), null=True),
        column("declarant", sa.Text()),
        column("document", Canonical()),
        column("sha256", sa.Text()),
        column("declared_at", Instant()),
        sa.UniqueConstraint("assessment"),
        sa.UniqueConstraint("subject", "schedule", "period_start", "number"),
        period(),
        sa.CheckConstraint("number >= 1 AND (number = 1) = (supersedes IS NULL)", name="chain"),
        sa.Index(None, "operator", "id"),
        sqlite_strict=True,
    )
    op.create_table(
        "assessment_voids",
        key("assessment", sa.Text(), sa.ForeignKey("assessments.id")),
        column("operator", sa.Text(), sa.ForeignKey("operators.id")),
        column("reason", sa.Text()),
        column("voided_at", Instant()),
        sa.Index(None, "operator"),
        sqlite_strict=True,
    )


def _guard_postgresql() -> list[str]:
    return [statement for table in APPEND_ONLY for statement in guards.postgresql_append_only(table)]


def _guard_sqlite() -> list[str]:
    return [guard for table, keys in APPEND_ONLY.items() for guard in guards.sqlite_append_only(table, keys)]
