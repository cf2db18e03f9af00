"""Signing, on a log in memory: never two histories, whatever fails, and nothing that is not what the events say."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from service.audit.growth import Tree
from service.audit.keys import SigningKey
from service.audit.outside import Outside
from service.audit.points import Pass, Point, nothing_happens
from service.audit.sequencing import sequence_pending
from service.audit.signing import Signature, Signing, demand_reached
from service.domain.errors import Unavailable
from service.evidence.checkpoints import Checkpoint, read_checkpoint
from service.evidence.notes import read_note, signed_by
from tests.memory_log import Kept, MemoryLog

NOW: Final = datetime(2026, 11, 23, tzinfo=UTC)
KEY: Final = SigningKey("levy.example/log", bytes(range(32)))
EVENTS: Final = [str(at) for at in range(600)]
# The points between the steps of signing.
STEPS: Final = tuple(Point)[tuple(Point).index(Point.BEFORE_SIGNING) : tuple(Point).index(Point.BEFORE_WITNESSING)]
Damage = Callable[[Kept], None]


class Failed(Exception):
    """What a test makes happen."""


@pytest.fixture
def signing(tmp_path: Path) -> Signing:
    """Sign with a key of this test, and a file that is not there as yet."""
    return Signing(KEY.key.name, (KEY,), Outside(tmp_path / "state" / "last-checkpoint"))


@pytest.fixture
def log() -> MemoryLog:
    """Begin a log of 300 leaves and as many events that wait."""
    begun = MemoryLog(*EVENTS)
    sequence_pending(begun, limit=300)
    return begun


def sign(signing: Signing, log: MemoryLog, at: Pass = nothing_happens) -> Checkpoint | None:
    """Sign, and read what was signed."""
    signature = signing.sign(log, NOW, log.keep, at=at)
    return None if signature is None else shown(signature)


def shown(signature: Signature) -> Checkpoint:
    """Read a checkpoint, and demand its signature."""
    note = read_note(signature.note.encode())
    assert (KEY.key,) == signed_by(note, [KEY.key])
    checkpoint = read_checkpoint(note.text)
    assert (signature.size, signature.root) == (checkpoint.size, checkpoint.root)
    return checkpoint


def demand_one_history(log: MemoryLog, signing: Signing) -> None:
    """Demand that each checkpoint is one of the log as it is, and that the one outside is the last or the next."""
    outside = signing.outside.last()
    for checkpoint in [*map(shown, log.kept.checkpoints), *([outside] if outside else [])]:
        again = MemoryLog(*EVENTS[: checkpoint.size])
        sequence_pending(again)
        assert again.kept.tree.root == checkpoint.root


def test_the_tree_is_signed_once(signing: Signing, log: MemoryLog) -> None:
    """And again when it has grown; the file outside has the last."""
    first, again = sign(signing, log), sign(signing, log)
    sequence_pending(log)
    grown = sign(signing, log)

    assert first == Checkpoint(KEY.key.name, 300, shown(log.kept.checkpoints[0]).root)
    assert (None, 600) == (again, grown.size if grown else 0)
    assert grown == signing.outside.last()
    demand_one_history(log, signing)


def test_an_empty_log_is_not_signed(signing: Signing) -> None:
    """There is nothing to hold anybody to."""
    assert sign(signing, MemoryLog()) is None
    assert signing.outside.last() is None


def test_the_file_outside_is_for_its_owner_alone(signing: Signing, log: MemoryLog) -> None:
    """It stands beside keys."""
    sign(signing, log)
    assert (0o600, 0o700) == tuple(
        path.stat().st_mode & 0o777 for path in (signing.outside.path, signing.outside.path.parent)
    )


def _fail_before(_: Callable[..., None]) -> Callable[..., None]:
    def failing(*_: object, **at: Pass) -> None:  # noqa: ARG001 - whatever it is given
        raise Failed

    return failing


def _fail_after(step: Callable[..., None]) -> Callable[..., None]:
    def failing(*given: object, **at: Pass) -> None:
        step(*given, **at)
        raise Failed

    return failing


@pytest.mark.parametrize("way", [_fail_before, _fail_after], ids=["without-effect", "after-effect"])
@pytest.mark.parametrize("step", ["outside", "keep"])
def test_whatever_step_fails_the_next_signature_continues(
    signing: Signing,
    log: MemoryLog,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    way: Callable[..., Callable[..., None]],
) -> None:
    """With or without having had its effect; in between, the log grows."""
    sign(signing, log)
    sequence_pending(log, limit=50)
    keep = way(log.keep) if step == "keep" else log.keep
    with monkeypatch.context() as patched:
        if step == "outside":
            patched.setattr(Outside, "replace", way(Outside.replace))
        with pytest.raises(Failed):
            signing.sign(log, NOW, keep)
    demand_one_history(log, signing)
    sequence_pending(log, limit=50)
    sign(signing, log)

    assert [300, *([350] if (step, way) == ("keep", _fail_after) else []), 400] == [
        kept.size for kept in log.kept.checkpoints
    ]
    demand_one_history(log, signing)


@pytest.mark.parametrize("deadly", STEPS)
def test_whoever_is_killed_between_steps_leaves_one_history(signing: Signing, log: MemoryLog, deadly: Point) -> None:
    """By the system, without a chance to tidy up: the lock goes with the process."""
    child = os.fork()
    if not child:
        sign(signing, log, at=lambda point: os._exit(9) if point is deadly else None)
        os._exit(1)
    assert 9 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    demand_one_history(log, signing)
    sequence_pending(log)

    assert sign(signing, log) == signing.outside.last()
    demand_one_history(log, signing)


@pytest.mark.parametrize("moment", [Point.BEFORE_SIGNING, Point.AFTER_OUTSIDE_FILE])
def test_a_tree_that_grows_meanwhile_is_signed_next(signing: Signing, log: MemoryLog, moment: Point) -> None:
    """What was read back is what is signed."""

    def grow(point: Point) -> None:
        if point is moment:
            sequence_pending(log)

    sizes = [checkpoint.size if checkpoint else 0 for checkpoint in (sign(signing, log, at=grow), sign(signing, log))]
    assert [300, 600] == sizes
    demand_one_history(log, signing)


def test_an_older_copy_freezes_the_log_and_it_stays_so(signing: Signing, log: MemoryLog) -> None:
    """Whoever begins again reads the same file; other events in the place of those that were signed change nothing."""
    older = log.kept.copied()
    sequence_pending(log, limit=100)
    sign(signing, log)
    note = signing.outside.path.read_bytes()
    log.kept = older
    for _ in range(2):
        restarted = Signing(signing.origin, signing.keys, Outside(signing.outside.path))
        with pytest.raises(Unavailable, match="has 300 leaves, and a tree of 400 was signed") as refused:
            sign(restarted, log)
        assert "audit-log-frozen" == refused.value.code
    log.kept.waiting = [(number, f"other-{name}", "opr_2") for number, name, _ in log.kept.waiting]
    sequence_pending(log)

    said = "the first 400 leaves of the database are not those that were signed"
    with pytest.raises(Unavailable, match=said):
        sign(signing, log)
    with pytest.raises(Unavailable, match=said):
        demand_reached(log, signing.outside)
    assert (note, []) == (signing.outside.path.read_bytes(), log.kept.checkpoints)


def test_an_older_copy_with_nothing_to_sign_is_told_at_once(signing: Signing, log: MemoryLog) -> None:
    """A backup mostly ends with a checkpoint of all that it has; whoever restores it hears so before the next write."""
    sign(signing, log)
    older = log.kept.copied()
    sequence_pending(log, limit=100)
    sign(signing, log)
    log.kept = older

    with pytest.raises(Unavailable, match="has 300 leaves, and a tree of 400 was signed"):
        sign(signing, log)


def test_a_log_that_was_restored_in_full_goes_on(signing: Signing, log: MemoryLog) -> None:
    """Even where the checkpoint itself was not yet kept: the file outside has it."""
    sequence_pending(log, limit=100)
    with pytest.raises(Failed):
        signing.sign(log, NOW, _fail_before(log.keep))
    demand_reached(log, signing.outside)
    sequence_pending(log)

    assert 600 == (checkpoint.size if (checkpoint := sign(signing, log)) else 0)


def test_put_aside_the_log_goes_on_from_what_is_kept(signing: Signing, log: MemoryLog) -> None:
    """The file stays, under another name, as evidence."""
    older = log.kept.copied()
    sequence_pending(log)
    sign(signing, log)
    log.kept = older
    signing.outside.put_aside("put-aside")

    assert 300 == (checkpoint.size if (checkpoint := sign(signing, log)) else 0)
    assert 600 == read_checkpoint(read_note(signing.outside.path.with_name("put-aside").read_bytes()).text).size


def _body(kept: Kept) -> None:
    kept.bodies["450"] = b'{"x":1}'


def _hash(kept: Kept) -> None:
    kept.leaves[450] = kept.leaves[450]._replace(hash=bytes(32))


def _leaf(kept: Kept) -> None:
    kept.leaves[450] = kept.leaves[450]._replace(n=7)


def _gone(kept: Kept) -> None:
    del kept.leaves[450:]


def _tile(kept: Kept) -> None:
    kept.tiles[0, 2] = bytes(32) + kept.tiles[0, 2][32:]


def _old_tile(kept: Kept) -> None:
    kept.tiles[0, 1] = bytes(32) + kept.tiles[0, 1][32:]


def _short(kept: Kept) -> None:
    kept.tiles[0, 2] = kept.tiles[0, 2][:-32]


def _root(kept: Kept) -> None:
    kept.tree = Tree(kept.tree.size, bytes(32))


DAMAGES: Final[dict[str, tuple[Damage, str]]] = {
    "body": (_body, "the leaf 450 is not what was hashed"),
    "hash": (_hash, "the leaf 450 is not what was hashed"),
    "number": (_leaf, "the leaf 450 is not what was hashed"),
    "gone": (_gone, "150 of the leaves 300 to 599 can be read"),
    "tile": (_tile, "the tiles of the tree of 600 leaves do not give its root"),
    "tile-before": (_old_tile, "the first 300 leaves of the database are not those that were signed"),
    "short": (_short, r"the tile tile/0/002\.p/88 is missing, or is shorter"),
    "root": (_root, "the leaves 300 to 599 do not give the root of the tree"),
}


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_what_was_changed_by_hand_is_not_signed(signing: Signing, log: MemoryLog, damage: str) -> None:
    """And the refusal says where."""
    sign(signing, log)
    sequence_pending(log)
    spoil, said = DAMAGES[damage]
    spoil(log.kept)

    with pytest.raises(Unavailable, match=said) as refused:
        sign(signing, log)
    assert "audit-log-frozen" == refused.value.code
    last = signing.outside.last()
    assert (300, 1) == (last.size if last else 0, len(log.kept.checkpoints))


@pytest.mark.parametrize(
    "content", [b"", b"nothing\n", b"a\nb\n\n\xe2\x80\x94 c AAAA\n"], ids=["empty", "text", "note"]
)
def test_a_file_outside_that_cannot_be_read_freezes_the_log(signing: Signing, log: MemoryLog, content: bytes) -> None:
    """Nobody knows what was signed."""
    signing.outside.path.parent.mkdir()
    signing.outside.path.write_bytes(content)

    with pytest.raises(Unavailable, match="holds no checkpoint"):
        sign(signing, log)
