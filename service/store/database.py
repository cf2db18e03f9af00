"""The door to the store: a database by its URL, opened once in each process."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.domain.errors import Unavailable
from service.store import migrations
from service.store.dialect import dialect_of
from service.store.durability import Check
from service.store.errors import Retryable
from service.store.grants import DatabaseRole
from service.store.mapping import writings
from service.store.reading import Reading
from service.store.unit_of_work import UnitOfWork

_Result = TypeVar("_Result")
# A lost race is rare and the next attempt usually wins; more than this means that something else is wrong.
_ATTEMPTS: Final = 5
_PAUSE_SECONDS: Final = 0.01
# Where a server keeps the rows, the keys are kept where the embedded database would be.
_KEYS: Final = Path("var/keys")


def keys_of(url: str) -> Path:
    """Return the directory of the keys of the database at *url* unless another is set: beside its file."""
    parsed = make_url(url)
    return Path(parsed.database or "").parent / "keys" if parsed.get_backend_name() == "sqlite" else _KEYS


class Database:
    """
    The store at *url*; safe to share between threads, and to make before a process forks.

    Connections are made by the process that uses them, when it first does. On PostgreSQL they work as *role*, which
    can do what its work asks for and no more.
    """

    def __init__(self, url: str, keys: Path | None = None, role: DatabaseRole = DatabaseRole.APP) -> None:
        """Name the database, and the directory of its keys where that is not the usual one; nothing is opened yet."""
        self.url = url
        self._role = role
        self._others: dict[DatabaseRole, Database] = {}
        self._dialect = dialect_of(url, role)
        self.keys = keys or keys_of(url)
        self._writings = writings(self._dialect.name)
        self._engine: Engine | None = None
        self._process = 0
        self._opening = threading.Lock()

    def acting_as(self, role: DatabaseRole) -> Database:
        """Return the same store for *role*, with connections of its own; they are closed with those of this one."""
        if role is self._role:
            return self
        with self._opening:
            return self._others.setdefault(role, Database(self.url, self.keys, role))

    def unit_of_work(self) -> UnitOfWork:
        """Return a write transaction: `with database.unit_of_work() as work: ...; work.commit()`."""
        return UnitOfWork(self.engine, self._dialect, self._writings, self.keys)

    def reading(self, known_at: datetime | None = None, *, snapshot: bool = True) -> Reading:
        """
        Return a read transaction, with the knowledge of the instant *known_at* (none: all there is).

        Without *snapshot* each read stands alone, sees what is committed at that moment and costs one round trip only:
        right for a single read, such as that of a key.
        """
        return Reading(self.engine, self._dialect, self._dialect.begin_reading if snapshot else "", known_at)

    def transact(self, action: Callable[[UnitOfWork], _Result]) -> _Result:
        """
        Return what *action* returns, given a new unit of work; again from the start while the database says Retryable.

        *action* commits, or the work is undone. It must not keep anything from an earlier attempt.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self.unit_of_work() as work:
                    return action(work)
            except Retryable:
                if attempt == _ATTEMPTS:
                    raise
                time.sleep(_PAUSE_SECONDS * attempt)
        raise AssertionError

    def ready(self) -> None:
        """
        Return when the database answers and has the tables of this version of the service.

        Raises:
            Unavailable: says what is missing and how to mend it.
        """
        try:
            with self.engine.connect() as connection:
                found = migrations.current_of(connection)
        except (DBAPIError, PoolTimeout) as error:
            busy = self._dialect.refusal(error) if isinstance(error, PoolTimeout) else None
            raise busy or Unavailable("database-unreachable", "The database does not answer.") from error
        if found != (expected := migrations.head()):
            raise Unavailable(
                "database-not-migrated",
                f"The database is at revision {found}, this service needs {expected}. Run: ./run hashlevy db upgrade",
            )

    def scour(self) -> None:
        """Write over what the database file and its journal still have of what was deleted, as far as that can be."""
        if self._dialect.scouring:
            with self.engine.connect() as connection:
                connection.exec_driver_sql(self._dialect.scouring).all()

    def durability(self) -> tuple[Check, ...]:
        """
        Look, on a connection of the service's own, whether what is acknowledged is kept whatever happens.

        Raises:
            Unavailable: the database does not answer.
        """
        try:
            with self.engine.connect() as connection:
                return self._dialect.durability(connection)
        except (DBAPIError, PoolTimeout) as error:
            raise Unavailable("database-unreachable", "The database does not answer.") from error

    def close(self) -> None:
        """Close all connections of this process."""
        for other in self._others.values():
            other.close()
        if self._engine is not None and self._process == os.getpid():
            self._engine.dispose()
        self._engine = None

    @property
    def engine(self) -> Engine:
        """The pool of this process; after a fork the child makes its own and leaves the parent's connections alone."""
        engine = self._engine
        if engine is None or self._process != os.getpid():
            with self._opening:
                engine = self._engine
                if engine is None or self._process != os.getpid():
                    self._engine = engine = self._dialect.engine()
                    self._process = os.getpid()
        return engine
