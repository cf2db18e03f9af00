"""A connection whose transaction begins with the first statement; what all reads are made of."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Final, Self, TypeVar

from sqlalchemy import Connection, Engine, Executable

from service.store.dialect import Dialect
from service.store.mapping import from_record

_Row = TypeVar("_Row")
_NONE: Final[Mapping[str, object]] = {}


class Session:
    """
    One transaction, or none when *begin* is empty: then every read stands alone and costs one round trip.

    The connection is taken and the transaction begun by the first statement; nothing of it outlives the `with` block.
    Whatever the driver raises inside the block leaves it as a refusal of the service, where the database's reason is
    one that the service foresees.
    """

    def __init__(self, engine: Engine, dialect: Dialect, begin: str) -> None:
        """Prepare a transaction that *begin* opens."""
        self._engine = engine
        self._dialect = dialect
        self._begin = begin
        self._connection: Connection | None = None

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
        """The connection, in its transaction."""
        if self._connection is None:
            self._connection = self._engine.connect()
            if self._begin:
                self._connection.exec_driver_sql(self._begin)
        return self._connection

    def _end(self) -> None:
        """Undo what was not committed, and give the connection back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            # Given back to the pool, a connection is rolled back; one that is broken is thrown away.
            connection.close()

    def _one(self, row: type[_Row], statement: Executable, values: Mapping[str, object] = _NONE) -> _Row | None:
        """Return the first row that *statement* finds."""
        record = self.connection.execute(statement, values).first()
        return None if record is None else from_record(row, record)

    def _all(self, row: type[_Row], statement: Executable, values: Mapping[str, object] = _NONE) -> tuple[_Row, ...]:
        """Return the rows that *statement* finds, in its order."""
        return tuple(from_record(row, record) for record in self.connection.execute(statement, values))
