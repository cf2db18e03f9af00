"""All that is particular to PostgreSQL: writing in one round trip, migrating, and what its errors mean."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final, cast

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.domain.errors import Refusal, Unavailable
from service.store import roles
from service.store.durability import Check, of_postgresql
from service.store.errors import Retryable, refuse_unmade
from service.store.exchange import Exchange
from service.store.grants import DatabaseRole
from service.store.inserting import Inserts
from service.store.mapping import Writing
from service.store.postgres_errors import refusal_of
from service.store.postgres_pool import open_pool
from service.store.role_making import RolesNotMadeError, establish
from service.store.statement import Query, Statement, Text, Values

_log: Final = logging.getLogger(__name__)

# Any number will do that no other program locks in the same database: "levy" in ASCII.
_MIGRATING: Final = 0x6C657679

_NOTE: Final = (
    b"SELECT CASE WHEN current_setting('synchronous_standby_names') <> '' "
    b"THEN pg_logical_emit_message(true, 'hashlevy', '') END"
)
_UNKNOWN: Final = (
    "The connection was lost while this was being kept, so it is not known whether it was. "
    "Send the same request with the same idempotency key: it will be done once."
)


class Postgres:
    """PostgreSQL 15 or later, by psycopg 3."""

    name: Final = "postgresql"
    begin_writing: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"
    begin_reading: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    # Shorter than the limit on waiting for a lock: who waits for one that stands still goes on without it.
    hurry: Final = "SET LOCAL idle_in_transaction_session_timeout = '4s'"
    scouring: Final = ""

    def __init__(self, url: URL, role: DatabaseRole | None = None) -> None:
        """Take the address of a database, and the role to work as; none has all rights of who logs in."""
        self._url = url.set(drivername="postgresql+psycopg")
        self._role = role
        self._inserts = Inserts()

    def engine(self) -> Engine:
        """Make the pool of connections."""
        return open_pool(self._url, self._role)

    def fetch(
        self, pooled: PoolProxiedConnection, begin: str, reads: Sequence[tuple[Query[Any], Values]]
    ) -> list[list[Any]]:
        """Make several reads in one round trip, after *begin* if it is not empty."""
        exchange = _exchange(pooled)
        if begin:
            exchange.order(begin.encode())
        for query, values in reads:
            _send(exchange, query.postgresql, values)
        results = exchange.results()[bool(begin) :]
        return [_rows(query, result) for (query, _), result in zip(reads, results, strict=True)]

    def begin(self, pooled: PoolProxiedConnection, begin: str) -> None:
        """Begin a transaction."""
        self._order(pooled, begin)

    def roll_back(self, pooled: PoolProxiedConnection) -> bool:
        """Undo a transaction, if one is open; a connection that is closed or breaks is let go."""
        if not pooled.is_valid:
            return False  # SQLAlchemy has let it go, where a statement of its own found it broken.
        driver = _driver(pooled)
        if not driver.closed and driver.pgconn.transaction_status != TransactionStatus.IDLE:
            with suppress(psycopg.OperationalError):  # The connection is closed then, and the server undoes it itself.
                self._order(pooled, "ROLLBACK")
        if driver.closed:
            pooled.invalidate()
        return not driver.closed

    def write_and_commit(
        self,
        pooled: PoolProxiedConnection,
        begin: str,
        changes: Sequence[tuple[Statement, Values]],
        runs: Sequence[tuple[Writing, list[object]]],
    ) -> None:
        """
        Make the changes, write the rows and commit; without changes, in one round trip.

        The server skips the COMMIT when a statement before it fails, so an error it reports means that nothing was
        kept. Changes are looked at before the commit, because one that finds nothing to change is no error to it.
        """
        exchange = _exchange(pooled)
        if begin:
            exchange.order(begin.encode())
        for statement, values in changes:
            _send(exchange, statement.postgresql, values)
        self._inserts.send(exchange, runs)
        if changes:
            results = exchange.results()[bool(begin) :]
            refuse_unmade(result.command_tuples or 0 for result in results[: len(changes)])
            exchange = _exchange(pooled)
        _commit(pooled, exchange)

    def write(
        self,
        pooled: PoolProxiedConnection,
        changes: Sequence[tuple[Statement, Values]],
        runs: Sequence[tuple[Writing, list[object]]],
    ) -> None:
        """Make the changes and write the rows in one round trip, without the commit."""
        exchange = _exchange(pooled)
        for statement, values in changes:
            _send(exchange, statement.postgresql, values)
        self._inserts.send(exchange, runs)
        refuse_unmade(result.command_tuples or 0 for result in exchange.results()[: len(changes)])

    def vouch(self, pooled: PoolProxiedConnection, begin: str) -> None:
        """
        Commit after what was read, which waits for the standby, where there should be one, until it has all before it.

        A commit that wrote nothing waits for nobody, so a note is written that says nothing.
        """
        exchange = _exchange(pooled)
        if begin:
            exchange.order(begin.encode())
        exchange.order(_NOTE)
        _commit(pooled, exchange)

    def refusal(self, error: BaseException) -> Refusal | None:
        """Return what the service says when the driver raises *error*."""
        if isinstance(error, PoolTimeout):
            return Unavailable("busy", "Too many requests are being worked on; nothing was changed. Try again later.")
        cause = error.orig if isinstance(error, DBAPIError) else error
        if not isinstance(cause, psycopg.Error):
            return None
        return refusal_of(cause)

    def durability(self, connection: Connection) -> tuple[Check, ...]:
        """Look at the settings of the server."""
        return of_postgresql.checks(connection)

    def begin_migration(self, connection: Connection) -> None:
        """
        Begin alone, without the limits of a request, as the owner of the tables, where they have one of their own.

        Another migration waits for the lock until this one ends.
        """
        connection.exec_driver_sql(self.begin_writing)
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
        roles.become_owner(connection)

    def end_migration(self, connection: Connection, *, with_roles: bool) -> None:
        """Commit, *with_roles* after seeing that they can do what they should; where they cannot be made, go on."""
        try:
            if with_roles:
                establish(connection)
        except RolesNotMadeError as error:
            _log.warning("%s", error)
        pooled = connection.connection
        _commit(pooled, _exchange(pooled))

    def _order(self, pooled: PoolProxiedConnection, text: str) -> None:
        exchange = _exchange(pooled)
        exchange.order(text.encode())
        exchange.results()


def _driver(pooled: PoolProxiedConnection) -> psycopg.Connection[Any]:
    """Return psycopg's own connection."""
    return cast("psycopg.Connection[Any]", pooled.driver_connection)


