"""A sequencer that is killed or stopped between two steps, at each point that has a name: the next one goes on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from service.audit.points import Point
from tests.faults.clients import Clients, Ledger, clients_of
from tests.faults.cluster import Cluster
from tests.faults.conftest import Judge
from tests.faults.log import wait_until_sequenced
from tests.faults.medium import halted
from tests.faults.oracle import disagreements
from tests.faults.sabotages import sabotaged
from tests.faults.serving import Serving
from tests.faults.test_sequencers import second_sequencer, sequencer_of

pytestmark = pytest.mark.faults_at_length

POINT_SECONDS: Final = 100
ALL: Final = tuple(Point)
# Those of the transaction that appends, of signing, and of asking a witness.
APPENDING: Final = ALL[: ALL.index(Point.BEFORE_SIGNING)]
SIGNING: Final = ALL[ALL.index(Point.BEFORE_SIGNING) : ALL.index(Point.BEFORE_WITNESSING)]
# One after the other dies and nobody sequences meanwhile, for longer than the log should take.
SETTINGS: Final = {"HASHLEVY_MERGE_DELAY_SECONDS": "600"}
APPENDS: Final = "kill -9, sequencer at each point of appending"
LATE_SECONDS: Final = 10
STOPS: Final = "sequencer stopped while it signs"
SIGNS: Final = "kill -9, sequencer at each point of signing"


def die_at(serving: Serving, point: Point, *sabotages: str) -> None:
    """Run another sequencer until it kills itself at a point."""
    fatal = {**sabotaged("sequencer_dies_at_the_point", *sabotages), "HASHLEVY_TEST_POINT": point}
    with second_sequencer(serving, **fatal) as dying:
        assert -signal.SIGKILL == dying.wait(POINT_SECONDS), point


@contextmanager
def written(folder: Path, cluster: Cluster) -> Iterator[tuple[Serving, Clients]]:
    """Let clients write to a service whose own sequencer stands still."""
    with Serving(folder, "--port", "0", "--workers", "1", DATABASE_URL=cluster.url, **SETTINGS) as serving:
        clients = clients_of(serving, number=4)
        with halted([sequencer_of(serving)]), clients.writing():
            yield serving, clients
        clients.settle()
        wait_until_sequenced(cluster.url)


def die_at_each(folder: Path, cluster: Cluster, points: Iterable[Point]) -> Ledger:
    """Have sequencers die, each at another point; what stands outside of the database was seen by somebody."""
    outside = folder / "last-checkpoint"
    with written(folder, cluster) as (serving, clients):
        for point in points:
            die_at(serving, point)
            clients.wait_for(5)
            clients.ledger.seen += [outside.read_bytes()] if outside.exists() else []
    clients.ledger.seen.append(outside.read_bytes())
    return clients.ledger


@pytest.mark.fault(APPENDS, f"at {', '.join(APPENDING)}; then another is started")
def test_a_sequencer_that_is_killed_while_it_appends_leaves_everything_to_the_next(
    folder: Path, cluster: Cluster, judge: Judge
) -> None:
    """No leaf is missing, none is there twice, and no place is left empty, wherever it was killed."""
    ledger = die_at_each(folder, cluster, APPENDING)
    judge(len(ledger.acknowledged), disagreements(cluster.url, ledger), len(APPENDING))


@pytest.mark.control(APPENDS, "a commit in the middle")
def test_a_sequencer_that_commits_in_the_middle_is_seen(
    folder: Path, cluster: Cluster, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: killed between two commits, it leaves events that have a leaf and wait for one."""
    options = {"DATABASE_URL": cluster.url, **SETTINGS}
    with Serving(folder, "--port", "0", "--workers", "1", **options) as serving, halted([sequencer_of(serving)]):
        clients = clients_of(serving, number=4)
        with clients.writing():
            clients.wait_for(5)
            die_at(serving, Point.BEFORE_TAKING, "sequencer_commits_in_between")
        clients.settle()
        found = disagreements(cluster.url, clients.ledger)
    caught(found)
    assert any(each.startswith("event in log and queue") for each in found)


