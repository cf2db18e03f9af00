"""
What is kept for good cannot be changed or removed, not even past the service.

Each trap is tried on every table that is declared append-only, and a second time without the guards: there the same
statements must succeed, or the test would prove nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
import pytest
from sqlalchemy import make_url

from service.store import sqlite
from service.store.database import Database
from service.store.schema import metadata
from tests.integration.store.samples import EVERYTHING, REPORT, keep

GUARDED: Final = sorted(table.name for table in metadata.sorted_tables if table.info["append_only"])
ON_SQLITE: Final = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
ON_POSTGRESQL: Final = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
_REFUSALS: Final[tuple[type[Exception], ...]] = (
    psycopg.errors.RestrictViolation,
    sqlite3.IntegrityError,
    sqlite.driver().IntegrityError,
)
# Runs a statement and is told whether the guards let it through.
Run = Callable[[str], bool]


@pytest.fixture(params=[True, False], ids=["guarded", "control without guards"])
def guarded(request: pytest.FixtureRequest, database: Database) -> bool:
    """Keep a row in every table; then, for the control, take the guards away."""
    keep(database, *EVERYTHING)
    if not request.param:
        with intruder(database) as run:
            for statement in removals(database):
                run(statement)
    return bool(request.param)


def removals(database: Database) -> list[str]:
    """Return the statements that remove every guard."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
            return [f"DROP TRIGGER {name}" for name in names]
        pairs = connection.exec_driver_sql("SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal")
        return [f"DROP TRIGGER {name} ON {table}" for name, table in pairs]


@contextmanager
def intruder(database: Database, *settings: str) -> Iterator[Run]:
    """Come to the database past the service, with none of the service's own settings but *settings*."""
    url = make_url(database.url)
    connection: Any
    if url.get_backend_name() == "sqlite":
        connection = sqlite.driver().connect(url.database, isolation_level=None)
    else:
        connection = psycopg.connect(database.url, autocommit=True)
    for setting in settings:
        connection.execute(setting)

    def run(statement: str) -> bool:
        try:
            connection.execute(statement)
        except _REFUSALS as error:
            if "append-only" not in str(error):
                raise
            return False
        return True

    yield run
    connection.close()


def value_column(table: str) -> str:
    """Return a column that is not part of the key, if there is one."""
    columns = metadata.tables[table].columns
    return next((column.name for column in columns if not column.primary_key), next(iter(columns)).name)


def test_every_guarded_table_is_tried_with_a_row_in_it(database: Database) -> None:
    """Triggers for rows say nothing about an empty table."""
    keep(database, *EVERYTHING)
    with database.engine.connect() as connection:
        counts = {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in GUARDED}

    assert dict.fromkeys(GUARDED, 1) == counts


def test_updates_are_refused(database: Database, *, guarded: bool) -> None:
    """Even one that changes nothing."""
    with intruder(database) as run:
        passed = [table for table in GUARDED if run(f'UPDATE {table} SET "{(it := value_column(table))}" = "{it}"')]

    assert passed == ([] if guarded else GUARDED)


def test_deletes_are_refused(database: Database, *, guarded: bool) -> None:
    """Children first, so that no foreign key is what refuses."""
    children_first = [table.name for table in reversed(metadata.sorted_tables)]
    with intruder(database) as run:
        passed = {table for table in children_first if run(f"DELETE FROM {table}")}

    # What is not append-only may go, and goes; but a submitted report stays, and so does the log.
    assert sorted(passed) == (
        ["drafts", "idempotency", "job_states", "pending_events"] if guarded else sorted(children_first)
    )


@ON_POSTGRESQL
def test_postgresql_refuses_truncate(database: Database, *, guarded: bool) -> None:
    """Triggers for rows do not fire on it."""
    with intruder(database) as run:
        passed = [table for table in GUARDED if run(f"TRUNCATE {table} CASCADE")]

    assert passed == ([] if guarded else GUARDED)


@ON_POSTGRESQL
def test_postgresql_refuses_under_the_replication_role_as_well(database: Database, *, guarded: bool) -> None:
    """Ordinary triggers sleep there, and so do foreign keys."""
    with intruder(database, "SET session_replication_role = replica") as run:
        updated = [table for table in GUARDED if run(f'UPDATE {table} SET "{(it := value_column(table))}" = "{it}"')]
        deleted = [table for table in GUARDED if run(f"DELETE FROM {table}")]

    assert (updated, deleted) == (([], []) if guarded else (GUARDED, GUARDED))


@ON_POSTGRESQL
def test_postgresql_refuses_an_update_by_way_of_an_insert(database: Database, *, guarded: bool) -> None:
    """`ON CONFLICT DO UPDATE` is an UPDATE by another name."""
    with intruder(database) as run:
        passed = [
            table
            for table in GUARDED
            if run(
                f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({_key(table)}) "
                f'DO UPDATE SET "{(it := value_column(table))}" = excluded."{it}"'
            )
        ]

    assert passed == ([] if guarded else GUARDED)


