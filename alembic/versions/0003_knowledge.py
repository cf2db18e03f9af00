"""Knowledge that came later: what it makes stale, what reassessing came to, and the jobs that do it."""

import sqlalchemy as sa
from alembic import op

from service.store import guards
from service.store.schema import column, key
from service.store.types import Canonical, Day, ExactDecimal, Flag, Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("assessment_staleness", "assessment_differences", "jobs", "job_states", "job_failures")
APPEND_ONLY: dict[str, tuple[guards.Key, ...]] = {
    "assessment_staleness": (("assessment", "reason", "cause"),),
    "assessment_differences": (("assessment", "position"),),
    "jobs": (("id",),),
    "job_failures": (("job", "subject"),),
}


def upgrade() -> None:
    """Create the tables and their guards."""
    _create_knowledge()
    _create_jobs()
    if op.get_context().dialect.name == "sqlite":
        statements = [guard for table, keys in APPEND_ONLY.items() for guard in guards.sqlite_append_only(table, keys)]
    else:
        statements = [statement for table in APPEND_ONLY for statement in guards.postgresql_append_only(table)]
    for statement in statements:
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_knowledge() -> None:
    """What makes assessments stale, and what reassessing came to."""
    op.create_table(
        "assessment_staleness",
        key("assessment", sa.Text(), sa.ForeignKey("assessments.id")),
        key("reason", sa.Text()),
        key("cause", sa.Text()),
        column("recorded_at", Instant()),
        sqlite_strict=True,
    )
    op.create_table(
        "assessment_differences",
        key("assessment", sa.Text(), sa.ForeignKey("assessments.id")),
        key("position", sa.Integer()),
        column("cause", sa.Text()),
        column("period_start", Day()),
        column("period_end", Day()),
        column("line", sa.Text()),
        column("result", Flag()),
        column("before", ExactDecimal()),
        column("after", ExactDecimal()),
        column("difference", ExactDecimal()),
        sqlite_strict=True,
    )


def _create_jobs() -> None:
    """Jobs, how far they are, and what they could not do."""
    op.create_table(
        "jobs",
        key("id", sa.Text()),
        column("kind", sa.Text()),
        column("parameters", Canonical()),
        column("total", sa.Integer()),
        column("requested_by", sa.Text()),
        column("created_at", Instant()),
        sqlite_strict=True,
    )
    op.create_table(
        "job_states",
        key("job", sa.Text(), sa.ForeignKey("jobs.id")),
        key("lane", sa.Integer()),
        column("state", sa.Text()),
        column("cursor", sa.Text()),
        column("done", sa.Integer()),
        column("failed", sa.Integer()),
        column("cancelling", Flag()),
        column("updated_at", Instant()),
        sa.CheckConstraint("done >= 0 AND failed >= 0", name="counts"),
        sa.Index(None, "state"),
        sqlite_strict=True,
    )
    op.create_table(
        "job_failures",
        key("job", sa.Text(), sa.ForeignKey("jobs.id")),
        key("subject", sa.Text()),
        column("code", sa.Text()),
        column("detail", sa.Text()),
        sqlite_strict=True,
    )
