"""A disk that fails to sync once (EIO): nothing of what it failed is acknowledged, and the database is found again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psycopg
import pytest

from tests.faults.clients import Ledger, clients_of
from tests.faults.cluster import Cluster
from tests.faults.conftest import Judge
from tests.faults.oracle import disagreements
from tests.faults.preloading import compiled
from tests.faults.rounds import ROUNDS
from tests.faults.sabotages import sabotaged
from tests.faults.serving import Serving

pytestmark = pytest.mark.faults_at_length

SECONDS_MAX: Final = 60
PANIC_SECONDS: Final = 10
# A sync that fails may be one of the sequencer's, or one that no request waits for: then there is another.
ROUNDS_MORE: Final = 20
TRIES: Final = 10
RECOVERED: Final = "database system is ready to accept connections"
BELIEVING: Final = "failures_are_believed_to_be_commits"
LOG: Final = "fsync fails, PostgreSQL's log"
DATA: Final = "fsync fails, PostgreSQL's tables"
SQLITE: Final = "fsync fails, SQLite"
# Gives the order to fail once, and returns when somebody has failed.
Fail = Callable[[], None]


class Failing:
    """Syncs of files whose path holds *part* fail, each time that it is ordered."""

    def __init__(self, folder: Path, part: str) -> None:
        """Compile what fails, into *folder*."""
        self._order = folder / "orders" / "fail"
        self._order.parent.mkdir()
        self._order.parent.chmod(0o777)  # PostgreSQL runs as another account, and takes the order away.
        library = compiled("fsync_fails_once", folder)
        self.environment = {
            "LD_PRELOAD": str(library), "FSYNC_FAILS_AT": part, "FSYNC_FAILS_ORDER": str(self._order)
        }  # fmt: skip

    def once(self, provoke: Callable[[], None] = lambda: None) -> None:
        """Have the next sync fail; *provoke* is called until there is one."""
        self._order.touch()
        latest = time.monotonic() + SECONDS_MAX
        while self._order.exists():
            assert time.monotonic() < latest, "nothing was synced"
            provoke()
            time.sleep(0.01)


@contextmanager
def failing_cluster(folder: Path, part: str, **settings: str) -> Iterator[tuple[Cluster, Failing]]:
    """Run a PostgreSQL that fails on order, and goes on by itself after it, as it does by default."""
    failing = Failing(folder, part)
    cluster = Cluster(folder / "pg", None, **settings)
    cluster.environment = failing.environment
    with cluster:
        yield cluster, failing


def write_while_it_fails(serving: Serving, fail: Fail, rounds: int) -> Ledger:
    """Let clients write through so many failures, and more until one of them was a client's."""
    clients = clients_of(serving)
    with clients.writing() as ledger:
        for number in range(rounds + ROUNDS_MORE):
            if number >= rounds and ledger.failures:
                break
            clients.wait_for(10)
            fail()
        clients.wait_for(10)
    clients.settle()
    assert ledger.failures, "no client noticed"
    return ledger


def believe_while_it_fails(serving: Serving, fail: Fail) -> Ledger:
    """Let clients write to a service that may not say what has failed, through one failure."""
    clients = clients_of(serving)
    with clients.writing() as ledger:
        clients.wait_for(10)
        fail()
        clients.wait_for(10)
    clients.settle()
    return ledger


def panic(cluster: Cluster, fail: Fail) -> None:
    """
    Have a PostgreSQL fail until it gives up all sessions (PANIC), and return when it has recovered.

    Some syncs may fail without that: those of a segment that is made in advance, and the first of a recovery. A later
    one of a recovery would end the server for good; and answers to what was kept before go on coming while it recovers.
    """
    latest = time.monotonic() + SECONDS_MAX * 2
    panics, starts = cluster.log.count("PANIC"), cluster.log.count(RECOVERED)
    while cluster.log.count("PANIC") == panics:
        assert time.monotonic() < latest, "a failing sync is no reason for PostgreSQL to stop"
        fail()
        waited = time.monotonic() + PANIC_SECONDS
        while cluster.log.count("PANIC") == panics and time.monotonic() < waited:
            time.sleep(0.01)
    while cluster.log.count(RECOVERED) == starts:
        assert time.monotonic() < latest, f"not recovered: {cluster.log[-2000:]}"
        time.sleep(0.01)


