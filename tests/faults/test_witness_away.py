"""A witness that goes away while clients write, and sequencers that die while they ask it: nobody waits for either."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from service.audit.points import Point
from service.evidence.promises import from_header, read_promise
from service.verifier.main import main
from tests.faults.clients import Clients, clients_of
from tests.faults.cluster import Cluster
from tests.faults.conftest import Judge
from tests.faults.log import wait_until_sequenced
from tests.faults.medium import halted
from tests.faults.oracle import disagreements
from tests.faults.rounds import ROUNDS
from tests.faults.sabotages import sabotaged
from tests.faults.serving import Serving
from tests.faults.test_points import die_at
from tests.faults.test_sequencers import sequencer_of
from tests.faults.trusting import trust_text
from tests.faults.witnessing import Witnessing

pytestmark = pytest.mark.faults_at_length

AWAY: Final = "witness away"
PROVEN, OPEN = 0, 2
SECONDS_MAX: Final = 100
AWAY_SECONDS: Final = 3
# In so much time clients write hundreds of times, also where five others use the machine.
GOING_ON: Final = (20, 5)
# A witness takes some seconds to start and to be asked again.
OUTAGES: Final = min(ROUNDS, 5)
ASKING: Final = "kill -9, sequencer that asks a witness"
# Where the witness is asked, it has cosigned in a second or two.
ASKED_SECONDS: Final = 20
POINTS: Final = (Point.BEFORE_WITNESSING, Point.AFTER_WITNESSING)


class Receipt(NamedTuple):
    """What the verifier leaves with, for whoever wants a witness, and whether the service says that there was one."""

    code: int
    is_called_witnessed: bool


class Watched:
    """A service whose log wants a witness; its witness, at an address that stays; and who believes both."""

    def __init__(self, folder: Path, cluster: Cluster, **environment: str) -> None:
        """Make the keys of both."""
        self._home, self.trust = folder / "witness", folder / "trust"
        self._home.mkdir()
        settings = {
            "DATABASE_URL": cluster.url,
            "HASHLEVY_WITNESSES": str(self.trust),
            "HASHLEVY_WITNESS_SECONDS": "1",
            **environment,
        }
        self.serving = Serving(folder, "--port", "0", "--workers", "2", **settings)
        logs = trust_text({**self.serving.environment, "HASHLEVY_WITNESSES": ""}).replace("quorum none\n", "")
        self._port = 0
        self.trust.write_text(f"{logs}quorum none\n", encoding="utf-8")
        with self.witness() as witness:
            self._port = witness.port
            (key,) = re.findall(r"witness w1 (\S+)", witness.told)
        quorum = f"witness w1 {key} http://127.0.0.1:{self._port}\nquorum w1\n"
        self.trust.write_text(f"{logs}{quorum}", encoding="utf-8")

    def witness(self) -> Witnessing:
        """Return the witness, to be started."""
        return Witnessing(self._home, trust=str(self.trust), port=self._port)

    @contextmanager
    def written(self) -> Iterator[Clients]:
        """Let clients write to the service."""
        with self.serving:
            clients = clients_of(self.serving, number=8)
            with clients.writing():
                yield clients
            clients.settle()
            wait_until_sequenced(self.serving.environment["DATABASE_URL"])

    def receipt_of_last(self, clients: Clients) -> Callable[[], Receipt]:
        """Return what has the verifier look at a receipt of the last event."""
        clients.wait_for(20)
        _, answer = list(clients.ledger.acknowledged.values())[-1]
        event = read_promise(from_header(answer.headers["Hashlevy-Promise"]).text).events[0].event
        return lambda: self._receipt(event)

    def _receipt(self, event: str) -> Receipt:
        connection = http.client.HTTPConnection("127.0.0.1", self.serving.port, timeout=SECONDS_MAX)
        try:
            bearer = {"Authorization": f"Bearer {self.serving.key}", "Prefer": "wait=10"}
            connection.request("GET", f"/v1/events/{event}/receipt", headers=bearer)
            answer = connection.getresponse()
            receipt = answer.read()
        finally:
            connection.close()
        assert answer.status == HTTPStatus.OK, receipt
        kept = self.trust.with_name("receipt")
        kept.write_bytes(receipt)
        code = main(["receipt", str(kept), "--policy", str(self.trust)])
        return Receipt(code, answer.headers["Hashlevy-Witnessed"] == "true")


def wait_until_witnessed(receipt: Callable[[], Receipt]) -> None:
    """Return when a receipt has the cosignature of the witness."""
    assert is_witnessed(receipt, SECONDS_MAX), "the witness is there, and its cosignature is not"


def is_witnessed(receipt: Callable[[], Receipt], seconds: float) -> bool:
    """Tell whether a receipt has the cosignature of the witness within so many seconds, as soon as it has."""
    latest = time.monotonic() + seconds
    while receipt().code != PROVEN:
        if time.monotonic() >= latest:
            return False
        time.sleep(0.5)
    return True


def wrong_without_a_witness(receipt: Receipt) -> list[str]:
    """Say what is wrong about a receipt of what was written while the witness is away."""
    found = [] if receipt.code == OPEN else [f"a receipt that lacks the witness is judged {receipt.code}"]
    return found + (["a receipt that lacks the witness is called witnessed"] if receipt.is_called_witnessed else [])


@pytest.mark.fault(
    AWAY, f"killed under load, for {AWAY_SECONDS} s and more; receipts lack its signature, and have it once it is back"
)
def test_writes_go_on_without_a_witness_and_it_catches_up(folder: Path, cluster: Cluster, judge: Judge) -> None:
    """Of what is written meanwhile there are receipts, which lack its signature until it is back, and soon have it."""
    watched = Watched(folder, cluster)
    with watched.written() as clients:
        for _ in range(OUTAGES):
            with watched.witness():
                wait_until_witnessed(watched.receipt_of_last(clients))
            time.sleep(AWAY_SECONDS)
            assert clients.go_on(*GOING_ON), "writes wait for the witness"
            meanwhile = watched.receipt_of_last(clients)
            assert [] == wrong_without_a_witness(meanwhile())
            with watched.witness():
                wait_until_witnessed(meanwhile)
    assert [] == clients.ledger.surprises
    judge(len(clients.ledger.acknowledged), disagreements(cluster.url, clients.ledger), OUTAGES)


@pytest.mark.control(AWAY, "writes that wait for the witness")
def test_a_service_whose_writes_wait_for_a_witness_is_found(
    folder: Path, cluster: Cluster, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: asked before it answers, the witness takes the service down with it."""
    watched = Watched(folder, cluster, **sabotaged("writes_wait_for_the_witness"))
    with watched.written() as clients:
        with watched.witness():
            wait_until_witnessed(watched.receipt_of_last(clients))
        time.sleep(AWAY_SECONDS)
        found = [] if clients.go_on(*GOING_ON) else ["writes wait for the witness"]
    caught(found)


