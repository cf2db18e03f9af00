"""
Roles on PostgreSQL: those who work on the database can do what their work asks for, and no more.

There is nothing to do here but on the way back. Roles are made, and given their rights, at the end of every migration
that leads to this step or beyond (alembic/env.py): what a later step adds is then given to them too.
"""

from alembic import op

from service.store.role_making import dissolve

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave it to the end."""


def downgrade() -> None:
    """Give the tables back to who migrates, and let the roles go."""
    if op.get_context().dialect.name == "postgresql":
        dissolve(op.get_bind())
