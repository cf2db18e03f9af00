"""A log and its witness, the real one over HTTP: cosigned while it is there, honest while it is away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from service.audit.asking import Answer, Away, submit
from service.audit.keys import SigningKey
from service.audit.outside import Outside
from service.audit.sequencing import sequence_pending
from service.audit.signing import Signature, Signing, demand_reached
from service.domain.errors import Unavailable
from service.evidence.checkpoints import Checkpoint
from service.evidence.notes import read_note
from service.evidence.policy import Policy, read_policy
from service.evidence.submissions import Submission
from service.law.library import Library
from service.store.database import Database
from service.store.grants import DatabaseRole
from service.store.rows import CheckpointRow, CosignatureRow
from service.usecases.cosigned import Shown, cosigned, shown
from service.usecases.read_witnesses import read_witnesses
from service.usecases.service import Service
from service.usecases.witnessing import Witnessing, asked_by
from service.witness.witness import Witness
from tests.integration.store.test_sequencing import tell
from tests.witnesses import policy_of, served

NOW: Final = datetime(2026, 11, 23, tzinfo=UTC)
KEY: Final = SigningKey("levy.example/log", bytes(range(32)))


class Log:
    """A log that grows when it is told to."""

    def __init__(self, url: str, folder: Path) -> None:
        self.now = NOW
        self.database = Database(url, role=DatabaseRole.OWNER)
        self.outside = Outside(folder / "last-checkpoint")
        self._signing = Signing(KEY.key.name, (KEY,), self.outside)

    def grow(self, *names: str) -> int:
        """Tell events, place them, sign; and return how many leaves there are."""
        tell(self.database, *names)
        sequence_pending(self.database)
        self._signing.sign(self.database, self.now, self._keep)
        with self.database.reading() as reading:
            kept = reading.last_checkpoint()
        assert kept is not None
        return kept.size

    def _keep(self, signature: Signature) -> None:
        with self.database.unit_of_work() as work:
            work.add(CheckpointRow(*signature))
            work.commit()

    def witnessing(self, policy: Policy) -> Witnessing:
        """Have it witnessed."""
        (witness,) = asked_by(policy)
        return Witnessing(self.database, lambda: self.now, self.outside, witness, post)

    def service(self, policy: Policy) -> Service:
        """Wire a service on it."""
        return Service(self.database, Library(()), lambda: self.now, outside=self.outside, policy=policy)

    def shown(self, policy: Policy, position: int = -1) -> Shown | None:
        """Show what is shown to whoever wants a leaf."""
        with self.database.reading() as reading:
            return shown(self.service(policy), reading, position)


def post(url: str, body: bytes) -> Answer:
    """Submit over HTTP."""
    return submit(url, body, 5)


@pytest.fixture
def log(migrated_url: str, tmp_path: Path) -> Iterator[Log]:
    """Begin a log of three leaves."""
    begun = Log(migrated_url, tmp_path / "state")
    assert 3 == begun.grow("evt_1", "evt_2", "evt_3")
    yield begun
    begun.database.close()


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[tuple[Witness, Policy]]:
    """Serve a witness of it, on whom everything depends."""
    with served(tmp_path, KEY.key) as (url, begun):
        yield begun.witness, policy_of(begun.keys[0], url)


def forged(size: int) -> bytes:
    """Submit a checkpoint of another history, signed by the log as well."""
    new = Checkpoint(KEY.key.name, size, bytes(32))
    return Submission(0, (), KEY.note(new.text()), new).write()


def test_what_is_shown_is_witnessed_as_far_as_the_witness_came(log: Log, witness: tuple[Witness, Policy]) -> None:
    """Each leaf has the last checkpoint that is witnessed; what came later says that it is not, until it is."""
    policy, asking = witness[1], log.witnessing(witness[1])

    assert (3, None) == (asking.ask(), asking.ask())
    assert 4 == log.grow("evt_4")
    before = [log.shown(policy, position) for position in (-1, 2, 3, 4)]
    assert 4 == asking.ask()
    after = log.shown(policy, 3)

    assert [(3, True), (3, True), (4, False), None] == [
        each and (each.checkpoint.size, each.witnessed) for each in before
    ]
    assert after is not None
    assert (4, True) == (after.checkpoint.size, after.witnessed)
    trust = read_policy(f"log {KEY.key.write()}\nwitness w1 {policy.witnesses['w1'].key.write()}\nquorum w1\n".encode())
    assert 4 == trust.trust(read_note(after.note.encode())).checkpoint.size


def test_writes_go_on_while_the_witness_is_away(log: Log, witness: tuple[Witness, Policy]) -> None:
    """What is shown says so, after a minute also to whoever wants no leaf in particular."""
    policy = policy_of(witness[1].witnesses["w1"].key, "http://127.0.0.1:9")
    log.witnessing(witness[1]).ask()

    with pytest.raises(Away, match=r"127\.0\.0\.1:9"):
        log.witnessing(policy).ask()
    log.now += timedelta(minutes=2)
    size = log.grow("evt_4")
    found = log.shown(policy)

    assert found is not None
    assert (4, 4, False) == (size, found.checkpoint.size, found.witnessed)
    standing = read_witnesses(log.service(policy))
    assert {"size": 4, "witnessed": False} == standing["checkpoint"]
    assert [("w1", 3, 120)] == [(each["witness"], each["size"], each["age_seconds"]) for each in standing["witnesses"]]


@pytest.mark.parametrize("size", [3, 2, 9], ids=["another root", "another beginning", "more leaves"])
def test_a_witness_of_another_history_stops_the_signing(log: Log, witness: tuple[Witness, Policy], size: int) -> None:
    """For everybody on this machine, and told where it is looked at; events are kept and wait."""
    witness[0].add(forged(size))

    with pytest.raises(Unavailable, match="has seen another history") as raised:
        log.witnessing(witness[1]).ask()
    assert "audit-log-frozen" == raised.value.code
    with pytest.raises(Unavailable, match="has seen another history"):
        log.grow("evt_4")
    with pytest.raises(Unavailable, match="has seen another history"):
        demand_reached(log.database, Outside(log.outside.path))
    with log.database.reading() as reading:
        kept = reading.last_checkpoint()
        assert (4, 3) == (reading.log_tree().size, kept.size if kept else 0)

    log.outside.put_aside("accepted")
    assert 5 == log.grow("evt_5")


def test_a_restored_database_is_found_out_before_it_signs_again(log: Log, witness: tuple[Witness, Policy]) -> None:
    """It remembers that the witness cosigned its last checkpoint; at the first question it asks all the same."""
    asking = log.witnessing(witness[1])
    asking.ask()
    with log.database.reading() as reading:
        old = reading.last_checkpoint()
    assert old is not None
    newer = Checkpoint(KEY.key.name, 4, bytes(32))
    # Four leaves are no continuation that could be proven; what matters is that the witness is ahead of this database.
    witness[0]._state.move(witness[0]._state.seen(KEY.key.name), newer, KEY.note(newer.text()).write())  # noqa: SLF001

    assert asking.ask() is None
    with pytest.raises(Unavailable, match="cosigned a tree of 4 leaves, and the last that is kept has 3"):
        log.witnessing(witness[1]).ask()


def test_another_worker_that_is_further_is_no_other_history(log: Log, witness: tuple[Witness, Policy]) -> None:
    """It had the next checkpoint cosigned while this one was offering the last."""
    (asked,), other = asked_by(witness[1]), log.witnessing(witness[1])
    others: list[int | None] = []

    def submit_late(url: str, body: bytes) -> Answer:
        if not others:
            log.grow("evt_4")
            others.append(other.ask())
        return post(url, body)

    assert 4 == Witnessing(log.database, lambda: NOW, log.outside, asked, submit_late).ask()
    assert [4] == others
    assert 5 == log.grow("evt_5")


def test_a_cosignature_that_somebody_made_up_does_not_count(log: Log, witness: tuple[Witness, Policy]) -> None:
    """The database is not believed: neither does it make a checkpoint witnessed, nor does it spoil the note."""
    key = witness[1].witnesses["w1"].key
    line = f"\u2014 {key.name} {'A' * 96}\n"
    with log.database.unit_of_work() as work:
        work.add(CosignatureRow(3, key.name, key.id.hex(), line, NOW))
        work.add(CosignatureRow(3, key.name, "00000000", "nonsense", NOW))
        work.commit()

    with log.database.reading() as reading:
        last = reading.last_checkpoint()
        assert last is not None
        found = cosigned(reading, last, witness[1])

    assert (last.note, False) == (found.note, found.witnessed)
