"""What the store asks of a database; `sqlite.py` and `postgres.py` hold all that differs between the two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Engine, PoolProxiedConnection, make_url
from sqlalchemy.exc import ArgumentError

from service.domain.errors import Refusal
from service.store.mapping import Writing
from service.store.postgres import Postgres
from service.store.sqlite import Sqlite
from service.store.statement import Query, Statement, Values

_EXPECTED: Final = "expected sqlite:///var/hashlevy.db or postgresql://user@host/name"


class Dialect(Protocol):
    """
    One kind of database.

    Drivers are in autocommit mode: a transaction begins where the store says so, with `begin_writing` or
    `begin_reading`, and nowhere else.
    """

    @property
    def name(self) -> str:
        """What SQLAlchemy calls it."""

    @property
    def begin_writing(self) -> str:
        """The statement that begins a transaction which writes."""

    @property
    def begin_reading(self) -> str:
        """The statement that begins a transaction which sees one state of the database throughout."""

    def engine(self) -> Engine:
        """Make the pool of connections of this process."""

    def begin(self, pooled: PoolProxiedConnection, begin: str) -> None:
        """Begin a transaction with the statement *begin*."""

    def roll_back(self, pooled: PoolProxiedConnection) -> bool:
        """Undo a transaction, if one is open; tell whether the connection can be used further, else let go of it."""

    def fetch(
        self, pooled: PoolProxiedConnection, begin: str, reads: Sequence[tuple[Query[Any], Values]]
    ) -> list[list[Any]]:
        """Return the rows of each read, after *begin* if it is not empty, in as few round trips as there can be."""

    def write_and_commit(
        self,
        pooled: PoolProxiedConnection,
        begin: str,
        changes: Sequence[tuple[Statement, Values]],
        runs: Sequence[tuple[Writing, list[object]]],
    ) -> None:
        """
        Make the changes of one row each, write the rows and commit, in as few round trips as there can be.

        Raises:
            Stale: a change found no row.
        """

    def refusal(self, error: BaseException) -> Refusal | None:
        """Return what the service says when the driver raises *error*; none when it is not one that is foreseen."""

    def begin_migration(self, connection: Connection) -> None:
        """Begin the transaction of a migration, alone."""

    def end_migration(self, connection: Connection) -> None:
        """Commit it, unless it left rows that point nowhere."""


def dialect_of(url: str) -> Dialect:
    """
    Return the kind of database that *url* names.

    Raises:
        ValueError: it names none that the store knows.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ValueError(f"found {url!r}, {_EXPECTED}") from error
    match parsed.get_backend_name():
        case "sqlite":
            return Sqlite(parsed)
        case "postgresql":
            return Postgres(parsed)
        case other:
            raise ValueError(f"found {other}://, {_EXPECTED}")
