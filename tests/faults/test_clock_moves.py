"""A clock that jumps by an hour, forwards and back, under a service at work: order and identity do not come from it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import create_engine, text

from service.domain.canonical import read_canonical
from tests.faults.clients import Clients, Ledger, clients_of
from tests.faults.cluster import Cluster
from tests.faults.conftest import Judge
from tests.faults.oracle import disagreements
from tests.faults.preloading import compiled
from tests.faults.rounds import ROUNDS
from tests.faults.sabotages import sabotaged
from tests.faults.serving import Serving

pytestmark = pytest.mark.faults_at_length

HOUR_SECONDS: Final = 3600
BACK: Final = "clock jumps back"
FORWARDS: Final = "clock jumps forwards"
# So many writes take a second or two.
WAITING_SECONDS: Final = 10


@pytest.mark.fault(FORWARDS, "an hour in each round under load, in all processes of the service")
def test_a_clock_that_jumps_forwards_changes_nothing_but_the_times_told(
    folder: Path, cluster: Cluster, judge: Judge
) -> None:
    """Writes go on at once, in the order of their arrival, under identifiers of their own."""
    ledger = write_while_the_clock_moves(folder, cluster, range(1, ROUNDS + 1))
    judge(len(ledger.acknowledged), disagreements(cluster.url, ledger))


@pytest.mark.fault(BACK, "an hour in each round under load, and forwards again")
def test_a_clock_that_jumps_back_changes_nothing_but_the_times_told(
    folder: Path, cluster: Cluster, judge: Judge
) -> None:
    """Nothing is lost or doubled, and what is recorded last is what was known last, however clocks go."""
    ledger = write_while_the_clock_moves(folder, cluster, [-1, 0] * ROUNDS)
    judge(len(ledger.acknowledged), disagreements(cluster.url, ledger))


@pytest.mark.control(BACK, "filings by the clock alone")
def test_filings_that_are_older_than_what_they_found_are_seen(
    folder: Path, cluster: Cluster, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: a filing that is older than its own farm finds no law there, and nothing is assessed."""
    careless = sabotaged("filings_go_by_the_clock_alone")
    caught(disagreements(cluster.url, write_while_the_clock_moves(folder, cluster, [-1, 0] * 3, **careless)))


@pytest.mark.control(FORWARDS, "leases by the clock")
def test_a_service_that_waits_after_a_jump_is_seen(
    folder: Path, cluster: Cluster, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: whoever measures by the time of day how long it has not worked does not work."""
    with moving_clock(folder, cluster, **sabotaged("leases_go_by_the_clock")) as (clients, move), clients.writing():
        clients.wait_for(20)
        move(1)
        found = [] if clients.go_on(20, WAITING_SECONDS) else ["writes wait for the clock"]
    caught(found)


def write_while_the_clock_moves(folder: Path, cluster: Cluster, hours: Iterable[int], **environment: str) -> Ledger:
    """Let clients write while the clock of their service goes through these *hours*, from the hour 0."""
    with moving_clock(folder, cluster, **environment) as (clients, move):
        with clients.writing():
            clients.wait_for(20)
            for hour in hours:
                move(hour)
                clients.wait_for(20)
        clients.settle()
    # The control: the service did live in other hours.
    assert timedelta(minutes=59) <= hours_told(cluster.url)
    assert [] == clients.ledger.surprises
    return clients.ledger


@contextmanager
def moving_clock(folder: Path, cluster: Cluster, **environment: str) -> Iterator[tuple[Clients, Callable[[int], None]]]:
    """Run a service, with clients, whose clock is moved to other hours by what is yielded."""
    moved_by = folder / "moved-by"
    moved_by.write_bytes(struct.pack("=q", 0))
    clock = {"LD_PRELOAD": str(compiled("clock_moves", folder)), "CLOCK_MOVES_BY": str(moved_by)}

    def move(hour: int) -> None:
        with moved_by.open("r+b") as file:
            file.write(struct.pack("=q", hour * HOUR_SECONDS))

    options = {"DATABASE_URL": cluster.url, **clock, **environment}
    with Serving(folder, "--port", "0", "--workers", "2", **options) as serving:
        clients = clients_of(serving)
        clients.ledger.clock_is_true = False
        yield clients, move


def hours_told(url: str) -> timedelta:
    """Return how far apart the first and the last instant are that events tell."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        bodies = [read_canonical(bytes(body)) for (body,) in connection.execute(text("SELECT body FROM events"))]
    engine.dispose()
    told = sorted(datetime.fromisoformat(body["occurred_at"]) for body in bodies)
    return told[-1] - told[0]