@ON_SQLITE
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_sqlite_refuses_to_replace(database: Database, recursive: str, *, guarded: bool) -> None:
    """`INSERT OR REPLACE` deletes first, and without `recursive_triggers` no trigger sees that."""
    with intruder(database, f"PRAGMA recursive_triggers = {recursive}") as run:
        passed = [table for table in GUARDED if run(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")]

    assert passed == ([] if guarded else GUARDED)


@ON_SQLITE
def test_sqlite_refuses_to_replace_by_another_unique_column(database: Database, *, guarded: bool) -> None:
    """A new key with the digest of an old one would take the old one away."""
    others = "name, role, operators, jurisdiction, scopes, created_at, expires_at"
    with intruder(database, "PRAGMA recursive_triggers = OFF") as run:
        passed = run(f"INSERT OR REPLACE INTO keys (id, digest, {others}) SELECT 'key_9', digest, {others} FROM keys")

    assert passed is not guarded


@ON_SQLITE
def test_the_store_itself_asks_sqlite_for_recursive_triggers(database: Database) -> None:
    """The second lock on the same door."""
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA recursive_triggers").scalar_one() == 1


def test_a_withdrawn_version_cannot_be_brought_back(database: Database, *, guarded: bool) -> None:
    """Nor withdrawn at another time, nor changed on the way."""
    at = "'2026-11-01T12:00:00.000000Z'"
    attempts = [
        f"UPDATE schedule_versions SET withdrawn_at = {at}, version = '2025'",
        f"UPDATE schedule_versions SET withdrawn_at = {at}",
        "UPDATE schedule_versions SET withdrawn_at = NULL",
        "UPDATE schedule_versions SET withdrawn_at = '2027-01-01T00:00:00.000000Z'",
    ]
    with intruder(database) as run:
        passed = [run(attempt) for attempt in attempts]

    assert passed == ([False, True, False, False] if guarded else [True, True, True, True])


def test_of_a_submitted_report_nothing_changes(database: Database, *, guarded: bool) -> None:
    """Of one that was never submitted the period may."""
    draft_only = (
        "INSERT INTO reports SELECT 'rep_9', farm, operator, NULL, period_start, period_end, created_at FROM reports"
    )
    attempts = [
        draft_only,
        f"UPDATE reports SET period_end = '2024-05-01' WHERE id = '{REPORT.id}'",
        "UPDATE reports SET client_reference = 'other' WHERE id = 'rep_9'",
        "UPDATE reports SET period_end = '2024-05-01' WHERE id = 'rep_9'",
        "DELETE FROM reports WHERE id = 'rep_9'",
    ]
    with intruder(database) as run:
        passed = [run(attempt) for attempt in attempts]

    assert passed == ([True, False, False, True, True] if guarded else [True] * 5)


def test_the_log_only_grows(database: Database, *, guarded: bool) -> None:
    """Neither its size nor its root goes back, and its one row stays."""
    attempts = [
        "UPDATE audit_tree SET size = size + 5",
        "UPDATE audit_tree SET size = size - 1",
        "UPDATE audit_tree SET root = root",
        "DELETE FROM audit_tree",
    ]
    with intruder(database) as run:
        passed = [run(attempt) for attempt in attempts]

    assert passed == ([True, False, False, False] if guarded else [True] * 4)


def test_a_tile_only_gets_wider(database: Database, *, guarded: bool) -> None:
    """What it has stays as it is; where it stands as well."""
    attempts = [
        "UPDATE tiles SET width = 2 * width, data = substr(data, 1, 31) || data || substr(data, 1, 1)",
        "UPDATE tiles SET width = 2 * width, data = data || data, level = 1",
        "UPDATE tiles SET width = 2 * width, data = data || data, number = 1",
        "UPDATE tiles SET data = data",
    ]
    with intruder(database) as run:
        passed = [run(_exact(database, attempt)) for attempt in attempts]
        grows = run(_exact(database, "UPDATE tiles SET width = 2 * width, data = data || data"))

    assert ([False] * 4 if guarded else [True] * 4, True) == (passed, grows)


def test_a_stream_only_gets_longer(database: Database, *, guarded: bool) -> None:
    """It stays that of its operator, under its salt."""
    attempts = [
        "UPDATE streams SET count = count + 1",
        "UPDATE streams SET count = count - 1",
        "UPDATE streams SET head = head",
        "UPDATE streams SET count = count + 1, salt = head",
        "UPDATE streams SET count = count + 1, operator = 'opr_9'",
    ]
    with intruder(database) as run:
        passed = [run(attempt) for attempt in attempts]

    assert passed == ([True, False, False, False, False] if guarded else [True] * 5)


def test_a_kept_answer_can_be_forgotten_but_not_changed(database: Database, *, guarded: bool) -> None:
    """A replay gives the bytes that were given, or none."""
    with intruder(database) as run:
        passed = [run("UPDATE idempotency SET status = 200"), run("DELETE FROM idempotency")]

    assert passed == ([False, True] if guarded else [True, True])


def test_nothing_submitted_is_left_unguarded() -> None:
    """A table that is added later has to say that it may change."""
    changing = {table.name for table in metadata.sorted_tables} - set(GUARDED)

    assert changing == {
        "reports", "drafts", "idempotency", "pending_events", "job_states", "law_drafts", "law_changes",
        "audit_tree", "tiles", "streams", "openings", "opening_keys", "wrapping_keys",
    }  # fmt: skip


def _exact(database: Database, statement: str) -> str:
    """Have SQLite join bytes as bytes; by itself it makes text of them."""
    if database.engine.dialect.name != "sqlite":
        return statement
    place, _, data = statement.partition("data = ")
    value, comma, rest = data.partition(", ") if "substr" not in data else (data, "", "")
    return f"{place}data = CAST({value} AS BLOB){comma}{rest}"


def _key(table: str) -> str:
    return ", ".join(f'"{column.name}"' for column in metadata.tables[table].primary_key)