def _exchange(pooled: PoolProxiedConnection) -> Exchange:
    return Exchange(_driver(pooled), pooled.info["prepared"])


def _send(exchange: Exchange, text: Text, values: Values) -> None:
    exchange.send(text.wire, text.arrange(values), text.formats)


def _commit(pooled: PoolProxiedConnection, exchange: Exchange) -> None:
    """
    Commit at the end of *exchange*, and take it for done only when the server says so without reservation.

    A connection that breaks may have lost the answer to the COMMIT. A cancelled wait for a synchronous standby is
    reported as success with a warning, a COMMIT of a failed transaction as success of a ROLLBACK.
    """
    driver, doubts = _driver(pooled), pooled.info["doubts"]
    doubts.clear()
    exchange.order(b"COMMIT")
    try:
        committed = exchange.results()[-1]
    except psycopg.OperationalError as error:
        if driver.closed:
            raise Unavailable("commit-outcome-unknown", _UNKNOWN) from error
        raise
    if doubts:
        raise Unavailable("commit-outcome-unknown", f"{_UNKNOWN} The database said: {doubts[0]}")
    if committed.command_status != b"COMMIT":
        raise Retryable("undone", "The database undid this; nothing was changed. Try again with the same key.")


def _rows(query: Query[Any], result: PGresult) -> list[Any]:
    """Make rows of a result."""
    width, get = range(result.nfields), result.get_value
    return [query.from_wire([get(row, column) for column in width]) for row in range(result.ntuples)]
