"""What the store asks of a database; `sqlite.py` and `postgres.py` hold all that differs between the two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Engine, PoolProxiedConnection, make_url
from sqlalchemy.exc import ArgumentError

from service.domain.errors import Refusal
from service.store.durability import Check
from service.store.grants import DatabaseRole
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

    @property
    def hurry(self) -> str:
        """The statement that has a transaction undone soon when it stands still; empty where there is none."""

    @property
    def scouring(self) -> str:
        """The statement that writes over what a journal still has of deleted rows; empty where clients have none."""

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

    def write(
        self,
        pooled: PoolProxiedConnection,
        changes: Sequence[tuple[Statement, Values]],
        runs: Sequence[tuple[Writing, list[object]]],
    ) -> None:
        """
        Make the changes of one row each and write the rows, in a transaction that goes on.

        Raises:
            Stale: a change found no row.
        """

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

    def vouch(self, pooled: PoolProxiedConnection, begin: str) -> None:
        """End the transaction, when all that it could read is as safe as what is committed now."""

    def refusal(self, error: BaseException) -> Refusal | None:
        """Return what the service says when the driver raises *error*; none when it is not one that is foreseen."""

    def durability(self, connection: Connection) -> tuple[Check, ...]:
        """Look whether what is acknowledged on *connection* is kept whatever happens."""

    def begin_migration(self, connection: Connection) -> None:
        """Begin the transaction of a migration, alone."""

    def end_migration(self, connection: Connection, *, with_roles: bool) -> None:
        """Commit it, unless it left rows that point nowhere; *with_roles* where the schema is one that has them."""


def dialect_of(url: str, role: DatabaseRole | None = None) -> Dialect:
    """
    Return the kind of database that *url* names, worked on as *role* where the database has roles.

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
            return Postgres(parsed, role)
        case other:
            raise ValueError(f"found {other}://, {_EXPECTED}")
