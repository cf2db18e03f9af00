"""What the answer of a witness is worth."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from service.audit.asking import Answer, Away
from service.audit.offering import Contradicted, Cosigned, Elsewhere, judge, offer
from service.domain.errors import Unavailable
from service.evidence.notes import Key
from service.evidence.submissions import read_submission
from service.evidence.tiles import Tile
from tests.unit.evidence.test_notes import new_key
from tests.watched import LEAVES, begun, note, submission

NOTE: Final = note(7)
SIZE: Final = "text/x.tlog.size"
TEXT: Final = "text/plain"


class Tiles:
    """The tiles of a small log."""

    def __init__(self, leaves: list[bytes]) -> None:
        self._leaves = leaves

    def log_tile(self, tile: Tile) -> bytes | None:
        """Give one of the lowest level."""
        start = tile.number * 256
        return b"".join(self._leaves[start : start + tile.width]) if tile.level == 0 else None


@pytest.fixture
def witness(tmp_path: Path) -> tuple[Key, str]:
    """Give the key of a witness, and the lines that it answers for the checkpoint of seven leaves."""
    made = begun(tmp_path)
    return made.keys[0], made.witness.add(submission(0, 7))


def test_a_cosignature_is_kept_as_the_line_that_came(witness: tuple[Key, str]) -> None:
    """Others under keys that nobody trusts here are left out."""
    key, line = witness
    stranger = line.replace("witness.example/w1", "witness.example/w2")

    assert (Cosigned(key, line),) == judge(Answer(200, TEXT, (stranger + line).encode()), NOTE, [key])


def test_a_witness_says_where_to_go_on_from() -> None:
    """The size of a conflict, with or without parameters of its type."""
    assert Elsewhere(5) == judge(Answer(409, SIZE, b"5\n"), NOTE, [])


def test_a_good_proof_that_is_refused_is_another_history() -> None:
    """What is offered was checked, so the witness must hold something else."""
    verdict = judge(Answer(422, TEXT, b"no\n"), NOTE, [])

    assert isinstance(verdict, Contradicted)
    assert "refuses a proof that is good: 'no'" in verdict.why


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        pytest.param(Answer(200, TEXT, b"hello\n"), "no cosignature", id="garbage"),
        pytest.param(Answer(200, TEXT, b"\xff\xfe"), "no cosignature", id="no text"),
        pytest.param(Answer(200, TEXT, b""), "no cosignature", id="nothing"),
        pytest.param(Answer(403, TEXT, b""), "does not know the key", id="forbidden"),
        pytest.param(Answer(404, TEXT, b""), "does not know this log", id="unknown log"),
        pytest.param(Answer(409, TEXT, b"5\n"), "answered 409", id="conflict of another type"),
        pytest.param(Answer(409, SIZE, b"5"), "without the size", id="conflict cut off"),
        pytest.param(Answer(409, SIZE, b"05\n"), "without the size", id="conflict with no number"),
        pytest.param(Answer(409, SIZE, "\u0665\n".encode()), "without the size", id="conflict with other digits"),
        pytest.param(Answer(503, TEXT, b"later"), "answered 503", id="unavailable"),
        pytest.param(Answer(302, "", b""), "answered 302 (of no type)", id="redirected"),
    ],
)
def test_other_answers_say_nothing_of_the_history(answer: Answer, said: str, witness: tuple[Key, str]) -> None:
    """The witness is asked again later, and the words are for whoever mends it."""
    with pytest.raises(Away) as raised:
        judge(answer, NOTE, [witness[0]])

    assert said in str(raised.value)


def test_a_cosignature_of_another_checkpoint_is_none(witness: tuple[Key, str]) -> None:
    """It names the key, and is not good: the whole answer is refused."""
    with pytest.raises(Away, match="not its own"):
        judge(Answer(200, TEXT, witness[1].encode()), note(8), [witness[0]])


def test_a_success_by_strangers_alone_is_none(witness: tuple[Key, str]) -> None:
    """The trust file has another key at this address."""
    other = new_key("witness.example/w1", "other")[0]

    with pytest.raises(Away, match="none of the keys"):
        judge(Answer(200, TEXT, witness[1].encode()), NOTE, [Key(other.name, 4, other.public)])


@pytest.mark.parametrize("old", [0, 1, 3, 4, 7])
def test_what_is_offered_is_what_a_witness_takes(old: int, tmp_path: Path) -> None:
    """A proof from where it was last; the real judge finds it good."""
    witness = begun(tmp_path).witness
    if old:
        witness.add(submission(0, old))

    body = offer(Tiles(LEAVES), NOTE, old)

    assert old == read_submission(body).old
    assert witness.add(body).startswith("\u2014 witness.example/w1 ")


def test_tiles_that_do_not_prove_it_offer_nothing() -> None:
    """Damage here must not be taken for another history there."""
    with pytest.raises(Unavailable, match="do not prove") as raised:
        offer(Tiles([bytes(32), *LEAVES[1:]]), NOTE, 4)
    with pytest.raises(Unavailable, match="missing"):
        offer(Tiles(LEAVES), note(300), 256)
    with pytest.raises(Unavailable, match="found 0 bytes of hashes 4 on in tile"):
        offer(Tiles([]), NOTE, 4)

    assert "audit-log-frozen" == raised.value.code