@pytest.mark.fault(SIGNS, f"at {', '.join(SIGNING)}; then another is started")
def test_a_sequencer_that_is_killed_while_it_signs_leaves_one_history(
    folder: Path, cluster: Cluster, judge: Judge
) -> None:
    """Whatever was signed, shown or not, is continued by all that is signed later."""
    ledger = die_at_each(folder, cluster, SIGNING)
    judge(len(ledger.acknowledged), disagreements(cluster.url, ledger), len(SIGNING))


@pytest.mark.control(SIGNS, "the checkpoint written in place")
def test_a_checkpoint_that_is_written_over_the_last_one_is_seen(
    folder: Path, cluster: Cluster, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: killed in the middle, it leaves a file from which nobody learns what was signed."""
    options = {"DATABASE_URL": cluster.url, **SETTINGS}
    with Serving(folder, "--port", "0", "--workers", "1", **options) as serving, halted([sequencer_of(serving)]):
        clients = clients_of(serving, number=4)
        with clients.writing():
            clients.wait_for(5)
            die_at(serving, Point.BEFORE_SYNC, "checkpoint_is_written_in_place")
        clients.settle()
        clients.ledger.seen.append((folder / "last-checkpoint").read_bytes())
        found = disagreements(cluster.url, clients.ledger)
    caught(found)
    assert any(each.startswith("no checkpoint") for each in found)


@pytest.mark.fault(STOPS, "SIGSTOP within the lock; another goes on, and then both")
def test_a_sequencer_that_is_stopped_while_it_signs_keeps_no_event_from_its_leaf(
    folder: Path, cluster: Cluster, judge: Judge
) -> None:
    """Nobody waits for its lock; when it goes on, what it signs is of the same history."""
    with written(folder, cluster) as (serving, clients):
        with stopped_while_signing(serving), second_sequencer(serving):
            clients.wait_for(20)
            wait_until_sequenced(cluster.url)
        clients.wait_for(20)
    clients.ledger.seen.append((folder / "last-checkpoint").read_bytes())
    judge(len(clients.ledger.acknowledged), disagreements(cluster.url, clients.ledger), 1)


@pytest.mark.control(STOPS, "waiting for its lock")
def test_a_sequencer_that_waits_for_one_that_is_stopped_is_seen(
    folder: Path, cluster: Cluster, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: nobody gives events their leaves until the one that stands still goes on."""
    options = {"DATABASE_URL": cluster.url, "HASHLEVY_MERGE_DELAY_SECONDS": "2"}
    waiting = sabotaged("sequencer_waits_for_the_lock")
    with Serving(folder, "--port", "0", "--workers", "1", **options) as serving, halted([sequencer_of(serving)]):
        clients = clients_of(serving, number=4)
        with clients.writing(), stopped_while_signing(serving), second_sequencer(serving, **waiting) as second:
            clients.wait_for(20)
            time.sleep(LATE_SECONDS)
            second.kill()
        clients.settle()
        found = disagreements(cluster.url, clients.ledger)
    caught(found)
    assert {"late"} == {each.partition(":")[0] for each in found}


@contextmanager
def stopped_while_signing(serving: Serving) -> Iterator[None]:
    """Have another sequencer stop itself within the lock, and go on at the end of the block."""
    stopping = {**sabotaged("sequencer_stops_at_the_point"), "HASHLEVY_TEST_POINT": Point.BEFORE_RENAME}
    with second_sequencer(serving, **stopping) as stopped:
        wait_until_stopped(stopped.pid)
        try:
            yield
        finally:
            os.kill(stopped.pid, signal.SIGCONT)


def wait_until_stopped(process: int) -> None:
    """Return when a process has been stopped (proc(5): its state is T)."""
    latest = time.monotonic() + POINT_SECONDS
    while Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(") ")[2][0] != "T":
        assert time.monotonic() < latest, "it does not come to that point"
        time.sleep(0.05)
