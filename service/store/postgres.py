"""All that is particular to PostgreSQL: the pool, time limits, writing in one round trip, and what its errors mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import psycopg
from psycopg.errors import Diagnostic
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.domain.errors import Conflict, Refusal, Unavailable
from service.store.errors import AppendOnly, Retryable, taken
from service.store.mapping import Writing

# What every connection is given when it is opened, and nothing else later: all of it can be read here.
SETTINGS: Final = {
    "application_name": "hashlevy",
    "timezone": "UTC",
    "statement_timeout": "15s",
    "lock_timeout": "8s",
    "idle_in_transaction_session_timeout": "60s",
}
_CONNECTIONS: Final = 20
_CONNECT_SECONDS: Final = 5
# Rows of one INSERT: enough to make the round trips of an import few, and few enough different statements to prepare.
_ROWS: Final = 32
_PREPARED: Final = 400
# SQLSTATE of "canceling wait for synchronous replication": the commit succeeded here and perhaps nowhere else.
_DOUBTFUL: Final = "01000"
# Any number will do that no other program locks in the same database: "levy" in ASCII.
_MIGRATING: Final = 0x6C657679

_UNKNOWN: Final = (
    "The connection was lost while this was being kept, so it is not known whether it was. "
    "Send the same request with the same idempotency key: it will be done once."
)


class Postgres:
    """PostgreSQL 15 or later, by psycopg 3."""

    name: Final = "postgresql"
    begin_writing: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"
    begin_reading: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    def __init__(self, url: URL) -> None:
        """Take the address of a database."""
        self._url = url.set(drivername="postgresql+psycopg")
        self._inserts: dict[tuple[str, int], str] = {}

    def engine(self) -> Engine:
        """
        Make the pool of connections.

        Connections are not tried before use, which would cost a round trip each time: a dead one shows when a unit of
        work begins, and then nothing was done yet.
        """
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        engine = create_engine(
            self._url,
            isolation_level="AUTOCOMMIT",
            connect_args={"options": options, "connect_timeout": _CONNECT_SECONDS},
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_timeout=_CONNECT_SECONDS,
            pool_use_lifo=True,
            use_native_hstore=False,
        )
        event.listen(engine, "connect", _set_up)
        return engine

    def insert(self, connection: Connection, runs: Iterable[tuple[Writing, list[object]]]) -> None:
        """Write rows in their order, in one round trip."""
        driver = _driver(connection)
        with driver.pipeline():
            self._send(driver, runs)

    def insert_and_commit(self, connection: Connection, runs: Iterable[tuple[Writing, list[object]]]) -> None:
        """
        Write rows in their order and commit, in one round trip.

        The server skips the COMMIT when a statement before it fails, so an error it reports means that nothing was
        kept. When the connection breaks, the answer to the COMMIT may be what was lost.
        """
        driver = _driver(connection)
        connection.info["doubts"].clear()
        try:
            with driver.pipeline():
                self._send(driver, runs)
                committed = driver.execute("COMMIT")
        except psycopg.OperationalError as error:
            if driver.closed:
                raise Unavailable("commit-outcome-unknown", _UNKNOWN) from error
            raise
        _confirm(connection, committed)

    def commit(self, connection: Connection) -> None:
        """Commit what was written before."""
        self.insert_and_commit(connection, ())

    def refusal(self, error: BaseException) -> Refusal | None:
        """Return what the service says when the driver raises *error*."""
        if isinstance(error, PoolTimeout):
            return Unavailable("busy", "Too many requests are being worked on; nothing was changed. Try again later.")
        cause = error.orig if isinstance(error, DBAPIError) else error
        if not isinstance(cause, psycopg.Error):
            return None
        return _refusal(cause)

    def begin_migration(self, connection: Connection) -> None:
        """Begin alone, and without the limits of a request; another migration waits for the lock until this one ends."""
        connection.exec_driver_sql(self.begin_writing)
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")

    def end_migration(self, connection: Connection) -> None:
        """Commit."""
        self.commit(connection)

    def _send(self, driver: psycopg.Connection[Any], runs: Iterable[tuple[Writing, list[object]]]) -> None:
        """Put the INSERTs into the pipeline."""
        cursor = driver.cursor()
        for writing, rows in runs:
            for part in _parts(rows):
                values = [value for row in part for value in writing.values(row)]
                cursor.execute(self._insert(writing, len(part)), values, prepare=True)  # type: ignore[call-overload] # text of our own metadata

    def _insert(self, writing: Writing, count: int) -> str:
        """Return the text that inserts *count* rows."""
        text = self._inserts.get((writing.table, count))
        if text is None:
            columns = ", ".join(f'"{column}"' for column in writing.columns)
            row = f"({', '.join(['%s'] * len(writing.columns))})"
            text = f"INSERT INTO {writing.table} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608 -- names of our own metadata
            self._inserts[writing.table, count] = text
        return text


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    """Return psycopg's own connection."""
    driver: psycopg.Connection[Any] = connection.connection.driver_connection
    return driver


def _set_up(driver: psycopg.Connection[Any], record: Any) -> None:  # noqa: ANN401 -- of SQLAlchemy's pool, without a type
    """Prepare a new connection: warnings that cast doubt on a commit are kept where the commit looks for them."""
    doubts: list[str] = record.info.setdefault("doubts", [])

    def notice(diagnostic: Diagnostic) -> None:
        if diagnostic.sqlstate == _DOUBTFUL:
            doubts.append(diagnostic.message_primary or "")

    driver.add_notice_handler(notice)
    driver.prepared_max = _PREPARED


def _confirm(connection: Connection, committed: psycopg.Cursor[Any]) -> None:
    """
    Take a commit for done only when the server says so without reservation.

    A cancelled wait for a synchronous standby is reported as success with a warning; a COMMIT of a failed transaction
    as success of a ROLLBACK.
    """
    if doubts := connection.info["doubts"]:
        raise Unavailable("commit-outcome-unknown", f"{_UNKNOWN} The database said: {doubts[0]}")
    if committed.statusmessage != "COMMIT":
        raise Retryable("undone", "The database undid this; nothing was changed. Try again with the same key.")


def _parts(rows: list[object]) -> Iterator[list[object]]:
    for start in range(0, len(rows), _ROWS):
        yield rows[start : start + _ROWS]


def _refusal(error: psycopg.Error) -> Refusal | None:
    """Sort errors by SQLSTATE (PostgreSQL, appendix A)."""
    state = error.sqlstate or ""
    match state:
        case "40001" | "40P01":
            return Retryable("lost-race", "Another request went first; nothing was changed. Try again with the same key.")
        case "23505":
            return taken(error.diag.table_name or "", _columns(error.diag))
        case "23001":
            return AppendOnly("append-only", error.diag.message_primary or "")
        case "55P03":
            return Conflict("request-in-flight", "Another request for the same thing is being worked on. Try again.")
        case "57014":
            return Unavailable("too-slow", "The database took too long; nothing was changed. Try again later.")
        case "53100":
            return Unavailable("storage-full", "There is no room left to keep this; nothing was changed.")
    if isinstance(error, psycopg.OperationalError):
        return Retryable("database-unreachable", "The database does not answer; nothing was changed. Try again.")
    return None


def _columns(diagnostic: Diagnostic) -> tuple[str, ...]:
    """Return the columns of a key that is taken, from `Key (a, b)=(1, 2) already exists.`."""
    detail = diagnostic.message_detail or ""
    named = detail.partition("(")[2].partition(")=")[0]
    return tuple(column.strip('"') for column in named.split(", "))
