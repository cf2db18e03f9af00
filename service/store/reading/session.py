"""A connection whose transaction begins with the first statement; what all reads are made of."""

from __future__ import annotations

from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, CursorResult, Engine, Executable, PoolProxiedConnection

from service.store.dialect import Dialect
from service.store.mapping import from_record
from service.store.reading.known import knowing
from service.store.statement import NO_VALUES, Query, Values

_Row = TypeVar("_Row")


class Session:
    """
    One transaction, or none when *begin* is empty: then every read stands alone and costs one round trip.

    The connection is taken and the transaction begun by the first statement; nothing of it outlives the `with` block.
    Whatever the driver raises inside the block leaves it as a refusal of the service, where the database's reason is
    one that the service foresees.

    *known_at* is the instant whose knowledge all reads of it have (see `service.store.reading.known`); none: all
    there is.
    """

    def __init__(self, engine: Engine, dialect: Dialect, begin: str, known_at: datetime | None = None) -> None:
        """Prepare a transaction that *begin* opens."""
        self._engine = engine
        self._dialect = dialect
        self._begin = begin
        self.known_at = known_at
        self._knowing = knowing(known_at)
        self._pooled: PoolProxiedConnection | None = None
        self._core: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()
        if error is not None and (refusal := self._dialect.refusal(error)) is not None:
            raise refusal from error

    @property
    def connection(self) -> Connection:
        """The connection in its transaction, as SQLAlchemy Core uses it: for statements that vary."""
        pooled, begin = self._opened()
        if begin:
            self._dialect.begin(pooled, begin)
        if self._core is None:
            self._core = Connection(self._engine, pooled)
        return self._core

    def _opened(self) -> tuple[PoolProxiedConnection, str]:
        """Return the connection, and the statement that begins the transaction when that is still to be sent."""
        if self._pooled is not None:
            return self._pooled, ""
        self._pooled = self._engine.raw_connection()
        return self._pooled, self._begin

    def _end(self) -> None:
        """Undo what was not committed, and give the connection back."""
        pooled, self._pooled, self._core = self._pooled, None, None
        if pooled is None:
            return
        try:
            alive = self._dialect.roll_back(pooled)
        finally:
            pooled.close()
        if not alive:
            # Where one connection broke, the idle ones are likely to be dead as well.
            self._engine.dispose()

    def _fetch(self, *reads: tuple[Query[Any], Values]) -> list[list[Any]]:
        """Return the rows of each read, in as few round trips as there can be."""
        pooled, begin = self._opened()
        return self._dialect.fetch(pooled, begin, [(query, {**self._knowing, **values}) for query, values in reads])

    def _first(self, query: Query[_Row], values: Values = NO_VALUES) -> _Row | None:
        """Return the first row that *query* finds."""
        rows = self._fetch((query, values))[0]
        return rows[0] if rows else None

    def _every(self, query: Query[_Row], values: Values = NO_VALUES) -> tuple[_Row, ...]:
        """Return the rows that *query* finds, in its order."""
        return tuple(self._fetch((query, values))[0])

    def _one(self, row: type[_Row], statement: Executable, values: Values = NO_VALUES) -> _Row | None:
        """Return the first row that *statement* finds."""
        record = self._execute(statement, values).first()
        return None if record is None else from_record(row, record)

    def _all(self, row: type[_Row], statement: Executable, values: Values = NO_VALUES) -> tuple[_Row, ...]:
        """Return the rows that *statement* finds, in its order."""
        return tuple(from_record(row, record) for record in self._execute(statement, values))

    def _execute(self, statement: Executable, values: Values = NO_VALUES) -> CursorResult[Any]:
        """Return what *statement* finds, for those that vary."""
        return self.connection.execute(statement, {**self._knowing, **values})
