"""What a witness cosigns, and what it answers to all else: each rule of `add-checkpoint` in C2SP tlog-witness."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.audit.keys import SigningKey
from service.evidence.checkpoints import cosignatures
from service.evidence.merkle import EMPTY_ROOT
from service.evidence.ml_dsa import checker
from service.evidence.notes import COSIGNATURE_ML_DSA_44, Note, Signature, read_note
from service.witness.beginning import Begun
from service.witness.state import Seen, State
from service.witness.witness import NotCosigned, Witness
from tests.property.evidence.test_merkle import naive_consistency
from tests.unit.evidence.test_notes import new_key, signed
from tests.watched import BEGAN, LEAVES, LOG, ORIGIN, OTHER_LEAVES, begun, body, checkpoint, note, submission

STRANGER = new_key("other.example")
ADDRESS = sha256(ORIGIN.encode()).hexdigest()


@pytest.fixture
def watching(tmp_path: Path) -> Begun:
    """Start a witness that has seen nothing yet."""
    return begun(tmp_path)


@pytest.fixture
def witness(watching: Begun) -> Witness:
    """Give the witness itself."""
    return watching.witness


def refused(witness: Witness, data: bytes) -> tuple[int, int | None]:
    """Return status and size with which *data* is refused."""
    with pytest.raises(NotCosigned) as refusal:
        witness.add(data)
    return refusal.value.status, refusal.value.size


def cosigned(lines: str, begun_: Begun, size: int) -> list[int]:
    """Check *lines* under the checkpoint of *size*, each one by its own key, and return the seconds since the start."""
    found = cosignatures(read_note((note(size).write() + lines).encode()), begun_.keys, checker())
    assert list(begun_.keys) == [each.key for each in found]
    return [each.seconds - int(BEGAN.timestamp()) for each in found]


def test_a_log_that_grows_is_cosigned_at_each_step(watching: Begun) -> None:
    """From nothing to the first checkpoint, from each to the next, with the time of each."""
    sizes = [0, 1, 2, 3, 7, 8, 64, 200, 256, 257]

    for number, (old, size) in enumerate(zip([0, *sizes], sizes, strict=False), 1):
        lines = watching.witness.add(submission(old, size))

        assert [number] == cosigned(lines, watching, size)
        assert 1 == lines.count("\n")


def test_a_witness_with_two_keys_signs_with_both(tmp_path: Path) -> None:
    """Ed25519 for those who read nothing else, ML-DSA-44 for those who will need it."""
    watching = begun(tmp_path, ml_dsa=True)

    assert [1, 1] == cosigned(watching.witness.add(submission(0, 5)), watching, 5)


def test_the_same_checkpoint_is_cosigned_again_at_a_later_time(watching: Begun) -> None:
    """A log whose answer was lost asks again, and so does one that wants a fresh time."""
    first = watching.witness.add(submission(0, 9))
    again = watching.witness.add(submission(9, 9))

    assert [[1], [2]] == [cosigned(lines, watching, 9) for lines in (first, again)]


@pytest.mark.parametrize("old", [0, 20])
def test_of_two_that_are_judged_at_once_one_is_cosigned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: int
) -> None:
    """Both are read, proven and signed before either is kept; what was signed for the other never leaves the house."""
    watching = begun(tmp_path)
    if old:
        watching.witness.add(submission(0, old))
    both, read = Barrier(2), State.seen
    threads = iter(range(2))

    def seen(state: State, origin: str) -> Seen:
        found = read(state, origin)
        if next(threads, None) is not None:  # the first read of each; the loser reads once more
            both.wait(30)
        return found

    monkeypatch.setattr(State, "seen", seen)

    def ask(size: int) -> str | tuple[int, int | None]:
        try:
            return watching.witness.add(submission(old, size))
        except NotCosigned as refusal:
            return refusal.status, refusal.size

    with ThreadPoolExecutor(2) as pool:
        answers = dict(zip((25, 30), pool.map(ask, (25, 30)), strict=True))

    ((size, lines),) = [(size, answer) for size, answer in answers.items() if isinstance(answer, str)]
    cosigned(lines, watching, size)
    assert {(409, size)} == {answer for answer in answers.values() if not isinstance(answer, str)}
    assert size == read(State(tmp_path / "witness.db"), ORIGIN).size


@given(st.lists(st.integers(0, 300), min_size=2, max_size=5))
def test_whatever_is_asked_the_size_never_falls(tmp_path_factory: pytest.TempPathFactory, sizes: list[int]) -> None:
    """Every request gets a cosignature or the size that is true now."""
    witness, now = begun(tmp_path_factory.mktemp("witness")).witness, 0

    for size in sizes:
        if size >= now:
            witness.add(submission(now, size))
            now = size
        else:
            assert (409, now) == refused(witness, submission(size, size))


def test_a_stale_old_size_is_told_the_true_one(witness: Witness) -> None:
    """Smaller or larger than what was cosigned, and none where something was."""
    witness.add(submission(0, 20))

    assert (409, 20) == refused(witness, submission(0, 30))
    assert (409, 20) == refused(witness, submission(19, 30))
    assert (409, 20) == refused(witness, submission(21, 30))


def test_one_who_was_never_seen_cannot_go_on(witness: Witness) -> None:
    """Nothing was cosigned: the size is 0."""
    assert (409, 0) == refused(witness, submission(4, 9))


def test_a_log_is_never_led_back(witness: Witness) -> None:
    """The smaller tree is a true one, and signed; it is refused all the same."""
    witness.add(submission(0, 20))

    assert (409, 20) == refused(witness, submission(0, 10))
    assert (400, None) == refused(witness, submission(20, 10))
    assert (409, 20) == refused(witness, submission(10, 10))


def test_another_history_of_the_same_size_is_refused_and_kept_as_proof(
    tmp_path: Path, witness: Witness, caplog: pytest.LogCaptureFixture
) -> None:
    """Both checkpoints are signed by the log: whoever has both need not be believed."""
    witness.add(submission(0, 20))
    caplog.clear()

    assert (422, None) == refused(witness, submission(20, 20, OTHER_LEAVES))
    assert (409, 20) == refused(witness, submission(0, 20, OTHER_LEAVES))

    (proof,) = State(tmp_path / "witness.db").contradictions()
    assert note(20, OTHER_LEAVES).write() == proof.note
    assert proof.beside.startswith(note(20).write())
    assert ["ERROR"] == [record.levelname for record in caplog.records if record.levelno >= logging.ERROR]


def test_another_history_that_is_longer_is_refused(witness: Witness) -> None:
    """Whatever proof comes with it."""
    witness.add(submission(0, 20))

    assert (422, None) == refused(witness, submission(20, 30, OTHER_LEAVES))
    assert (422, None) == refused(witness, body(20, naive_consistency(20, LEAVES[:30]), note(30, OTHER_LEAVES)))
    witness.add(submission(20, 30))


@pytest.mark.parametrize("size", [20, 30])
def test_a_proof_has_exactly_the_hashes_that_are_needed(witness: Witness, size: int) -> None:
    """One too few, one too many, one that is another."""
    witness.add(submission(0, 20))
    proof = naive_consistency(20, LEAVES[:size])

    assert (422, None) == refused(witness, body(20, [*proof, bytes(32)], note(size)))
    if proof:
        assert (422, None) == refused(witness, body(20, proof[:-1], note(size)))
        assert (422, None) == refused(witness, body(20, [bytes(32), *proof[1:]], note(size)))


def test_nothing_needs_no_proof_and_has_one_root(witness: Witness) -> None:
    """The empty tree begins every tree; its root is the hash of nothing."""
    assert (422, None) == refused(witness, body(0, [bytes(32)], note(5)))
    wrong = checkpoint(0)._replace(root=bytes(32))
    assert EMPTY_ROOT == checkpoint(0).root
    assert (422, None) == refused(witness, body(0, [], signed(wrong.text(), LOG)))


def test_an_unknown_log_is_not_found(witness: Witness) -> None:
    """Though it signs, and by the key of one that is known."""
    text = checkpoint(5, origin="other.example").text()

    assert (404, None) == refused(witness, body(0, [], signed(text, STRANGER)))
    assert (404, None) == refused(witness, body(0, [], signed(text, LOG)))


def test_what_the_log_has_not_signed_is_forbidden(witness: Witness) -> None:
    """Signed by another key under its name, or by another name; or by its own key, under another text."""
    text = checkpoint(5).text()
    usurper = new_key(ORIGIN, "another")

    assert (403, None) == refused(witness, body(0, [], signed(text, usurper)))
    assert (403, None) == refused(witness, body(0, [], signed(text, STRANGER)))
    assert (403, None) == refused(witness, body(0, [], Note(text, note(6).signatures)))


def test_a_false_signature_spoils_a_good_one(witness: Witness) -> None:
    """A note with both is malformed."""
    good = note(5)
    both = Note(good.text, (*good.signatures, *note(6).signatures))

    assert (403, None) == refused(witness, body(0, [], both))


def test_a_log_that_changes_its_key_is_known_by_both(tmp_path: Path) -> None:
    """And what others wrote under its checkpoint is not passed on to those who monitor."""
    later = new_key(ORIGIN, "later")
    watching = begun(tmp_path, logs=[LOG[0], later[0]])
    witness, text = watching.witness, checkpoint(5).text()

    line = witness.add(body(0, [], signed(text, STRANGER, later)))
    assert signed(text, later).write() + line == witness.latest(ADDRESS)
    again = witness.add(body(5, [], signed(text, LOG, later, STRANGER)))
    assert signed(text, LOG, later).write() + again == witness.latest(ADDRESS)


def test_monitors_are_shown_the_last_checkpoint(witness: Witness) -> None:
    """With the signatures of the log and of the witness; nothing before the first, and nothing of others."""
    assert witness.latest(ADDRESS) is None
    witness.add(submission(0, 5))
    line = witness.add(submission(5, 6))

    assert note(6).write() + line == witness.latest(ADDRESS)
    assert witness.latest("0" * 64) is None


def test_a_size_that_nobody_can_count_to_is_a_bad_request(witness: Witness) -> None:
    """Signed, and above 2^63 - 1."""
    text = checkpoint(5)._replace(size=2**63).text()

    assert (400, None) == refused(witness, body(0, [], signed(text, LOG)))


def test_a_signature_that_is_repeated_is_kept_once(witness: Witness) -> None:
    """So that nobody makes what is kept grow."""
    once = note(5)
    line: Signature = once.signatures[0]

    lines = witness.add(body(0, [], Note(once.text, (line,) * 50)))

    assert once.write() + lines == witness.latest(ADDRESS)


def test_a_log_that_signs_by_ml_dsa_too_may_be_known_by_that_key(tmp_path: Path) -> None:
    """By it alone, or by both; a false one is refused, and one that nobody knows here is left out of what is shown."""
    second = SigningKey(ORIGIN, bytes(32), COSIGNATURE_ML_DSA_44)
    text = note(5).text
    both = body(0, [], note(5)._replace(signatures=(*note(5).signatures, second.sign(text))))
    false = body(0, [], note(5)._replace(signatures=(second.sign(note(6).text),)))
    for number, keys in enumerate(((second.key,), (LOG[0], second.key), (LOG[0],))):
        folder = tmp_path / str(number)
        folder.mkdir()
        watching = begun(folder, logs=keys)
        if second.key in keys:
            assert (403, None) == refused(watching.witness, false)
        assert [1] == cosigned(watching.witness.add(both), watching, 5)
        assert len(keys) == len(read_note((watching.witness.latest(ADDRESS) or "").encode()).signatures) - 1
