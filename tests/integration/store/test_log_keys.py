"""Keys of the log on each kind of database: put in force and retired in one step, told in the log, and crash-proof."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from service.audit.keyring import Keyring
from service.audit.keys import CHECKPOINT, ML_DSA_44, PROMISE, PURPOSES
from service.audit.outside import Outside
from service.audit.sequencing import sequence_pending
from service.audit.signing import Signing
from service.domain.errors import Conflict, Unavailable
from service.evidence import ml_dsa
from service.evidence.checkpoints import signers
from service.evidence.key_statements import RETIRED, ROTATED, KeyStatement, vouched
from service.evidence.notes import Key, read_note
from service.store.database import Database
from service.store.unit_of_work import UnitOfWork
from service.usecases.known_log_keys import known_log_keys
from service.usecases.log_keys import Keeper
from service.usecases.log_signers import LogSigners
from service.worker.log_keeping import log_keeping
from tests.integration.store.samples import NOW
from tests.integration.store.test_sequencing import tell

pytestmark = pytest.mark.thorough

ORIGIN: Final = "levy.example/log"
_KILLED: Final = 9


@pytest.fixture
def keeper(database: Database, tmp_path: Path) -> Keeper:
    """Keep the keys of a log that has begun."""
    tell(database, "evt_first")
    sequence_pending(database)
    return Keeper(database, Keyring(tmp_path / "keys", ORIGIN), lambda: NOW, "key_1")


def signed(keeper: Keeper, *, with_ml_dsa_44: bool = False) -> tuple[Key, ...]:
    """Have the log grow and be signed; return by whom, of all keys that were ever told."""
    who = LogSigners(keeper.database, keeper.ring, with_ml_dsa_44=with_ml_dsa_44)
    outside = Outside(keeper.ring.directory / "last-checkpoint")
    keep_log = log_keeping(keeper.database, lambda: NOW, Signing(ORIGIN, who().keys, outside), who)
    with keeper.database.reading() as reading:
        tell(keeper.database, f"evt_{reading.log_tree().size}")
        known = [each.key for each in known_log_keys(reading, keeper.ring) if each.key.name == ORIGIN]
    sequence_pending(keeper.database)
    keep_log()
    with keeper.database.reading() as reading:
        kept = reading.last_checkpoint()
        assert kept is not None
        assert reading.log_tree().size == kept.size
    return signers(read_note(kept.note.encode()), known, ml_dsa.checker())


def told(keeper: Keeper) -> list[dict[str, str]]:
    """Return what the leaves of the log say of its keys."""
    sequence_pending(keeper.database)
    with keeper.database.reading() as reading:
        bodies = [entry.body for entry in reading.log_entries(0, 999)]
    return [json.loads(body)["detail"] for body in bodies if b'"type":"key.' in body]


def test_a_key_is_replaced_by_way_of_both(keeper: Keeper) -> None:
    """The old one signs, then both, then the new one; no checkpoint is by neither, and nothing was started anew."""
    old = keeper.ring.first(CHECKPOINT).key
    by_old = signed(keeper)
    new = keeper.rotate(CHECKPOINT).key
    by_both = signed(keeper)
    assert old == keeper.retire(CHECKPOINT)
    by_new = signed(keeper)

    assert [(old,), (old, new), (new,)] == [by_old, by_both, by_new]
    with keeper.database.reading() as reading:
        known = [each for each in known_log_keys(reading, keeper.ring) if each.purpose == CHECKPOINT]
    assert [("retired", NOW), ("signs", None)] == [(each.state, each.until) for each in known]


@pytest.mark.parametrize("purpose", [CHECKPOINT, PROMISE])
def test_the_log_tells_of_it_and_the_key_before_vouches_for_the_new_one(keeper: Keeper, purpose: str) -> None:
    """So whoever follows the log with the old key is led to the new one; and is told that the old one is gone."""
    old = keeper.ring.first(purpose).key
    new = keeper.rotate(purpose).key
    keeper.retire(purpose)

    rotated, retired = told(keeper)

    assert (KeyStatement(ORIGIN, ROTATED, purpose, new), (old,)) == vouched(read_note(rotated["note"].encode()), [old])
    assert (KeyStatement(ORIGIN, RETIRED, purpose, old), (new,)) == vouched(read_note(retired["note"].encode()), [new])
    assert (purpose, new.write(), f"{old.name}+{old.id.hex()}") == (
        rotated["purpose"],
        rotated["vkey"],
        rotated["replaces"],
    )
    assert old.write() == retired["vkey"]


def test_a_second_signature_is_added_and_taken_away(keeper: Keeper) -> None:
    """By ML-DSA-44, where it is wanted; the key of Ed25519 vouches for it, and signs on alone."""
    ed25519 = keeper.ring.first(CHECKPOINT).key
    second = keeper.rotate(ML_DSA_44).key
    with_both, unwanted = signed(keeper, with_ml_dsa_44=True), signed(keeper)
    keeper.retire(ML_DSA_44)

    assert [(ed25519, second), (ed25519,)] == [with_both, unwanted]
    assert (ed25519,) == signed(keeper, with_ml_dsa_44=True)
    assert [(ed25519,), (ed25519,)] == [
        vouched(read_note(each["note"].encode()), [ed25519])[1] for each in told(keeper)
    ]


@pytest.mark.parametrize("purpose", [CHECKPOINT, PROMISE])
def test_the_last_key_is_not_retired(keeper: Keeper, purpose: str) -> None:
    """Neither the one with which the log began, nor the one that came after it."""
    for _ in range(2):
        with pytest.raises(Conflict) as refused:
            keeper.retire(purpose)
        assert "log-key-refused" == refused.value.code
        if not told(keeper):
            keeper.rotate(purpose)
            keeper.retire(purpose)


def test_of_several_keys_that_wait_one_is_named(keeper: Keeper) -> None:
    """What waits is taken before another one is made."""
    waiting = keeper.ring.create(CHECKPOINT).key
    assert waiting == keeper.rotate(CHECKPOINT).key
    one, other = (keeper.ring.create(CHECKPOINT).key for _ in range(2))
    with pytest.raises(Conflict, match=one.id.hex()):
        keeper.rotate(CHECKPOINT)
    with pytest.raises(Conflict, match="00000000"):
        keeper.rotate(CHECKPOINT, "00000000")

    assert other == keeper.rotate(CHECKPOINT, other.id.hex()).key


def test_of_two_who_rotate_at_once_both_keys_are_known(keeper: Keeper) -> None:
    """The second goes by what the first has done."""
    keeper.ring.first(PROMISE)
    keys = [keeper.ring.create(PROMISE).key.id.hex() for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda key: keeper.rotate(PROMISE, key), keys))

    assert [1, 2] == sorted(len(each.beside) for each in done)
    with keeper.database.reading() as reading:
        assert [0, 1, 2] == [row.number for row in reading.log_key_changes()]


def test_without_the_key_in_force_nobody_vouches_for_another(keeper: Keeper, tmp_path: Path) -> None:
    """And no key is made in vain."""
    keeper.rotate(CHECKPOINT)
    elsewhere = keeper._replace(ring=Keyring(tmp_path / "elsewhere", ORIGIN))
    with pytest.raises(Unavailable, match="its file is not here"):
        elsewhere.rotate(CHECKPOINT)

    assert ["origin"] == [path.name for path in elsewhere.ring.directory.iterdir()]


def died(step: Callable[[], object]) -> int:
    """Return the exit code of a process of its own that does *step*."""
    if (process := os.fork()) == 0:
        try:
            step()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def after(function: Callable[..., object]) -> Callable[..., object]:
    """Die at once when *function* has returned."""

    def dying(*arguments: object, **named: object) -> object:
        function(*arguments, **named)
        os._exit(_KILLED)

    return dying


def before(_: Callable[..., object]) -> Callable[..., object]:
    """Die instead of it."""
    return after(lambda *_, **__: None)


class Death(NamedTuple):
    """Where a process dies: before or after the method *name* of *owner*; and whether the work is done by then."""

    owner: type
    name: str
    when: Callable[[Callable[..., object]], Callable[..., object]]
    is_done: bool = False

    def patch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have whoever comes there die."""
        monkeypatch.setattr(self.owner, self.name, self.when(getattr(self.owner, self.name)))


