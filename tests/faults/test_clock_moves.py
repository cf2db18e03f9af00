"""A clock that jumps by an hour, forwards and back, under a service at work: order and identity do not come from it."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import create_engine, text

from service.domain.canonical import read_canonical
from tests.faults.clients import Ledger, clients_of
from tests.faults.cluster import Cluster
from tests.faults.conftest import Judge
from tests.faults.oracle import disagreements
from tests.faults.preloading import compiled
from tests.faults.rounds import ROUNDS
from tests.faults.serving import Serving

pytestmark = pytest.mark.faults_at_length

HOUR_SECONDS: Final = 3600


@pytest.mark.fault("clock jumps forwards", "an hour in each round under load, in all processes of the service")
def test_a_clock_that_jumps_forwards_changes_nothing_but_the_times_told(
    folder: Path, cluster: Cluster, judge: Judge
) -> None:
    """Writes go on at once, in the order of their arrival, under identifiers of their own."""
    ledger = write_while_the_clock_moves(folder, cluster, range(1, ROUNDS + 1))
    judge(len(ledger.acknowledged), disagreements(cluster.url, ledger))


@pytest.mark.fault("clock jumps back", "an hour in each round under load, and forwards again")
def test_a_clock_that_jumps_back_changes_nothing_but_the_times_told(
    folder: Path, cluster: Cluster, judge: Judge
) -> None:
    """Nothing is lost or doubled, and what is recorded last is what was known last, however clocks go."""
    ledger = write_while_the_clock_moves(folder, cluster, [-1, 0] * ROUNDS)
    judge(len(ledger.acknowledged), disagreements(cluster.url, ledger))


def write_while_the_clock_moves(folder: Path, cluster: Cluster, hours: Iterable[int]) -> Ledger:
    """Let clients write while the clock of their service goes through these *hours*, from the hour 0."""
    moved_by = folder / "moved-by"
    moved_by.write_bytes(struct.pack("=q", 0))
    clock = {"LD_PRELOAD": str(compiled("clock_moves", folder)), "CLOCK_MOVES_BY": str(moved_by)}
    with Serving(folder, "--port", "0", "--workers", "2", DATABASE_URL=cluster.url, **clock) as serving:
        clients = clients_of(serving)
        clients.ledger.clock_is_true = False
        with clients.writing():
            clients.wait_for(20)
            for hour in hours:
                with moved_by.open("r+b") as file:
                    file.write(struct.pack("=q", hour * HOUR_SECONDS))
                clients.wait_for(20)
        clients.settle()
    # The control: the service did live in other hours.
    assert timedelta(minutes=59) <= hours_told(cluster.url)
    assert [] == clients.ledger.surprises
    return clients.ledger


def hours_told(url: str) -> timedelta:
    """Return how far apart the first and the last instant are that events tell."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        bodies = [read_canonical(bytes(body)) for (body,) in connection.execute(text("SELECT body FROM events"))]
    engine.dispose()
    told = sorted(datetime.fromisoformat(body["occurred_at"]) for body in bodies)
    return told[-1] - told[0]
