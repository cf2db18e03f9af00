"""Clients that come ten times as many as before, each again and again: they wait or are sent away, and it passes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.faults.clients import Clients, clients_of
from tests.faults.cluster import Cluster
from tests.faults.conftest import Judge
from tests.faults.oracle import disagreements
from tests.faults.rounds import ROUNDS
from tests.faults.sabotages import sabotaged
from tests.faults.serving import Serving

pytestmark = pytest.mark.faults_at_length

USUAL: Final = 8
STORM: Final = 80
STORM_SECONDS: Final = 4
RECOVERED_SECONDS: Final = 10
# Until then a process has noticed which connections are closed.
CLOSED_SECONDS: Final = 1
# So many writes that all clients together have several answers to wait for, each after the one before it.
SOME: Final = 3 * USUAL
# Where they take no longer than this, or than some times as long as before, nobody is kept waiting.
ANSWER_SECONDS: Final = 2
AS_BEFORE: Final = 3


STORMED: Final = "retry storm"


@pytest.mark.fault(STORMED, "ten times the clients for 4 s; answers within 10 s as before")
def test_a_storm_of_clients_passes_and_leaves_nothing_broken(folder: Path, cluster: Cluster, judge: Judge) -> None:
    """Whoever is sent away is told when to come again; soon after the storm, an answer takes no longer than before."""
    with Serving(folder, "--port", "0", "--workers", "2", DATABASE_URL=cluster.url) as serving:
        storm = clients_of(serving, STORM)
        usual = clients_of(serving, USUAL)
        for _ in range(ROUNDS):
            assert passes(usual, storm), "the storm has passed, and its clients are gone"
        storm.settle()
        usual.settle()
    assert [] == usual.ledger.surprises + storm.ledger.surprises
    usual.ledger.acknowledged |= storm.ledger.acknowledged
    usual.ledger.refused |= storm.ledger.refused
    usual.ledger.seen += storm.ledger.seen
    judge(len(usual.ledger.acknowledged), disagreements(cluster.url, usual.ledger))


@pytest.mark.control(STORMED, "a service that never gets over it")
def test_a_service_that_stays_slow_after_a_storm_is_seen(
    folder: Path, cluster: Cluster, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: nothing is lost, and nobody is served as before."""
    options = {"DATABASE_URL": cluster.url, **sabotaged("storms_are_never_over")}
    options["HASHLEVY_TEST_FROM"] = str(folder / "storm")
    with Serving(folder, "--port", "0", "--workers", "2", **options) as serving:
        found = [] if passes(clients_of(serving, USUAL), clients_of(serving, STORM)) else ["answers stay slow"]
    caught(found)


def passes(usual: Clients, storm: Clients) -> bool:
    """Let a storm come over clients as usual, and tell whether soon after it these are answered as before."""
    with usual.writing():
        usual.wait_for(20)
        limit = max(ANSWER_SECONDS, AS_BEFORE * seconds_for_some(usual))
        with storm.writing():
            storm.wait_for(1)
            time.sleep(STORM_SECONDS)
        time.sleep(CLOSED_SECONDS)
        latest = time.monotonic() + RECOVERED_SECONDS
        while seconds_for_some(usual) > limit:
            if time.monotonic() >= latest:
                return False
    return True


def seconds_for_some(clients: Clients) -> float:
    """Return how long it takes until some more writes are acknowledged."""
    begun = time.monotonic()
    clients.wait_for(SOME)
    return time.monotonic() - begun
