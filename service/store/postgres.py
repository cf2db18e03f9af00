"""All that is particular to PostgreSQL: the pool, time limits, writing in one round trip, and what its errors mean."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from typing import Any, Final, cast

import psycopg
from psycopg.errors import Diagnostic
from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.domain.errors import Conflict, Refusal, Unavailable
from service.store.errors import AppendOnly, Retryable, refuse_unmade, taken
from service.store.exchange import Exchange, Prepared
from service.store.mapping import Writing
from service.store.statement import Query, Statement, Values

# What every connection is given when it is opened, and nothing else later: all of it can be read here.
SETTINGS: Final = {
    "application_name": "hashlevy",
    "timezone": "UTC",
    "statement_timeout": "15s",
    "lock_timeout": "8s",
    "idle_in_transaction_session_timeout": "60s",
    # Statements here find rows by their keys: any plan for one value is good for all. Left to itself, the server plans
    # some of them anew each time, those inside foreign keys included, at several times the cost of executing them.
    "plan_cache_mode": "force_generic_plan",
}
_CONNECTIONS: Final = 20
_CONNECT_SECONDS: Final = 5
# Rows of one INSERT: enough to make the round trips of an import few, and few enough different statements to prepare.
_ROWS: Final = 32
# Different statements for the rows of a unit of work; a connection keeps each that it has prepared.
_SHAPES: Final = 256
# Tables, each with a number of rows.
Shape = tuple[tuple[str, int], ...]
# SQLSTATE of "canceling wait for synchronous replication": the commit succeeded here and perhaps nowhere else.
_DOUBTFUL: Final = "01000"
# Any number will do that no other program locks in the same database: "levy" in ASCII.
_MIGRATING: Final = 0x6C657679

_UNKNOWN: Final = (
    "The connection was lost while this was being kept, so it is not known whether it was. "
    "Send the same request with the same idempotency key: it will be done once."
)

_LOST_RACE: Final = "Another request went first; nothing was changed. Try again with the same key."
_MEANINGS: Final[dict[str, tuple[type[Refusal], str, str]]] = {
    "40001": (Retryable, "lost-race", _LOST_RACE),
    "40P01": (Retryable, "lost-race", _LOST_RACE),
    "53100": (Unavailable, "storage-full", "There is no room left to keep this; nothing was changed."),
    "55P03": (Conflict, "request-in-flight", "Another request for the same thing is being worked on. Try again."),
    "57014": (Unavailable, "too-slow", "The database took too long; nothing was changed. Try again later."),
}


class Postgres:
    """PostgreSQL 15 or later, by psycopg 3."""

    name: Final = "postgresql"
    begin_writing: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"
    begin_reading: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    def __init__(self, url: URL) -> None:
        """Take the address of a database."""
        self._url = url.set(drivername="postgresql+psycopg")
        self._inserts: dict[Shape, bytes] = {}

    def engine(self) -> Engine:
        """
        Make the pool of connections.

        Connections are not tried before use, which would cost a round trip each time: a dead one shows when a unit of
        work begins, and then nothing was done yet.
        """
        ours = [f"-c {name}={value}" for name, value in SETTINGS.items()]
        # What the URL asks for comes last, and wins.
        options = " ".join([*ours, str(self._url.query.get("options", ""))])
        engine = create_engine(
            self._url,
            isolation_level="AUTOCOMMIT",
            connect_args={"options": options, "connect_timeout": _CONNECT_SECONDS},
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_timeout=_CONNECT_SECONDS,
            pool_use_lifo=True,
            # Whoever takes a connection ends its transaction before giving it back.
            pool_reset_on_return=None,
            use_native_hstore=False,
        )
        event.listen(engine, "connect", _set_up)
        return engine

    def fetch(
        self, pooled: PoolProxiedConnection, begin: str, reads: Sequence[tuple[Query[Any], Values]]
    ) -> list[list[Any]]:
        """Make several reads in one round trip, after *begin* if it is not empty."""
        exchange = _exchange(pooled)
        if begin:
            exchange.order(begin.encode())
        for query, values in reads:
            statement = query.postgresql
            exchange.send(statement.wire, statement.arrange(values))
        results = exchange.results()[bool(begin) :]
        return [_rows(query, result) for (query, _), result in zip(reads, results, strict=True)]

    def begin(self, pooled: PoolProxiedConnection, begin: str) -> None:
        """Begin a transaction."""
        self._order(pooled, begin)

    def roll_back(self, pooled: PoolProxiedConnection) -> bool:
        """Undo a transaction, if one is open; a connection that is closed or breaks is let go."""
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
            exchange.send(statement.postgresql.wire, statement.postgresql.arrange(values))
        self._send_runs(exchange, runs)
        if changes:
            results = exchange.results()[bool(begin) :]
            refuse_unmade(result.command_tuples or 0 for result in results[: len(changes)])
            exchange = _exchange(pooled)
        _commit(pooled, exchange)

    def refusal(self, error: BaseException) -> Refusal | None:
        """Return what the service says when the driver raises *error*."""
        if isinstance(error, PoolTimeout):
            return Unavailable("busy", "Too many requests are being worked on; nothing was changed. Try again later.")
        cause = error.orig if isinstance(error, DBAPIError) else error
        if not isinstance(cause, psycopg.Error):
            return None
        return _refusal(cause)

    def begin_migration(self, connection: Connection) -> None:
        """Begin alone, without the limits of a request; another migration waits for the lock until this one ends."""
        connection.exec_driver_sql(self.begin_writing)
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")

    def end_migration(self, connection: Connection) -> None:
        """Commit."""
        pooled = connection.connection
        _commit(pooled, _exchange(pooled))

    def _order(self, pooled: PoolProxiedConnection, text: str) -> None:
        exchange = _exchange(pooled)
        exchange.order(text.encode())
        exchange.results()

    def _send_runs(self, exchange: Exchange, runs: Sequence[tuple[Writing, list[object]]]) -> None:
        """
        Put the INSERTs of all runs into *exchange*.

        The first goes by itself, so that an equal request stops there; the others in one statement when they are few.
        """
        first, others = runs[:1], runs[1:]
        for writing, rows in first:
            self._send(exchange, writing, rows)
        shape = tuple((writing.table, len(rows)) for writing, rows in others)
        if not others or sum(number for _, number in shape) > _ROWS or not self._is_worth_preparing(shape):
            for writing, rows in others:
                self._send(exchange, writing, rows)
            return
        values = [value for writing, rows in others for row in rows for value in writing.values(row)]
        formats = [form for writing, rows in others for form in writing.formats * len(rows)]
        exchange.send(self._insert(shape, others), values, formats)

    def _send(self, exchange: Exchange, writing: Writing, rows: list[object]) -> None:
        """Put the INSERTs of one run into *exchange*."""
        for start in range(0, len(rows), _ROWS):
            part = rows[start : start + _ROWS]
            values = [value for row in part for value in writing.values(row)]
            shape = ((writing.table, len(part)),)
            exchange.send(self._insert(shape, [(writing, part)]), values, writing.formats * len(part))

    def _is_worth_preparing(self, shape: Shape) -> bool:
        return shape in self._inserts or len(self._inserts) < _SHAPES

    def _insert(self, shape: Shape, runs: Sequence[tuple[Writing, list[object]]]) -> bytes:
        """Return the text that inserts so many rows into these tables: all are checked at its end."""
        text = self._inserts.get(shape)
        if text is None:
            text = self._inserts[shape] = _inserting(runs)
        return text


def _inserting(runs: Sequence[tuple[Writing, list[object]]]) -> bytes:
    """Write one statement for all *runs* (PostgreSQL, 7.8.4, Data-Modifying Statements in WITH)."""
    place, inserts = count(1), []
    for writing, rows in runs:
        columns = ", ".join(f'"{column}"' for column in writing.columns)
        values = ", ".join(f"({', '.join(f'${next(place)}' for _ in writing.columns)})" for _ in rows)
        inserts.append(f"INSERT INTO {writing.table} ({columns}) VALUES {values}")  # noqa: S608 -- names of our own metadata
    *before, last = inserts
    named = ", ".join(f"w{number} AS ({insert})" for number, insert in enumerate(before))
    return (f"WITH {named} {last}" if named else last).encode()


def _driver(pooled: PoolProxiedConnection) -> psycopg.Connection[Any]:
    """Return psycopg's own connection."""
    return cast("psycopg.Connection[Any]", pooled.driver_connection)


