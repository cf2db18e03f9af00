"""Throw-away databases of both kinds, each named by the URL that the service would be given."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql
from sqlalchemy import make_url

_ROLES: Final = ("owner", "app", "sequencer", "eraser", "auditor")


class SqliteFolder:
    """SQLite databases, one file each, in a folder of the caller's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def database(self, *, like: str | None = None) -> Iterator[str]:
        """Lend an empty database, or a copy of *like*."""
        path = self._folder / f"{secrets.token_hex(6)}.db"
        if like:
            _copy(str(make_url(like).database), path)
        yield f"sqlite:///{path}"


class PostgresqlServer:
    """Databases on one PostgreSQL server, named by the address of its maintenance database."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)

    @contextmanager
    def database(self, *, like: str | None = None) -> Iterator[str]:
        """Lend an empty database, or a copy of *like*, to which nobody may be connected; it is dropped afterwards."""
        name = f"hashlevy_test_{secrets.token_hex(6)}"
        template = str(make_url(like).database) if like else "template0"
        self._order(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield self._url.set(database=name).render_as_string(hide_password=False)
        finally:
            self._order(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
            # They belong to the server, and a migration made them for this database.
            roles = (sql.Identifier(f"{name}_{role}") for role in _ROLES)
            self._order(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.SQL(", ").join(roles)))

    def _order(self, statement: sql.Composed) -> None:
        url = self._url.render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET statement_timeout = '60s'")
            connection.execute(statement)


Databases = SqliteFolder | PostgresqlServer


def _copy(source: str, target: Path) -> None:
    """Copy through the library, because a file may have part of its content in a write-ahead log beside it."""
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
