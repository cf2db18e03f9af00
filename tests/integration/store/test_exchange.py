"""Statements that go to PostgreSQL together: all are answered, or the first that fails is told."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

import psycopg
import pytest

from service.store.exchange import Exchange, Prepared

pytestmark = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)


@pytest.fixture
def connection(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """Connect as the store does: in autocommit mode, with no preparing by psycopg."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.prepare_threshold = None
        connection.execute("CREATE TABLE numbers (number integer PRIMARY KEY)")
        yield connection


def numbers(connection: psycopg.Connection[Any]) -> list[int]:
    """Read what is kept."""
    return [number for (number,) in connection.execute("SELECT number FROM numbers ORDER BY number")]


def insert(exchange: Exchange, *values: int) -> None:
    """Send one INSERT for each value."""
    for value in values:
        exchange.send(b"INSERT INTO numbers VALUES ($1)", [b"%d" % value])


def test_every_statement_is_answered_in_its_order(connection: psycopg.Connection[Any]) -> None:
    """A value may be nothing, text or bytes."""
    exchange = Exchange(connection, Prepared())
    exchange.order(b"BEGIN")
    exchange.send(b"SELECT $1::text", [b"one"])
    exchange.send(b"SELECT $1::text", [None])
    exchange.send(b"SELECT $1::bytea", [b"\x00\xff"], [1])
    exchange.order(b"COMMIT")

    begun, *answers, committed = exchange.results()

    assert [b"one", None, rb"\x00ff"] == [answer.get_value(0, 0) for answer in answers]
    assert (b"BEGIN", b"COMMIT") == (begun.command_status, committed.command_status)


def test_the_first_failure_is_raised_and_nothing_after_it_is_done(connection: psycopg.Connection[Any]) -> None:
    """The COMMIT that comes after it is not executed either."""
    exchange = Exchange(connection, Prepared())
    exchange.order(b"BEGIN")
    insert(exchange, 1, 2, 1, 3)
    exchange.order(b"COMMIT")
    with pytest.raises(psycopg.errors.UniqueViolation, match=r"\(number\)=\(1\)"):
        exchange.results()
    connection.rollback()

    assert [] == numbers(connection)


def test_a_connection_is_as_good_as_before_after_a_failure(connection: psycopg.Connection[Any]) -> None:
    """What was prepared stays prepared, and what failed to be prepared is prepared anew."""
    prepared = Prepared()
    for good in (False, True, False, True):
        exchange = Exchange(connection, prepared)
        insert(exchange, len(numbers(connection)))
        exchange.send(b"SELECT 1" if good else b"SELECT nonsense", [])
        if good:
            exchange.results()
        else:
            with pytest.raises(psycopg.errors.UndefinedColumn):
                exchange.results()

    assert [0, 1] == numbers(connection)


def test_a_statement_is_prepared_once(connection: psycopg.Connection[Any]) -> None:
    """However often and in however many exchanges it is sent, and through a rollback."""
    prepared = Prepared()
    for start in (0, 10):
        exchange = Exchange(connection, prepared)
        exchange.order(b"BEGIN")
        insert(exchange, start, start + 1)
        exchange.results()
        connection.rollback()

    assert [("INSERT INTO numbers VALUES ($1)",)] == connection.execute(
        "SELECT statement FROM pg_prepared_statements"
    ).fetchall()


def test_more_than_fits_into_the_buffers_of_a_socket_gets_through(connection: psycopg.Connection[Any]) -> None:
    """Both sides have megabytes to say at once: neither may wait for the other to listen first."""
    exchange = Exchange(connection, Prepared())
    megabyte = b"x" * 2**20
    for _ in range(8):
        exchange.send(b"SELECT $1::text", [megabyte])

    assert [megabyte] * 8 == [answer.get_value(0, 0) for answer in exchange.results()]


def test_answers_that_were_read_while_the_rest_was_sent_are_not_waited_for(
    connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has been read makes no socket readable any more; so a filing of 230 kB waited for ever, once in a while."""
    monkeypatch.setattr("service.store.exchange._SECONDS_MAX", 2)
    exchange = Exchange(cast("psycopg.Connection[Any]", Slow(connection)), Prepared())
    exchange.send(b"SELECT $1::text", [b"one"])

    assert [b"one"] == [answer.get_value(0, 0) for answer in exchange.results()]


def test_an_exchange_that_is_interrupted_closes_the_connection(
    connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answers are still to come; whoever used the connection next would read them as its own."""
    exchange = Exchange(connection, Prepared())
    exchange.send(b"SELECT $1::text", [b"one"])
    monkeypatch.setattr(Exchange, "_receive", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        exchange.results()

    assert connection.closed


def test_a_server_that_falls_silent_is_given_up(
    connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wait for a standby has no limit at the server, and must not be cancelled: the socket is closed instead."""
    monkeypatch.setattr("service.store.exchange._SECONDS_MAX", 0.1)
    exchange = Exchange(connection, Prepared())
    exchange.send(b"SELECT pg_sleep(2)", [])
    with pytest.raises(psycopg.OperationalError, match=r"no answer from the database for 0.1 seconds"):
        exchange.results()

    assert connection.closed


def test_a_server_that_takes_nothing_more_is_given_up(
    connection: psycopg.Connection[Any], full: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write whose rest cannot be sent waits no longer than one whose answer does not come."""
    monkeypatch.setattr("service.store.exchange._SECONDS_MAX", 0.1)
    exchange = Exchange(cast("psycopg.Connection[Any]", Deaf(connection, full)), Prepared())
    exchange.send(b"SELECT $1::text", [b"one"])
    with pytest.raises(psycopg.OperationalError, match=r"no answer from the database for 0.1 seconds"):
        exchange.results()

    assert connection.closed


class Slow:
    """A connection that once says that something is left to be sent, and reads when the server has answered it all."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._libpq, self._is_asked = connection.pgconn, False
        self.close = connection.close

    @property
    def pgconn(self) -> Slow:
        """What stands for libpq."""
        return self

    def flush(self) -> int:
        """Send everything, and say the first time that this was not everything."""
        left, self._is_asked = self._libpq.flush() or not self._is_asked, True
        return int(left)

    def consume_input(self) -> None:
        """Read what there is after a while, as whoever was kept from it."""
        time.sleep(0.3)
        self._libpq.consume_input()

    def __getattr__(self, name: str) -> Any:
        """Do all else as libpq does."""
        return getattr(self._libpq, name)


class Deaf(Slow):
    """A connection to a server that neither takes what is left to be sent nor says anything."""

    def __init__(self, connection: psycopg.Connection[Any], full: socket.socket) -> None:
        super().__init__(connection)
        self.socket = full.fileno()

    def flush(self) -> int:
        """Say that something is left."""
        return 1


@pytest.fixture
def full() -> Iterator[socket.socket]:
    """Return a socket that takes nothing more, because nobody reads at its other end."""
    here, there = socket.socketpair()
    with here, there:
        here.settimeout(0)
        with suppress(BlockingIOError):
            while True:
                here.send(bytes(65536))
        yield here


def _interrupt(_: Exchange) -> None:
    raise KeyboardInterrupt
