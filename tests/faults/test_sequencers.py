"""Sequencers that are stopped, overtaken and killed: every event gets one leaf, whoever gives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Final

import pytest

from tests.faults.clients import clients_of
from tests.faults.cluster import Cluster
from tests.faults.conftest import Judge
from tests.faults.log import more_leaves, wait_until_sequenced
from tests.faults.medium import halted
from tests.faults.oracle import disagreements
from tests.faults.rounds import ROUNDS
from tests.faults.sabotages import sabotaged
from tests.faults.serving import Serving

pytestmark = pytest.mark.faults_at_length

SEED: Final = 20261123
END_SECONDS: Final = 30
KILLS_MAX: Final = 10
IN_BOTH: Final = "event in log and queue"
PAUSED: Final = "sequencer paused and overtaken"
KILLED: Final = "kill -9, sequencer"


def sequencer_of(serving: Serving) -> int:
    """Return the process of the worker that a `serve` has started."""
    return next(process for process in serving.left() if b"service.worker" in command_line(process))


def command_line(process: int) -> bytes:
    """Return how a process was started, or nothing if it is gone."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


@contextmanager
def second_sequencer(serving: Serving, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run `hashlevy worker` beside the one that `serve` has started."""
    command = [sys.executable, "-m", "service", "worker"]
    process = subprocess.Popen(
        command, env={**serving.environment, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(END_SECONDS)


@pytest.mark.fault(PAUSED, "SIGSTOP of one in turns, while another goes on; then both")
def test_a_sequencer_that_was_paused_does_no_harm_when_it_goes_on(folder: Path, cluster: Cluster, judge: Judge) -> None:
    """What it was about to append was appended by the other one; it finds another tree, and begins again."""
    chosen = Random(SEED)
    with Serving(folder, "--port", "0", "--workers", "1", DATABASE_URL=cluster.url) as serving:
        clients = clients_of(serving, 8)
        first = sequencer_of(serving)
        with second_sequencer(serving) as second, clients.writing() as ledger:
            for number in range(ROUNDS * 2):
                time.sleep(chosen.random() / 5)
                with halted([(first, second.pid)[number % 2]]):
                    clients.wait_for(20)
            wait_until_sequenced(cluster.url)
        clients.settle()
        wait_until_sequenced(cluster.url)
    judge(len(ledger.acknowledged), disagreements(cluster.url, ledger))


@pytest.mark.control(PAUSED, "all of them, for longer than promised")
def test_events_that_nobody_gives_leaves_are_seen_to_be_late(
    folder: Path, cluster: Cluster, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: nothing is lost, and promises are broken all the same."""
    options = {"DATABASE_URL": cluster.url, "HASHLEVY_MERGE_DELAY_SECONDS": "1"}
    with Serving(folder, "--port", "0", "--workers", "1", **options) as serving:
        clients = clients_of(serving, 8)
        with halted([sequencer_of(serving)]), clients.writing() as ledger:
            clients.wait_for(10)
            time.sleep(2)
        clients.settle()
        found = disagreements(cluster.url, ledger)
    caught(found)
    assert {"late"} == {each.partition(":")[0] for each in found}


@pytest.mark.fault(KILLED, "while it works, and another is started")
def test_a_sequencer_that_is_killed_leaves_everything_to_the_next(folder: Path, cluster: Cluster, judge: Judge) -> None:
    """At any instant: what it had begun is undone, or was committed."""
    chosen = Random(SEED)
    with Serving(folder, "--port", "0", "--workers", "1", DATABASE_URL=cluster.url) as serving:
        clients = clients_of(serving, 8)
        # `serve` ends with its worker, so this one is kept from working instead of being killed.
        with halted([sequencer_of(serving)]), clients.writing() as ledger:
            for _ in range(ROUNDS):
                kill_while_it_works(serving, chosen.random())
        clients.settle()
        wait_until_sequenced(cluster.url)
    judge(len(ledger.acknowledged), disagreements(cluster.url, ledger))


def kill_while_it_works(serving: Serving, seconds: float, **environment: str) -> None:
    """Start another sequencer, and kill it so long after it has given the first leaves."""
    with second_sequencer(serving, **environment) as second:
        with more_leaves(serving.environment["DATABASE_URL"]):
            pass
        time.sleep(seconds)
        os.kill(second.pid, signal.SIGKILL)


@pytest.mark.control(KILLED, "a commit in the middle")
def test_a_sequencer_that_is_killed_between_two_commits_is_seen(
    folder: Path, cluster: Cluster, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: sooner or later it leaves events that have a leaf and wait for one."""
    chosen = Random(SEED)
    with Serving(folder, "--port", "0", "--workers", "1", DATABASE_URL=cluster.url) as serving:
        clients = clients_of(serving, 8)
        with halted([sequencer_of(serving)]), clients.writing() as ledger:
            found: list[str] = []
            for _ in range(KILLS_MAX):
                kill_while_it_works(serving, chosen.random(), **sabotaged("sequencer_commits_in_between"))
                found = [each for each in disagreements(cluster.url, ledger.copied()) if each.startswith(IN_BOTH)]
                if found:
                    break
    caught(found)
