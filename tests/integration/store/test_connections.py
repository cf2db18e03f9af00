"""How connections are made, what becomes of those that break, and when an outcome is not known."""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.domain.errors import Unavailable
from service.store import sqlite
from service.store.database import Database
from service.store.dialect import dialect_of
from service.store.errors import Retryable
from tests.integration.store.samples import FARM, OPERATOR, keep
from tests.processes import be_mortal

ON_SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)


def settings(database: Database, *names: str, by: str) -> dict[str, Any]:
    """Read settings of a connection of the store."""
    with database.engine.connect() as connection:
        return {name: connection.exec_driver_sql(f"{by} {name}").scalar_one() for name in names}


def order(database: Database, *statements: str) -> None:
    """Run statements past the store."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@ON_POSTGRESQL
def test_settings_of_the_url_win(database: Database) -> None:
    """An operator of the service may know better for one installation."""
    patient = Database(f"{database.url}&options=-c%20lock_timeout%3D1min")
    found = settings(patient, "lock_timeout", "statement_timeout", by="SHOW")
    patient.close()

    assert found == {"lock_timeout": "1min", "statement_timeout": "15s"}


@ON_POSTGRESQL
def test_documents_are_compressed_by_lz4_where_the_server_can(database: Database) -> None:
    """A server may be built without it, and serves all the same."""
    with psycopg.connect(database.url) as connection:
        (known,) = connection.execute(
            "SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression'"
        ).fetchone() or ([],)

    found = settings(database, "default_toast_compression", by="SHOW")

    assert found == {"default_toast_compression": "lz4" if "lz4" in known else "pglz"}


@ON_POSTGRESQL
def test_postgresql_connections_have_limits_and_speak_utc(database: Database) -> None:
    """Set when the connection is opened, where `SHOW` tells them."""
    found = settings(database, "TimeZone", "statement_timeout", "lock_timeout", by="SHOW")

    assert found == {"TimeZone": "UTC", "statement_timeout": "15s", "lock_timeout": "8s"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("mysql://localhost/levy", r"found mysql://, expected sqlite:///.* or postgresql://"),
        ("sqlite://", "memory keeps nothing"),
        ("no url", "found 'no url', expected"),
        ("sqlite:///:memory:", "memory keeps nothing"),
    ],
)
def test_a_url_that_names_no_store_is_refused_with_what_would(url: str, expected: str) -> None:
    """When the database is named, not when it is first used."""
    with pytest.raises(ValueError, match=expected):
        Database(url)


def test_a_database_that_is_migrated_is_ready(database: Database) -> None:
    """It says nothing."""
    database.ready()


def test_a_database_without_tables_is_not_ready_and_says_what_to_do(database_url: str) -> None:
    """The refusal names the command."""
    empty = Database(database_url)
    with pytest.raises(Unavailable, match=r"Run: \./run hashlevy db upgrade") as refused:
        empty.ready()
    empty.close()

    assert refused.value.code == "database-not-migrated"


def test_a_database_that_does_not_answer_is_not_ready() -> None:
    """Nobody listens there."""
    nowhere = Database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable) as refused:
        nowhere.ready()

    assert refused.value.code == "database-unreachable"


@ON_POSTGRESQL
def test_a_database_whose_connections_are_all_taken_is_busy_not_broken(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks whether it is ready is told to come again."""

    def taken(*_: object) -> NoReturn:
        message = "QueuePool limit reached"
        raise PoolTimeout(message)

    monkeypatch.setattr(database.engine.pool, "connect", taken)
    with pytest.raises(Unavailable) as refused:
        database.ready()

    assert refused.value.code == "busy"


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_process_that_forks_opens_connections_of_its_own(database: Database) -> None:
    """Parent and child on one connection would read each other's answers."""
    keep(database, OPERATOR)
    engine = database.engine
    child = os.fork()
    if child == 0:
        be_mortal()
        code = 1
        try:
            with database.reading() as reading:
                code = 0 if database.engine is not engine and reading.operator(OPERATOR.id) == OPERATOR else 2
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)

    with database.reading() as reading:
        assert (0, OPERATOR) == (os.waitstatus_to_exitcode(status), reading.operator(OPERATOR.id))
    assert database.engine is engine


