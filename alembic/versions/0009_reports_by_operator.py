"""Whose reports are of which days, in one index: what a filing asks first."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the index."""
    op.create_index(op.f("ix_reports_operator_period_start"), "reports", ["operator", "period_start"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index(op.f("ix_reports_operator_period_start"), "reports")
