"""A service whose parts are killed (SIGKILL) ends whole, and starts again as a service manager starts it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from tests.faults.clients import Clients
from tests.faults.cluster import Cluster
from tests.faults.conftest import Judge
from tests.faults.oracle import disagreements
from tests.faults.rounds import ROUNDS
from tests.faults.sabotages import sabotaged
from tests.faults.serving import Serving
from tests.faults.test_sequencers import command_line
from tests.faults.trusting import trust_of

pytestmark = pytest.mark.faults_at_length

# A process that has lost its parent finishes what it has begun, for as long as a service that is stopped.
LEFT_SECONDS: Final = 45
# A start takes seconds, so these are fewer.
RESTARTS: Final = min(ROUNDS, 5)
KILLED: Final = "kill -9, serve or gunicorn's master"
# The worker looks several times a second.
ORPHAN_SECONDS: Final = 10


def victim_of(serving: Serving, part: str) -> int:
    """Return the process to kill: `serve` itself, or its child that has the processes that answer."""
    if part == "serve":
        return serving.process.pid
    children = Path(f"/proc/{serving.process.pid}/task/{serving.process.pid}/children").read_text().split()
    return next(int(child) for child in children if b"gunicorn" in command_line(int(child)))


@pytest.mark.parametrize("part", ["serve", "gunicorn"])
@pytest.mark.fault(KILLED, "all ends with it, and is started again on the same port")
def test_a_service_that_was_killed_leaves_nothing_and_starts_again(
    folder: Path, cluster: Cluster, part: str, judge: Judge
) -> None:
    """No process is left over; clients come back to the same port and ask by the same keys."""
    options = {"DATABASE_URL": cluster.url}
    with ExitStack() as started:
        serving = started.enter_context(Serving(folder, "--port", "0", "--workers", "2", **options))
        port, key = serving.port, serving.key
        clients = Clients(lambda: port, lambda: key, 8, trust_of(serving.environment))
        with clients.writing() as ledger:
            for _ in range(RESTARTS):
                clients.wait_for(20)
                os.kill(victim_of(serving, part), signal.SIGKILL)
                serving.ended()
                assert set() == serving.left_after(LEFT_SECONDS)
                again = Serving(folder, "--port", str(port), "--workers", "2", **options)
                serving = started.enter_context(again)
                assert port == serving.port
            clients.wait_for(20)
        clients.settle()
    judge(len(ledger.acknowledged), disagreements(cluster.url, ledger), RESTARTS)


@pytest.mark.control(KILLED, "a worker that does not notice")
def test_a_process_that_outlives_its_service_is_seen(
    folder: Path, cluster: Cluster, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: what is left over would work on beside the next start."""
    options = {"DATABASE_URL": cluster.url, **sabotaged("orphans_go_on")}
    with Serving(folder, "--port", "0", "--workers", "1", **options) as serving:
        os.kill(serving.process.pid, signal.SIGKILL)
        serving.ended()
        left = [command_line(process).decode() for process in serving.left_after(ORPHAN_SECONDS)]
    caught([each for each in left if "service.worker" in each])