@ON_POSTGRESQL
def test_a_connection_that_died_while_idle_costs_one_retry(database: Database) -> None:
    """As after a restart of the server: nothing was done yet, so it can be done again."""
    keep(database, OPERATOR)
    order(database, _DISCONNECT)
    with pytest.raises(Retryable):
        keep_with_a_read(database)

    keep_with_a_read(database)


def keep_with_a_read(database: Database) -> None:
    """Read, then write."""
    with database.unit_of_work() as work:
        work.operator(OPERATOR.id)
        work.add(FARM)
        work.commit()


@ON_POSTGRESQL
def test_a_commit_whose_answer_is_lost_has_an_unknown_outcome(database: Database) -> None:
    """The server dies between the INSERT and the answer: whoever is told "failed" or "kept" may be told wrongly."""
    order(
        database,
        "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
        "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NULL; END $$",
        "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON operators DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION die()",
    )
    with pytest.raises(Unavailable) as refused:
        keep(database, OPERATOR)

    assert refused.value.code == "commit-outcome-unknown"


_DOUBT = (
    """
    CREATE FUNCTION doubt() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE WARNING 'canceling wait for synchronous replication due to user request' USING ERRCODE = '01000';
        RETURN NULL;
    END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER doubt AFTER INSERT ON operators DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION doubt()
    """,
)


@ON_POSTGRESQL
def test_a_cancelled_wait_for_the_standby_is_not_taken_for_success(database: Database) -> None:
    """PostgreSQL answers COMMIT with success and a warning; the warning is raised here by a trigger at that moment."""
    order(database, *_DOUBT)
    with pytest.raises(Unavailable, match="canceling wait for synchronous replication") as refused:
        keep(database, OPERATOR)

    assert refused.value.code == "commit-outcome-unknown"


@ON_POSTGRESQL
def test_without_listening_for_the_warning_the_commit_would_have_looked_like_success(database: Database) -> None:
    """The negative control."""
    order(database, *_DOUBT)
    with database.engine.connect() as connection:
        connection.connection.driver_connection._notice_handlers.clear()  # type: ignore[union-attr] # noqa: SLF001
    keep(database, OPERATOR)


@ON_POSTGRESQL
def test_a_doubt_about_one_commit_does_not_stay_with_the_connection(database: Database) -> None:
    """The next commit on it is judged by itself."""
    order(database, *_DOUBT)
    with pytest.raises(Unavailable):
        keep(database, OPERATOR)
    order(database, "DROP TRIGGER doubt ON operators")
    keep(database, FARM)


@ON_SQLITE
def test_a_file_that_somebody_keeps_locked_is_busy(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer in another process that does not end: the wait is bounded, and nothing was changed."""
    monkeypatch.setattr(sqlite, "_BUSY_SECONDS", 0.1)
    impatient = Database(database.url)
    other = sqlite.driver().connect(make_url(database.url).database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Retryable) as refused:
        keep(impatient, OPERATOR)
    other.close()
    impatient.close()

    assert refused.value.code == "busy"


@ON_POSTGRESQL
def test_a_connection_that_breaks_under_a_statement_of_sqlalchemy_is_unreachable_too(database: Database) -> None:
    """SQLAlchemy lets the connection go by itself then, and there is nothing left to undo."""

    def read_over_a_broken_connection() -> None:
        with database.unit_of_work() as work:
            work.connection.exec_driver_sql("SELECT 1")
            order(database, _DISCONNECT)
            work.connection.exec_driver_sql("SELECT 1")

    with pytest.raises(Retryable) as refused:
        read_over_a_broken_connection()

    assert "database-unreachable" == refused.value.code


@ON_SQLITE
def test_a_disk_that_fails_leaves_the_outcome_open(database: Database) -> None:
    """What SQLite had begun to write may be found again or not."""
    refusal = dialect_of(database.url).refusal(sqlite.driver().OperationalError("disk I/O error"))

    assert refusal is not None
    assert "commit-outcome-unknown" == refusal.code


def test_a_url_says_which_kind_of_database_it_names() -> None:
    """Also with the driver's name in it."""
    urls = ("sqlite:///var/x.db", "postgresql://h/d", "postgresql+psycopg://h/d")

    assert ["sqlite", "postgresql", "postgresql"] == [dialect_of(url).name for url in urls]


_DISCONNECT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)

if sys.platform == "win32":
    pytest.skip("the store forks and signals as POSIX does", allow_module_level=True)