def _exchange(pooled: PoolProxiedConnection) -> Exchange:
    return Exchange(_driver(pooled), pooled.info["prepared"])


def _set_up(driver: psycopg.Connection[Any], record: Any) -> None:
    """Prepare a new connection: warnings that cast doubt on a commit are kept where the commit looks for them."""
    doubts: list[str] = []
    record.info.update(doubts=doubts, prepared=Prepared())

    def notice(diagnostic: Diagnostic) -> None:
        if diagnostic.sqlstate == _DOUBTFUL:
            doubts.append(diagnostic.message_primary or "")

    driver.add_notice_handler(notice)
    # What is worth preparing is prepared here. Psycopg would forget all prepared statements when it rolls back.
    driver.prepare_threshold = None


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


def _refusal(error: psycopg.Error) -> Refusal | None:
    """Sort errors by SQLSTATE (PostgreSQL, appendix A)."""
    state = error.sqlstate or ""
    match state:
        case "23505":
            return taken(error.diag.table_name or "", _columns(error.diag))
        case "23001":
            return AppendOnly("append-only", error.diag.message_primary or "")
        case _ if state in _MEANINGS:
            kind, code, detail = _MEANINGS[state]
            return kind(code, detail)
        case _ if isinstance(error, psycopg.OperationalError):
            return Retryable("database-unreachable", "The database does not answer; nothing was changed. Try again.")
        case _:
            return None


def _columns(diagnostic: Diagnostic) -> tuple[str, ...]:
    """Return the columns of a key that is taken, from `Key (a, b)=(1, 2) already exists.`."""
    detail = diagnostic.message_detail or ""
    named = detail.partition("(")[2].partition(")=")[0]
    return tuple(column.strip('"') for column in named.split(", "))