def first_found(look: Callable[[], list[str]]) -> list[str]:
    """Return what is found first in several tries: which sync fails is a matter of chance, and so is whom it hits."""
    return next(filter(None, (look() for _ in range(TRIES))), [])


def checkpoint(cluster: Cluster) -> None:
    """Have a PostgreSQL sync its tables."""
    with suppress(psycopg.Error), psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")


@pytest.mark.fault(LOG, "EIO once from fdatasync of the write-ahead log")
def test_a_log_that_is_not_synced_is_not_acknowledged(folder: Path, judge: Judge) -> None:
    """PostgreSQL stops all and recovers (PANIC); the service finds it again."""
    with failing_cluster(folder, "/pg_wal/") as (cluster, failing):
        with Serving(folder, "--port", "0", "--workers", "2", DATABASE_URL=cluster.url) as serving:
            ledger = write_while_it_fails(serving, lambda: panic(cluster, failing.once), ROUNDS)
        assert [] == ledger.surprises
        judge(len(ledger.acknowledged), disagreements(cluster.url, ledger))


@pytest.mark.control(LOG, "unconfirmed commits acknowledged")
def test_a_service_that_takes_a_failed_sync_for_success_is_seen(
    folder: Path, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: of those that were cut off, some had not come to their COMMIT."""
    with failing_cluster(folder, "/pg_wal/") as (cluster, failing):
        options = {"DATABASE_URL": cluster.url, **sabotaged(BELIEVING)}
        with Serving(folder, "--port", "0", "--workers", "2", **options) as serving:

            def look() -> list[str]:
                ledger = believe_while_it_fails(serving, lambda: panic(cluster, failing.once))
                return disagreements(cluster.url, ledger)

            found = first_found(look)
        caught(found)


@pytest.mark.fault(DATA, "EIO once from fsync of a table, at a checkpoint")
def test_tables_that_are_not_synced_come_back_from_the_log(folder: Path, judge: Judge) -> None:
    """What the kernel may have dropped is written again from the write-ahead log."""
    with failing_cluster(folder, "/base/") as (cluster, failing):
        with Serving(folder, "--port", "0", "--workers", "2", DATABASE_URL=cluster.url) as serving:

            def fail() -> None:
                failing.once(lambda: checkpoint(cluster))

            ledger = write_while_it_fails(serving, lambda: panic(cluster, fail), ROUNDS)
        assert [] == ledger.surprises
        judge(len(ledger.acknowledged), disagreements(cluster.url, ledger))


@pytest.mark.control(DATA, "data_sync_retry=on")
def test_a_postgresql_that_goes_on_after_a_failed_sync_is_seen(
    folder: Path, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: it believes that pages are still to be written which the kernel may have dropped."""
    with failing_cluster(folder, "/base/", data_sync_retry="on") as (cluster, failing):
        serving = Serving(folder, "--port", "0", "--workers", "2", DATABASE_URL=cluster.url)
        with serving, clients_of(serving).writing() as ledger:
            failing.once(lambda: checkpoint(cluster))
            time.sleep(PANIC_SECONDS)
        assert [] == ledger.surprises
        caught([] if "PANIC" in cluster.log or "could not fsync" not in cluster.log else ["it went on"])


@pytest.mark.fault(SQLITE, "EIO once from a sync of the file or its journal")
def test_a_file_that_is_not_synced_is_not_acknowledged(folder: Path, judge: Judge) -> None:
    """SQLite undoes it, and the service says that it does not know."""
    failing = Failing(folder, "hashlevy.db")
    with Serving(folder, "--port", "0", "--workers", "2", **failing.environment) as serving:
        ledger = write_while_it_fails(serving, failing.once, ROUNDS)
    assert [] == ledger.surprises
    judge(len(ledger.acknowledged), disagreements(f"sqlite:///{folder}/hashlevy.db", ledger))


@pytest.mark.control(SQLITE, "unconfirmed commits acknowledged")
def test_a_service_that_takes_a_failed_file_for_success_is_seen(
    folder: Path, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: what SQLite has undone was told."""
    failing = Failing(folder, "hashlevy.db")
    options = {**failing.environment, **sabotaged(BELIEVING)}
    with Serving(folder, "--port", "0", "--workers", "2", **options) as serving:

        def look() -> list[str]:
            ledger = believe_while_it_fails(serving, failing.once)
            return disagreements(f"sqlite:///{folder}/hashlevy.db", ledger)

        found = first_found(look)
    caught(found)
