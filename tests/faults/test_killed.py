"""Processes that are killed while sixteen clients write: nothing acknowledged is lost, nothing is there twice."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

import pytest

from service.evidence.promises import from_header, in_header
from tests.faults.clients import Ledger, clients_of
from tests.faults.cluster import Cluster
from tests.faults.conftest import Judge
from tests.faults.oracle import disagreements
from tests.faults.rounds import ROUNDS
from tests.faults.sabotages import sabotaged
from tests.faults.serving import Serving

SEED: Final = 20261123
KILL_EVERY_SECONDS: Final = 0.2
ANSWERING: Final = "kill -9, processes that answer"
DATABASE: Final = "kill -9, PostgreSQL"


def children(process: int) -> list[int]:
    """Return the processes that *process* started."""
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def http_workers(serving: Serving) -> list[int]:
    """Return the worker processes that answer requests: the children of the one child that has some."""
    return [worker for child in children(serving.process.pid) for worker in children(child)]


@pytest.mark.faults_at_length
@pytest.mark.fault(ANSWERING, "one after the other, every 200 ms; ten a round")
def test_workers_killed_every_moment_lose_nothing(cluster: Cluster, tmp_path: Path, judge: Judge) -> None:
    """SIGKILL for one after the other; who was cut off asks again and gets one answer."""
    ledger = write_while_workers_are_killed(tmp_path, cluster, 10 * ROUNDS)
    assert ledger.failures
    judge(len(ledger.acknowledged), disagreements(cluster.url, ledger))


@pytest.mark.faults_at_length
@pytest.mark.control(ANSWERING, "two commits for one")
def test_workers_that_are_killed_between_two_commits_are_seen(
    cluster: Cluster, tmp_path: Path, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: what was kept of a write is a part of it."""
    halved = sabotaged("commits_come_in_two_halves")
    caught(disagreements(cluster.url, write_while_workers_are_killed(tmp_path, cluster, 10, **halved)))


def write_while_workers_are_killed(folder: Path, cluster: Cluster, kills: int, **environment: str) -> Ledger:
    """Let clients write to a service whose processes are killed so often."""
    chosen = Random(SEED)
    with Serving(folder, "--port", "0", "--workers", "3", DATABASE_URL=cluster.url, **environment) as serving:
        clients = clients_of(serving)
        with clients.writing() as ledger:
            clients.wait_for(50)
            for _ in range(kills):
                if workers := http_workers(serving):
                    os.kill(chosen.choice(workers), signal.SIGKILL)
                time.sleep(KILL_EVERY_SECONDS)
            clients.wait_for(50)
        clients.settle()
    return ledger


@pytest.mark.faults_at_length
@pytest.mark.fault(DATABASE, "postmaster and all its processes, started again half a second later")
def test_a_database_killed_again_and_again_loses_nothing_and_is_found_again(
    cluster: Cluster, tmp_path: Path, judge: Judge
) -> None:
    """SIGKILL for the server and all its processes: clients get 503 meanwhile, and never a wrong answer."""
    ledger = write_while_the_database_is_killed(tmp_path, cluster, ROUNDS)
    assert ledger.failures
    judge(len(ledger.acknowledged), disagreements(cluster.url, ledger))


@pytest.mark.faults_at_length
@pytest.mark.control(DATABASE, "unconfirmed commits acknowledged")
def test_a_service_that_takes_a_dead_database_for_success_is_seen(
    cluster: Cluster, tmp_path: Path, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: what was under way when the database died was told, and is not there."""
    believing = sabotaged("failures_are_believed_to_be_commits")
    caught(disagreements(cluster.url, write_while_the_database_is_killed(tmp_path, cluster, 2, **believing)))


def write_while_the_database_is_killed(folder: Path, cluster: Cluster, kills: int, **environment: str) -> Ledger:
    """Let clients write to a service whose database is killed so often, and started again."""
    with Serving(folder, "--port", "0", "--workers", "2", DATABASE_URL=cluster.url, **environment) as serving:
        clients = clients_of(serving)
        with clients.writing() as ledger:
            for _ in range(kills):
                clients.wait_for(50)
                cluster.kill()
                time.sleep(0.5)
                cluster.start()
            clients.wait_for(50)
        clients.settle()
    return ledger


@pytest.mark.thorough
def test_the_oracle_sees_what_is_lost_changed_or_doubled(cluster: Cluster, tmp_path: Path) -> None:
    """The negative control: rows that somebody takes away, and an answer that says something else."""
    with Serving(tmp_path, "--port", "0", "--workers", "1", DATABASE_URL=cluster.url) as serving:
        clients = clients_of(serving, 2)
        with clients.writing() as ledger:
            clients.wait_for(20)
            while not ledger.seen:
                clients.wait_for(1)
    assert [] == disagreements(cluster.url, ledger)
    sound = dict(ledger.acknowledged)
    key, (write, answer) = next((key, told) for key, told in sound.items() if told[0].path == "/v1/reports")

    ledger.acknowledged = {**sound, "never-there": (write._replace(key="never-there"), answer)}
    assert ["lost", "not once"] == [each.partition(":")[0] for each in disagreements(cluster.url, ledger)]
    ledger.acknowledged = {**sound, key: (write, answer._replace(body=answer.body + b" "))}
    assert ["changed"] == [each.partition(":")[0] for each in disagreements(cluster.url, ledger)]
    forged = answer.headers | {"Hashlevy-Promise": of_nobody(answer.headers["Hashlevy-Promise"])}
    ledger.acknowledged = {**sound, key: (write, answer._replace(headers=forged))}
    assert ["a promise that nobody signed"] == [each.partition(":")[0] for each in disagreements(cluster.url, ledger)]
    ledger.acknowledged, seen = sound, list(ledger.seen)
    origin, _, rest = seen[-1].partition(b"\n")
    ledger.seen = [*seen, b"%b\n%d%b" % (origin, 10**6, rest[rest.index(b"\n") :])]
    assert ["a checkpoint that nobody signed", "another history was shown"] == [
        each.partition(":")[0] for each in disagreements(cluster.url, ledger)
    ]
    ledger.seen = seen
    ledger.acknowledged, ledger.refused = {}, {key: (write, answer)}
    assert {"kept though refused", "effect of a refusal"} == {
        each.partition(":")[0] for each in disagreements(cluster.url, ledger)
    }


def of_nobody(promise: str) -> str:
    """Return a promise with another signature under it."""
    note = from_header(promise)
    (line,) = note.signatures
    return in_header(note._replace(signatures=(line._replace(value=bytes(len(line.value))),)))
