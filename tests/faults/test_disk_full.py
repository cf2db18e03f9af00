"""A disk that is full, and has room again: what cannot be kept is refused in words, and reading goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.faults.clients import Ledger, clients_of
from tests.faults.cluster import Cluster
from tests.faults.conftest import Judge
from tests.faults.medium import Medium
from tests.faults.oracle import disagreements
from tests.faults.rounds import ROUNDS
from tests.faults.sabotages import sabotaged
from tests.faults.serving import Serving

pytestmark = pytest.mark.faults_at_length

MEGABYTES: Final = 96
SECONDS_MAX: Final = 90
BELIEVING: Final = "failures_are_believed_to_be_commits"
POSTGRESQL: Final = "disk full, PostgreSQL"
SQLITE: Final = "disk full, SQLite"


@contextmanager
def postgresql_on(medium: Medium, folder: Path) -> Iterator[Cluster]:
    """
    Run a PostgreSQL with its tables on a small disk.

    Its write-ahead log is on another one, as its manual advises: without room for that, PostgreSQL ends, and whoever
    started it starts it again once there is room.
    """
    with medium.mounted() as disk:
        cluster = Cluster(disk / "pg", folder / "s")
        cluster.log_folder = folder / "wal"
        with cluster:
            yield cluster


def write_through_a_full_disk(serving: Serving, medium: Medium, rounds: int) -> Ledger:
    """Let clients write while the disk is filled and emptied, and look whether reading goes on meanwhile."""
    clients = clients_of(serving)
    with clients.writing() as ledger:
        for _ in range(rounds):
            clients.wait_for(20)
            refused = len(ledger.failures)
            with medium.full():
                wait_for_a_refusal(ledger, refused)
                status, _ = serving.ask("GET", "/v1/operators", Authorization=f"Bearer {serving.key}")
                assert 200 == status
            clients.wait_for(20)
    clients.settle()
    return ledger


def wait_for_a_refusal(ledger: Ledger, since: int) -> None:
    """Return when the service has said that there is no room."""
    latest = time.monotonic() + SECONDS_MAX
    while not any("storage-full" in failure for failure in ledger.failures[since:]):
        assert time.monotonic() < latest, f"no refusal: {ledger.failures[since:][-3:]}"
        time.sleep(0.05)


def wait_for_belief(serving: Serving, medium: Medium) -> Ledger:
    """Let clients write to a full disk, and be told that it was kept."""
    clients = clients_of(serving)
    with clients.writing() as ledger:
        clients.wait_for(20)
        with medium.full():
            time.sleep(10)
        clients.wait_for(5)
    clients.settle()
    return ledger


@pytest.mark.fault(POSTGRESQL, "no room for tables until some is made; reading meanwhile")
def test_a_full_disk_under_postgresql_is_told_and_forgotten(folder: Path, judge: Judge) -> None:
    """503 `storage-full`, and never anything that nobody foresaw; nobody has to start anything again."""
    medium = Medium(folder, MEGABYTES)
    with postgresql_on(medium, folder) as cluster:
        with Serving(folder, "--port", "0", "--workers", "2", DATABASE_URL=cluster.url) as serving:
            ledger = write_through_a_full_disk(serving, medium, ROUNDS)
        assert [] == ledger.surprises
        judge(len(ledger.acknowledged), disagreements(cluster.url, ledger))


@pytest.mark.control(POSTGRESQL, "refusals acknowledged")
def test_a_full_disk_that_is_not_noticed_under_postgresql_is_seen(
    folder: Path, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: a service that goes on as if there were room."""
    medium = Medium(folder, MEGABYTES)
    with postgresql_on(medium, folder) as cluster:
        options = {"DATABASE_URL": cluster.url, **sabotaged(BELIEVING)}
        with Serving(folder, "--port", "0", "--workers", "2", **options) as serving:
            ledger = wait_for_belief(serving, medium)
        caught(disagreements(cluster.url, ledger))


@pytest.mark.fault(SQLITE, "no room until some is made; reading meanwhile")
def test_a_full_disk_under_sqlite_is_told_and_forgotten(folder: Path, judge: Judge) -> None:
    """503 `storage-full`, and never anything that nobody foresaw; nobody has to start anything again."""
    medium = Medium(folder, MEGABYTES)
    with medium.mounted() as disk:
        address = f"sqlite:///{disk}/hashlevy.db"
        with Serving(folder, "--port", "0", "--workers", "2", DATABASE_URL=address) as serving:
            ledger = write_through_a_full_disk(serving, medium, ROUNDS)
        assert [] == ledger.surprises
        judge(len(ledger.acknowledged), disagreements(address, ledger))


@pytest.mark.control(SQLITE, "refusals acknowledged")
def test_a_full_disk_that_is_not_noticed_under_sqlite_is_seen(
    folder: Path, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: a service that goes on as if there were room."""
    medium = Medium(folder, MEGABYTES)
    with medium.mounted() as disk:
        options = {"DATABASE_URL": f"sqlite:///{disk}/hashlevy.db", **sabotaged(BELIEVING)}
        with Serving(folder, "--port", "0", "--workers", "2", **options) as serving:
            ledger = wait_for_belief(serving, medium)
        caught(disagreements(options["DATABASE_URL"], ledger))
