"""The migrations lead to the very tables that the code declares, on both databases."""

import os
import tempfile
from pathlib import Path
from typing import Final

from checks.check import Check
from tests.databases import Databases, PostgresqlServer, SqliteFolder
from tests.postgresql import NoServerError, find_or_start


def find() -> list[str]:
    """Migrate an empty database of each kind, and give what differs from the declared tables."""
    try:
        server = find_or_start(os.environ)
    except NoServerError as error:
        return str(error).splitlines()
    try:
        with tempfile.TemporaryDirectory() as folder:
            sqlite, postgresql = SqliteFolder(Path(folder)), PostgresqlServer(server.url)
            return [*_differences("SQLite", sqlite), *_differences("PostgreSQL", postgresql)]
    finally:
        server.stop()


def _differences(kind: str, databases: Databases) -> list[str]:
    from service.store import migrations

    with databases.database() as url:
        migrations.upgrade(url)
        found = migrations.difference(url)
    return [f"{kind}: {found}"] if found else []


CHECK: Final = Check("migrations", "migrated tables are the declared ones", "alembic check", find)
