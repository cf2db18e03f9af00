"""All that is particular to SQLite: which library is safe, how a connection is set up, and what its errors mean."""

from __future__ import annotations

import logging
import re
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.exc import DBAPIError

from service.domain.errors import Refusal, Unavailable
from service.store.durability import Check, of_sqlite
from service.store.errors import AppendOnly, Retryable, refuse_unmade, taken
from service.store.mapping import Writing
from service.store.statement import Query, Statement, Values

_log: Final = logging.getLogger(__name__)

# In older libraries two connections that reset a write-ahead log at once can lose it: https://sqlite.org/wal.html, 11.
SAFE_FOR_WAL: Final = (3, 51, 3)
_BUSY_SECONDS: Final = 20
_LOOK_SECONDS: Final = 0.01
_TAKEN: Final = re.compile(r"UNIQUE constraint failed: (?P<columns>[\w., ]+)")
_GUARDED: Final = "append-only"
_UNKNOWN: Final = (
    "The disk failed while this was being kept, so it is not known whether it was. "
    "Send the same request with the same idempotency key: it will be done once."
)


def driver() -> ModuleType:
    """Return the DB-API module with the newer SQLite library: `pysqlite3` where it is installed, else Python's own."""
    try:
        import pysqlite3  # noqa: PLC0415 -- an optional dependency: no wheels for every platform
    except ImportError:
        return sqlite3
    newer: ModuleType = pysqlite3.dbapi2
    return newer if newer.sqlite_version_info > sqlite3.sqlite_version_info else sqlite3


def durability(library: tuple[int, ...]) -> tuple[str, str]:
    """
    Return the journal mode and the `synchronous` setting that lose no acknowledged commit in a power cut.

    A write-ahead log needs a sound library and FULL; a rollback journal needs EXTRA, which also syncs the directory
    after the journal is removed.
    """
    return ("WAL", "FULL") if library >= SAFE_FOR_WAL else ("DELETE", "EXTRA")


class Sqlite:
    """SQLite in a file."""

    name: Final = "sqlite"
    # A writer that began as a reader can fail half-way on the lock; one that begins as a writer waits in the queue.
    begin_writing: Final = "BEGIN IMMEDIATE"
    begin_reading: Final = "BEGIN"
    hurry: Final = ""
    # The write-ahead log has pages as they were; where a reader keeps it from being emptied now, a later one may.
    scouring: Final = "PRAGMA wal_checkpoint(TRUNCATE)"

    def __init__(self, url: URL) -> None:
        """Take the address of a file; relative to the working directory unless it begins with a slash."""
        if not url.database or url.database == ":memory:":
            raise ValueError(f"found {url}, expected a file such as sqlite:///var/hashlevy.db: memory keeps nothing")
        self._url = url
        self._driver = driver()
        self._inserts: dict[str, str] = {}

    def engine(self) -> Engine:
        """Make the pool of connections."""
        Path(str(self._url.database)).absolute().parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            self._url,
            module=self._driver,
            isolation_level="AUTOCOMMIT",
            connect_args={"timeout": _BUSY_SECONDS},
            pool_size=8,
            max_overflow=-1,
            # Whoever takes a connection ends its transaction before giving it back.
            pool_reset_on_return=None,
        )
        journal, synchronous = durability(self._driver.sqlite_version_info)
        if journal != "WAL":
            _log.warning(
                "SQLite %s can corrupt a write-ahead log; using a rollback journal, which is safe and slower. "
                "Install pysqlite3, or a Python with SQLite 3.51.3 or later, to have the faster one.",
                self._driver.sqlite_version,
            )
        event.listen(engine, "connect", lambda connection, _: _set_up(connection, journal, synchronous))
        return engine

    def fetch(
        self, pooled: PoolProxiedConnection, begin: str, reads: Sequence[tuple[Query[Any], Values]]
    ) -> list[list[Any]]:
        """Make several reads, after *begin* if it is not empty."""
        cursor = pooled.cursor()
        if begin:
            cursor.execute(begin)
        results = []
        for query, values in reads:
            cursor.execute(query.sqlite.text, query.sqlite.arrange(values))
            results.append([query.from_sqlite(record) for record in cursor.fetchall()])
        cursor.close()
        return results

    def begin(self, pooled: PoolProxiedConnection, begin: str) -> None:
        """Begin a transaction."""
        pooled.cursor().execute(begin)

    def roll_back(self, pooled: PoolProxiedConnection) -> bool:
        """Undo a transaction, if one is open; a file is always at hand."""
        pooled.rollback()
        return True

    def write(
        self,
        pooled: PoolProxiedConnection,
        changes: Sequence[tuple[Statement, Values]],
        runs: Sequence[tuple[Writing, list[object]]],
    ) -> None:
        """Make the changes and write the rows, without the commit."""
        cursor = pooled.cursor()
        for statement, values in changes:
            cursor.execute(statement.sqlite.text, statement.sqlite.arrange(values))
            refuse_unmade([cursor.rowcount])
        for writing, rows in runs:
            cursor.executemany(self._insert(writing), [writing.values(row) for row in rows])
        cursor.close()

    def write_and_commit(
        self,
        pooled: PoolProxiedConnection,
        begin: str,
        changes: Sequence[tuple[Statement, Values]],
        runs: Sequence[tuple[Writing, list[object]]],
    ) -> None:
        """Make the changes, write the rows and commit; the file is in step with the medium when this returns."""
        if begin:
            self.begin(pooled, begin)
        self.write(pooled, changes, runs)
        pooled.cursor().execute("COMMIT")

    def vouch(self, pooled: PoolProxiedConnection, begin: str) -> None:
        """Do nothing: what can be read is in step with the medium."""

    def refusal(self, error: BaseException) -> Refusal | None:
        """Return what the service says when the driver raises *error*."""
        cause = error.orig if isinstance(error, DBAPIError) else error
        if not isinstance(cause, self._driver.Error):
            return None
        return _refusal(str(cause))

    def durability(self, connection: Connection) -> tuple[Check, ...]:
        """Look at the library, the settings of the connection and the file's medium."""
        return of_sqlite.checks(connection, Path(str(self._url.database)))

    def begin_migration(self, connection: Connection) -> None:
        """Begin alone, without foreign keys: a table is changed by copying it, and what points to it must not mind."""
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql(self.begin_writing)

    def end_migration(self, connection: Connection, *, with_roles: bool) -> None:  # noqa: ARG002 -- a file has none
        """Look whether every foreign key still points to a row, and commit."""
        if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise ValueError(f"the migration left rows that point nowhere: {lost[:5]}")
        connection.exec_driver_sql("COMMIT")

    def _insert(self, writing: Writing) -> str:
        """Return the text that inserts one row."""
        text = self._inserts.get(writing.table)
        if text is None:
            columns = ", ".join(f'"{column}"' for column in writing.columns)
            marks = ", ".join("?" * len(writing.columns))
            text = self._inserts[writing.table] = f"INSERT INTO {writing.table} ({columns}) VALUES ({marks})"  # noqa: S608 -- names of our own metadata
        return text