DEATHS: Final = {
    "before-the-file": Death(Keyring, "create", before),
    "after-the-file": Death(Keyring, "create", after),
    "after-the-event": Death(UnitOfWork, "record", after),
    "before-the-commit": Death(UnitOfWork, "commit", before),
    "after-the-commit": Death(UnitOfWork, "commit", after, is_done=True),
}


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("death", DEATHS)
def test_whoever_dies_while_rotating_leaves_what_the_next_goes_on_from(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch, purpose: str, death: str
) -> None:
    """The event and the key in force come together or not at all; a file that was left is taken the next time."""
    signed(keeper)
    keeper.database.close()
    with monkeypatch.context() as patched:
        DEATHS[death].patch(patched)
        assert _KILLED == died(lambda: keeper.rotate(purpose))
    left = keeper.ring.waiting(purpose, ())
    with keeper.database.reading() as reading:
        changes = reading.log_key_changes()

    is_done = DEATHS[death].is_done
    assert (is_done, int(is_done)) == (bool(changes), len(told(keeper)))
    signed(keeper, with_ml_dsa_44=True)
    rotated = keeper.rotate(purpose).key
    if left and not is_done:
        assert left[0].key == rotated
    assert 1 + is_done == len(told(keeper))
    signed(keeper, with_ml_dsa_44=True)
