"""Keys of checkpoints and promises that are rotated while clients write: nothing is refused, nothing unsigned."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from service.evidence.policy import Policy, read_policy
from service.evidence.promises import from_header, read_promise
from service.verifier.main import main as verify
from tests.faults.clients import Clients, Ledger
from tests.faults.cluster import Cluster
from tests.faults.conftest import Judge
from tests.faults.log import wait_until_sequenced
from tests.faults.oracle import disagreements
from tests.faults.rounds import ROUNDS
from tests.faults.sabotages import sabotaged
from tests.faults.serving import Serving
from tests.faults.signing import key_disagreements

pytestmark = pytest.mark.faults_at_length

FAULT: Final = "keys rotated"
PURPOSES: Final = ("checkpoint", "promise")
RECEIPTS: Final = 10
# Longer than a process may go on by the keys it knows.
OVERLAP_SECONDS: Final = 2
COMMAND_SECONDS: Final = 120


def keys(serving: Serving, *words: str) -> str:
    """Run `hashlevy audit keys` beside the service, and return what it told."""
    command = [sys.executable, "-m", "service", "audit", "keys", *words]
    done = subprocess.run(
        command, env=serving.environment, capture_output=True, text=True, check=False, timeout=COMMAND_SECONDS
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


def rotate_under_load(serving: Serving, clients: Clients, rounds: int) -> Policy:
    """Put new keys in force and retire the old, again and again, while clients write; return the trust file."""
    for _ in range(rounds):
        for step in ("rotate", "retire"):
            for purpose in PURPOSES:
                clients.wait_for(10)
                keys(serving, step, purpose)
            time.sleep(OVERLAP_SECONDS)
    clients.wait_for(20)
    time.sleep(OVERLAP_SECONDS * 2)
    return read_policy(keys(serving, "show").encode())


@pytest.mark.fault(FAULT, "of checkpoints and of promises, put in force and retired under load with 2 workers")
def test_keys_that_are_rotated_under_load_leave_nothing_refused_unsigned_or_unproven(
    folder: Path, cluster: Cluster, judge: Judge
) -> None:
    """No write is refused, all is signed by keys in force, and receipts hold by the last trust file."""
    with Serving(folder, "--port", "0", "--workers", "2", DATABASE_URL=cluster.url) as serving:
        clients = Clients(lambda: serving.port, lambda: serving.key, number=8)
        with clients.writing() as ledger:
            policy = rotate_under_load(serving, clients, ROUNDS)
        clients.settle()
        wait_until_sequenced(cluster.url)
        (folder / "trust").write_text(keys(serving, "show"), encoding="utf-8")
        unproven = [] if receipts_hold(serving, folder, ledger) else ["a receipt does not hold by the trust file"]
    assert ([], {}) == (ledger.failures, ledger.refused)
    assert 2 * (ROUNDS + 1) == len(policy.logs)
    found = disagreements(cluster.url, ledger) + key_disagreements(cluster.url, ledger, policy) + unproven
    judge(len(ledger.acknowledged), found)


@pytest.mark.control(FAULT, "keys looked up once")
def test_processes_that_keep_their_keys_are_found(
    folder: Path, cluster: Cluster, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: whoever does not notice signs by keys that are retired."""
    sabotage = sabotaged("keys_are_looked_up_once")
    with Serving(folder, "--port", "0", "--workers", "2", DATABASE_URL=cluster.url, **sabotage) as serving:
        clients = Clients(lambda: serving.port, lambda: serving.key, number=2)
        with clients.writing() as ledger:
            policy = rotate_under_load(serving, clients, 1)
        clients.settle()
        wait_until_sequenced(cluster.url)
    found = key_disagreements(cluster.url, ledger, policy)
    assert {"the checkpoint", "the promise"} == {" ".join(each.split()[:2]) for each in found}
    # And a trust file without the newest keys is one by which much is signed by nobody.
    assert key_disagreements(cluster.url, ledger, policy._replace(logs=policy.logs[:1]))
    caught(found)


def receipts_hold(serving: Serving, folder: Path, ledger: Ledger) -> bool:
    """Tell whether the verifier finds the promises of some writes, first and last, kept by their receipts."""
    answers = [answer for _, answer in ledger.acknowledged.values()]
    for answer in answers[:RECEIPTS] + answers[-RECEIPTS:]:
        note = from_header(answer.headers["Hashlevy-Promise"])
        command = ["promise", str(folder / "promise"), "--policy", str(folder / "trust"), "--language", "en"]
        (folder / "promise").write_text(note.write(), encoding="utf-8")
        for number, promised in enumerate(read_promise(note.text).events):
            bearer = {"Authorization": f"Bearer {serving.key}"}
            status, receipt = serving.ask("GET", f"/v1/events/{promised.event}/receipt", **bearer)
            assert 200 == status
            path = folder / f"receipt-{number}"
            path.write_text(receipt, encoding="utf-8")
            command += ["--receipt", str(path)]
        with contextlib.redirect_stdout(io.StringIO()):
            if verify(command) != 0:
                return False
    return True
