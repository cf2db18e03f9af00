"""Another history, signed by the log's own key: whoever kept something proves it, and nobody else is told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Final

import pytest

from service.audit.offering import offer
from service.evidence.notes import read_note
from service.evidence.promises import in_header, read_promise
from service.evidence.proofs import read_proof
from service.verifier.main import main
from service.witness.beginning import Begun
from service.witness.witness import NotCosigned
from tests.checkpoints import log_key
from tests.contract.test_streams import tell_heads
from tests.faults.attacker import change, leave_out, rewrite
from tests.faults.audited import Audited, audited
from tests.watched import begun

pytestmark = pytest.mark.thorough

REWRITTEN: Final = "history rewritten and signed anew"
SPLIT: Final = "two histories shown"
LEFT_OUT: Final = "event left out of the log"
PROVEN, BROKEN, OPEN = 0, 1, 2
# Of the events that are told when the law is recorded; the operators come after them.
PLACE: Final = -3
DELAY_SECONDS: Final = 1


@pytest.fixture
def log(migrated_url: str) -> Iterator[Audited]:
    """Make a log of a few operators."""
    with audited(migrated_url, 5, DELAY_SECONDS) as made:
        yield made


class Client:
    """Who keeps what the log gave out, in files, and asks the verifier."""

    def __init__(self, log: Audited, folder: Path) -> None:
        """Believe the keys of *log*."""
        self.log, self.folder = log, folder
        self.trust = self.keep("trust", log.trust.encode())

    def keep(self, name: str, data: bytes) -> str:
        """Keep something, and return its file."""
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def checkpoint(self, name: str) -> str:
        """Keep the checkpoint that is shown now."""
        return self.keep(name, self.log.show("/log/v1/checkpoint"))

    def fetch(self, name: str) -> str:
        """Keep the whole log that is shown now."""
        return str(self.log.save(self.folder / name))

    def proves(self, command: str, *files: str) -> int:
        """Return what the verifier leaves with."""
        return main([command, *files, "--policy", self.trust])


@pytest.fixture
def client(log: Audited, tmp_path: Path) -> Client:
    """Look on."""
    return Client(log, tmp_path)


def watch(log: Audited, folder: Path) -> Begun:
    """Return a witness that has cosigned what the log shows now."""
    folder.mkdir()
    witness = begun(folder, logs=[log_key(log.service).key])
    assert submit(log, witness, 0)
    return witness


def submit(log: Audited, witness: Begun, old: int) -> str:
    """Submit the checkpoint that is shown now to a witness that cosigned a tree of *old* leaves last."""
    note = read_note(log.show("/log/v1/checkpoint"))
    with log.service.store.reading() as reading:
        return witness.witness.add(offer(reading, note, old))


def size_of(log: Audited) -> int:
    """Return how many leaves are signed."""
    ((size,),) = log.ask("SELECT max(size) FROM checkpoints")
    return int(size)


@pytest.mark.fault(REWRITTEN, "an old event changed with all that follows from it, by whoever has all keys")
def test_whoever_kept_something_proves_that_history_was_rewritten(log: Audited, client: Client, tmp_path: Path) -> None:
    """A checkpoint, a receipt or a promise of before, and any witness; whoever has none of them sees a log in order."""
    before, size = client.checkpoint("before"), size_of(log)
    ((event,),) = log.ask(f"SELECT event FROM leaves ORDER BY position LIMIT 1 OFFSET {size + PLACE}")
    receipt = client.keep("receipt", log.show(f"/v1/events/{event}/receipt"))
    of_receipt = client.keep("of-receipt", read_proof(Path(receipt).read_bytes()).note.write().encode())
    witness = watch(log, tmp_path / "w")
    assert event == rewrite(log, size + PLACE)
    after, whole = client.checkpoint("after"), client.fetch("log")

    # What nobody sees without something in hand: the service is in order, and so is its log.
    assert ("nothing to sign", "ready", PROVEN) == (log.signs(), log.ready(), client.proves("fsck", whole))
    assert PROVEN == client.proves("receipt", receipt)
    # What everybody proves who has something in hand.
    assert BROKEN == client.proves("consistency", before, after, "--log", whole)
    assert BROKEN == client.proves("consistency", of_receipt, after, "--log", whole)
    with pytest.raises(NotCosigned) as refused:
        submit(log, witness, size)
    assert HTTPStatus.UNPROCESSABLE_ENTITY == refused.value.status


@pytest.mark.control(REWRITTEN, "a history that goes on")
def test_a_history_that_goes_on_is_proven_and_cosigned(log: Audited, client: Client, tmp_path: Path) -> None:
    """The negative control: the same questions about a log that only grew."""
    before, size = client.checkpoint("before"), size_of(log)
    witness = watch(log, tmp_path / "w")
    log.sign()
    after, whole = client.checkpoint("after"), client.fetch("log")

    assert size < size_of(log)
    assert PROVEN == client.proves("consistency", before, after, "--log", whole)
    assert submit(log, witness, size)


def test_whoever_was_promised_an_event_proves_that_it_was_changed(log: Audited, client: Client) -> None:
    """The promise has the hash of the event; by now the log has another."""
    log.register("/v1/farms", operator=log.operators[0], name="Hall 2", region="KZ-71", time_zone="Asia/Almaty")
    promise = client.keep("promise", in_header(log.promise).encode())
    ((event, _),) = read_promise(log.promise.text).events
    change(log, event)
    log.append()
    log.sign()

    assert BROKEN == client.proves("promise", promise, "--log", client.fetch("log"))


def test_what_was_changed_without_the_key_is_not_believed(log: Audited, client: Client) -> None:
    """Whoever rewrites the tables alone is behind what stands outside of them, and its log is not what was signed."""
    ((event,),) = log.ask(f"SELECT event FROM leaves ORDER BY position LIMIT 1 OFFSET {size_of(log) + PLACE}")
    change(log, event)

    assert BROKEN == client.proves("fsck", client.fetch("log"))


@pytest.mark.fault(SPLIT, "two signed checkpoints of one size, each to another client")
def test_two_who_were_shown_different_histories_prove_it_by_two_checkpoints(
    log: Audited, client: Client, tmp_path: Path
) -> None:
    """Nothing else is needed; and no witness cosigns both."""
    log.append()
    log.sign()
    one, size = client.checkpoint("one"), size_of(log)
    witness = watch(log, tmp_path / "w")
    rewrite(log, size + PLACE)
    assert size == size_of(log)
    other = client.checkpoint("other")

    assert BROKEN == client.proves("consistency", one, other)
    with pytest.raises(NotCosigned):
        submit(log, witness, size)


@pytest.mark.control(SPLIT, "one checkpoint to both")
def test_two_who_were_shown_the_same_history_prove_that(client: Client) -> None:
    """The negative control."""
    assert PROVEN == client.proves("consistency", client.checkpoint("one"), client.checkpoint("other"))


@pytest.mark.fault(LEFT_OUT, "the row of an acknowledged event taken from the queue before it had a leaf")
def test_whoever_was_promised_an_event_proves_that_it_was_left_out(log: Audited, client: Client) -> None:
    """When the promised time is over by an entry of the log itself; before that, nothing is decided."""
    promise, event = promised(log, client)
    leave_out(log, event)
    log.append()
    log.sign()
    early = client.proves("promise", promise, "--log", client.fetch("early"))
    time.sleep(DELAY_SECONDS + 0.1)
    log.tell(1)
    log.append()
    log.sign()
    whole = client.fetch("late")

    assert OPEN == early
    assert BROKEN == client.proves("promise", promise, "--log", whole)
    # Nothing else shows it: what never had a leaf is missing from no number.
    assert PROVEN == client.proves("fsck", whole)


@pytest.mark.control(LEFT_OUT, "the event in the log")
def test_a_promise_that_was_kept_is_proven(log: Audited, client: Client) -> None:
    """The negative control."""
    promise, _ = promised(log, client)
    log.append()
    log.sign()
    time.sleep(DELAY_SECONDS + 0.1)
    log.tell(1)
    log.append()
    log.sign()

    assert PROVEN == client.proves("promise", promise, "--log", client.fetch("log"))


def promised(log: Audited, client: Client) -> tuple[str, str]:
    """Let an event be acknowledged; return the file of its promise, and the event."""
    log.register("/v1/farms", operator=log.operators[0], name="Hall 2", region="KZ-71", time_zone="Asia/Almaty")
    ((event, _),) = read_promise(log.promise.text).events
    return client.keep("promise", in_header(log.promise).encode()), event


@pytest.mark.parametrize("hidden", [0, 1, 2], ids=["the first", "one in between", "the last"])
def test_an_event_that_is_hidden_from_its_operator_is_missed(log: Audited, client: Client, hidden: int) -> None:
    """By its number, or by what the log committed to; the answer is not signed, and accuses nobody."""
    operator = log.operators[0]
    log.append()
    tell_heads(log.service)
    whole = client.keep("whole", log.show(f"/v1/operators/{operator}/stream"))
    log.ask(f"UPDATE leaves SET operator = 'hidden' WHERE operator = {log.mark} AND n = {hidden}", (operator,))
    answer = client.keep("stream", log.show(f"/v1/operators/{operator}/stream"))

    assert (PROVEN, OPEN) == (client.proves("stream", whole), client.proves("stream", answer))
