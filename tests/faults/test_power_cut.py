"""
Power cuts while sixteen clients write: whatever was acknowledged is on the disk, or the test says so.

The processes of the database are stopped, the disk is copied as it is, and the copy is recovered as after the cut; the
processes go on without having noticed. So one service is cut from its power again and again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Final

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from service.domain.errors import Refusal
from tests.faults.clients import Clients, Ledger, clients_of
from tests.faults.cluster import Cluster
from tests.faults.conftest import Judge
from tests.faults.medium import Medium, halted, mounted
from tests.faults.oracle import disagreements
from tests.faults.rounds import ROUNDS
from tests.faults.sabotages import sabotaged
from tests.faults.serving import Serving

pytestmark = pytest.mark.faults_at_length

SEED: Final = 20261123
TRIES: Final = 10
POSTGRESQL: Final = "power cut, PostgreSQL"
SQLITE: Final = "power cut, SQLite"
UNREADABLE: Final = (RuntimeError, Refusal, DBAPIError, psycopg.Error)
# What the disk has at one instant, judged.
Cut = Callable[[], list[str]]


@contextmanager
def on_postgresql(folder: Path, **settings: str) -> Iterator[tuple[Clients, Cut]]:
    """Let clients write to PostgreSQL on a disk of its own; give them, and what cuts the power."""
    medium = Medium(folder)
    settings = {"max_wal_size": "128MB", **settings}
    with (
        medium.mounted() as disk,
        Cluster(disk / "pg", folder / "s", **settings) as cluster,
        Serving(folder, "--port", "0", "--workers", "2", DATABASE_URL=cluster.url) as serving,
    ):
        medium.sync()

        def judged(copy: Path, ledger: Ledger) -> list[str]:
            with Cluster(copy / "pg", folder / "c", **settings) as recovered:
                return disagreements(recovered.url, ledger)

        with writing(serving) as clients:
            yield clients, lambda: cut(medium, cluster.processes(), clients, judged)


@contextmanager
def on_sqlite(folder: Path, **environment: str) -> Iterator[tuple[Clients, Cut]]:
    """Let clients write to SQLite on a disk of its own; give them, and what cuts the power."""
    medium = Medium(folder)
    with medium.mounted() as disk:
        environment["DATABASE_URL"] = f"sqlite:///{disk}/hashlevy.db"
        with Serving(folder, "--port", "0", "--workers", "2", **environment) as serving:
            medium.sync()

            def judged(copy: Path, ledger: Ledger) -> list[str]:
                return disagreements(f"sqlite:///{copy}/hashlevy.db", ledger)

            with writing(serving) as clients:
                yield clients, lambda: cut(medium, [serving.process.pid, *serving.left()], clients, judged)


@contextmanager
def writing(serving: Serving) -> Iterator[Clients]:
    """Let clients write for as long as the block runs."""
    clients = clients_of(serving)
    with clients.writing():
        yield clients


def cut(
    medium: Medium, running: Iterable[int], clients: Clients, judged: Callable[[Path, Ledger], list[str]]
) -> list[str]:
    """Return what is lost when the power goes now."""
    copy = medium.place.parent / "cut.img"
    with halted(running):
        time.sleep(0.2)  # What was answered before arrives.
        told = clients.ledger.copied()
        medium.copy(copy)
    with mounted(copy, medium.place.parent / "cut") as place:
        try:
            return judged(place, told)
        except UNREADABLE as error:
            return [f"lost: the database cannot be read, nor {len(told.acknowledged)} writes: {str(error)[:300]}"]


def cut_again_and_again(clients: Clients, power_cut: Cut, rounds: int) -> list[str]:
    """Cut the power at some instant of each round, and return what the first that lost something has lost."""
    chosen = Random(SEED)
    for _ in range(rounds):
        clients.wait_for(20)
        time.sleep(chosen.random() / 2)
        if found := power_cut():
            return found
    return []


@pytest.mark.fault(POSTGRESQL, "disk copied while all processes stand still, and recovered")
def test_a_power_cut_loses_nothing_on_postgresql(folder: Path, judge: Judge) -> None:
    """With the settings that PostgreSQL has by itself."""
    with on_postgresql(folder) as (clients, power_cut):
        found = cut_again_and_again(clients, power_cut, ROUNDS)
    judge(len(clients.ledger.acknowledged), found)


@pytest.mark.parametrize(
    "setting",
    [
        pytest.param(each, marks=pytest.mark.control(POSTGRESQL, f"{each}=off"))
        for each in ("fsync", "synchronous_commit")
    ],
)
def test_a_power_cut_on_a_weakened_postgresql_is_seen(
    folder: Path, setting: str, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: settings with which PostgreSQL acknowledges what is not on the disk."""
    with on_postgresql(folder, **{setting: "off"}) as (clients, power_cut):
        found = cut_again_and_again(clients, power_cut, TRIES)
    caught(found)


@pytest.mark.fault(SQLITE, "disk copied while all processes stand still, and recovered")
def test_a_power_cut_loses_nothing_on_sqlite(folder: Path, judge: Judge) -> None:
    """With the journal and the syncing that the service chooses for the library it finds."""
    with on_sqlite(folder) as (clients, power_cut):
        found = cut_again_and_again(clients, power_cut, ROUNDS)
    judge(len(clients.ledger.acknowledged), found)


@pytest.mark.parametrize(
    "sabotage",
    [
        pytest.param("sqlite_syncs_nothing", marks=pytest.mark.control(SQLITE, "synchronous=OFF")),
        pytest.param("sqlite_syncs_seldom", marks=pytest.mark.control(SQLITE, "synchronous=NORMAL")),
    ],
)
def test_a_power_cut_on_a_weakened_sqlite_is_seen(
    folder: Path, sabotage: str, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: `synchronous` as many have it, and off."""
    if sabotage == "sqlite_syncs_seldom" and ROUNDS < TRIES:
        pytest.skip("loses something in every second power cut only: tried at length")
    with on_sqlite(folder, **sabotaged(sabotage)) as (clients, power_cut):
        found = cut_again_and_again(clients, power_cut, TRIES * 2)
    caught(found)