@pytest.mark.control(AWAY, "receipts called witnessed")
def test_a_service_that_claims_a_witness_is_found(
    folder: Path, cluster: Cluster, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: the proof is as it is, and what is said of it is not."""
    watched = Watched(folder, cluster, **sabotaged("any_receipt_is_called_witnessed"))
    with watched.written() as clients:
        with watched.witness():
            wait_until_witnessed(watched.receipt_of_last(clients))
        time.sleep(AWAY_SECONDS)
        found = wrong_without_a_witness(watched.receipt_of_last(clients)())
    caught(found)


@pytest.mark.fault(ASKING, f"at {', '.join(POINTS)}; then another is started")
def test_a_sequencer_that_is_killed_while_it_asks_a_witness_leaves_it_to_the_next(
    folder: Path, cluster: Cluster, judge: Judge
) -> None:
    """Whatever the witness has cosigned, heard or not, the log goes on from."""
    watched = Watched(folder, cluster, HASHLEVY_MERGE_DELAY_SECONDS="600")
    with watched.witness(), watched.written() as clients:
        wait_until_witnessed(watched.receipt_of_last(clients))
        with halted([sequencer_of(watched.serving)]):
            for point in POINTS:
                die_at(watched.serving, point)
                clients.wait_for(5)
        wait_until_witnessed(watched.receipt_of_last(clients))
    judge(len(clients.ledger.acknowledged), disagreements(cluster.url, clients.ledger), len(POINTS))


@pytest.mark.control(ASKING, "nobody asks again")
def test_a_sequencer_that_does_not_ask_after_one_that_was_killed_is_seen(
    folder: Path, cluster: Cluster, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: what the one had asked for counts as heard, and no receipt is ever witnessed again."""
    killed = folder / "killed"
    careless = {**sabotaged("witness_is_left_alone_from_then_on"), "HASHLEVY_TEST_FROM": str(killed)}
    watched = Watched(folder, cluster, HASHLEVY_MERGE_DELAY_SECONDS="600", **careless)
    with watched.witness(), watched.written() as clients:
        wait_until_witnessed(watched.receipt_of_last(clients))
        with halted([sequencer_of(watched.serving)]):
            die_at(watched.serving, Point.BEFORE_WITNESSING)
            killed.touch()
        found = [] if is_witnessed(watched.receipt_of_last(clients), ASKED_SECONDS) else ["nobody asks the witness"]
    caught(found)