def _set_up(connection: Any, journal: str, synchronous: str) -> None:
    """
    Prepare a new connection; none of this is kept in the file, except the journal mode.

    Without `recursive_triggers`, INSERT OR REPLACE would delete a guarded row without firing its trigger.
    """
    if (found := _switched(connection, journal)).upper() != journal:
        raise Unavailable(
            "storage-unsafe",
            f"This SQLite needs the journal mode {journal} to lose nothing, and the file has {found}, which cannot be "
            "changed: another process keeps it open, perhaps with another library, or the file system has no shared "
            "memory. Close the other process, or put the file on a local disk.",
        )
    for pragma in (
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "trusted_schema=OFF",
        # What is deleted is overwritten: keys that are destroyed leave nothing in the pages of the file.
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _switched(connection: Any, journal: str) -> str:
    """
    Switch the file to a journal mode, and return the one that it has then.

    SQLite waits for locks elsewhere, but not for this one: of processes that open a new file at once, one could be
    refused on the spot because another is about to make the very same switch. So it is asked again. Not so away from a
    write-ahead log: who has one open keeps it open.
    """
    latest = time.monotonic() + (_BUSY_SECONDS if journal == "WAL" else 0)
    while True:
        try:
            (found,) = connection.execute(f"PRAGMA journal_mode={journal}").fetchone()
        except connection.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > latest:
                return "another"
            time.sleep(_LOOK_SECONDS)
        else:
            return str(found)


def _refusal(message: str) -> Refusal | None:
    if match := _TAKEN.search(message):
        names = [column.partition(".") for column in match["columns"].split(", ")]
        return taken(names[0][0], tuple(column for _, _, column in names))
    if _GUARDED in message:
        return AppendOnly("append-only", message)
    if "database is locked" in message or "database table is locked" in message:
        return Retryable("busy", "Another process is writing; nothing was changed. Try again with the same key.")
    if "disk" in message and "full" in message:
        return Unavailable("storage-full", "There is no room left to keep this; nothing was changed.")
    if "disk I/O error" in message:
        return Unavailable("commit-outcome-unknown", _UNKNOWN)
    return None
