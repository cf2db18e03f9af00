"""
Runs migrations: called by service/store/migrations.py with a URL, or by `alembic -x url=...` from a terminal.

All steps of one call are one transaction, begun as the kind of database needs it, so that a failure leaves nothing.
"""

from logging.config import fileConfig

from alembic import context
from alembic.util import CommandError

from service.store.dialect import dialect_of
from service.store.tables import operators

# The step from which on the roles of PostgreSQL are seen to, whatever later steps add.
_ROLES = "0011"


def _url() -> str:
    url = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True).get("url")
    if not url:
        raise CommandError("Which database? Say so before the command: alembic -x url=sqlite:///var/hashlevy.db ...")
    return str(url)


def _has_roles(revision: str | None) -> bool:
    """Tell whether the step of the roles is among those up to *revision*."""
    steps = context.script.iterate_revisions(revision, "base") if revision else ()
    return _ROLES in {step.revision for step in steps}


def _migrate() -> None:
    context.config.attributes["url"] = _url()
    dialect = dialect_of(_url())
    engine = dialect.engine()
    try:
        with engine.connect() as connection:
            dialect.begin_migration(connection)
            context.configure(
                connection=connection,
                target_metadata=operators.metadata,
                # SQLite changes a table by copying it; the operations are written so that both databases run them.
                render_as_batch=True,
                compare_server_default=True,
            )
            context.run_migrations()
            dialect.end_migration(connection, with_roles=_has_roles(context.get_context().get_current_revision()))
    finally:
        engine.dispose()


if context.config.config_file_name is not None:
    fileConfig(context.config.config_file_name, disable_existing_loggers=False)
if context.is_offline_mode():
    raise CommandError("Migrations run on a database, not to a script: they differ by the kind of database.")
_migrate()
