"""What the histories share: a database to begin with, and words for a comparison that fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import Databases, PostgresqlServer, SqliteFolder

# A comparison that fails beside the tests says what differs, as one in a test does.
pytest.register_assert_rewrite("tests.property.usecases.side_by_side")


@pytest.fixture(scope="module")
def sqlite_template(sqlite_folder: SqliteFolder) -> Iterator[str]:
    """Migrate a database to be copied for each history."""
    yield from _migrated(sqlite_folder)


@pytest.fixture(scope="module")
def postgresql_template(postgresql_server: PostgresqlServer) -> Iterator[str]:
    """Migrate one of PostgreSQL, too: a few histories go there always, many in the long run."""
    yield from _migrated(postgresql_server)


def _migrated(databases: Databases) -> Iterator[str]:
    from service.store import migrations  # noqa: PLC0415 - a broken store must not keep the other tests from running.

    with databases.database() as url:
        migrations.upgrade(url)
        yield url
