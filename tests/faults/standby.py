"""A PostgreSQL with a synchronous standby, which can be made to fall silent and to come back."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

import psycopg
from sqlalchemy import make_url

from tests import postgresql, postgresql_binaries
from tests.databases import PostgresqlServer

_WAIT_SECONDS: Final = 60
# A server that sends what it writes, as none does that is on its own.
_SENDING: Final = ("--wal_level=replica", "--max_wal_senders=4", "--wal_sender_timeout=0")


class Pair:
    """A primary whose commits wait for its standby."""

    def __init__(self, primary: postgresql.Server, standby: postgresql.Server) -> None:
        """Take two servers, of which the second follows the first."""
        self.databases = PostgresqlServer(primary.url)
        self._primary, self._standby = primary.url, standby.url

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Lend a pair; both end afterwards."""
        binaries = postgresql_binaries.find(os.environ)
        assert binaries is not None, "the tests would not have begun"
        primary = postgresql.start(binaries, *_SENDING)
        try:
            home = make_url(primary.url).query["host"]
            standby = postgresql.start(binaries, str(home), *_SENDING, "--hot_standby=on")
            try:
                pair = cls(primary, standby)
                pair.order("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
                until(lambda: pair.ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1)
                yield pair
            finally:
                standby.stop()
        finally:
            primary.stop()

    def order(self, *statements: str) -> None:
        """Run statements on the primary, each by itself."""
        with psycopg.connect(self._primary, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def ask(self, question: str) -> Any:
        """Return the one value that the primary answers with."""
        return _answer(self._primary, question)

    def ask_standby(self, url: str, question: str) -> Any:
        """Return the one value that the standby answers with, of its copy of the database at *url*."""
        database = make_url(url).database
        return _answer(make_url(self._standby).set(database=database).render_as_string(hide_password=False), question)

    @contextmanager
    def silenced(self) -> Iterator[None]:
        """Let the standby, which has all there is, receive nothing for a while, as if its network were gone."""
        written = self.ask("SELECT pg_current_wal_flush_lsn()")
        until(lambda: _answer(self._standby, f"SELECT pg_last_wal_replay_lsn() >= '{written}'"))
        receiver = int(_answer(self._standby, "SELECT pid FROM pg_stat_wal_receiver"))
        os.kill(receiver, signal.SIGSTOP)
        try:
            until(lambda: Path(f"/proc/{receiver}/stat").read_text(encoding="ascii").rpartition(") ")[2][0] == "T")
            yield
        finally:
            os.kill(receiver, signal.SIGCONT)

    def cancel_a_waiting_commit(self, application: str) -> None:
        """Cancel a commit of *application* that waits for the standby, once there is one."""
        waiting = f"FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = '{application}'"
        until(lambda: self.ask(f"SELECT count(*) {waiting}") > 0)
        self.order(f"SELECT pg_cancel_backend(pid) {waiting}")


def until(happened: Any) -> None:
    """Wait until something has *happened*; give up after a minute."""
    latest = time.monotonic() + _WAIT_SECONDS
    while not happened():
        assert time.monotonic() < latest, "it did not happen"
        time.sleep(0.05)


def _answer(url: str, question: str) -> Any:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None, question
    return row[0]
