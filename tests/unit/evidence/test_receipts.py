"""Receipts and checkpoints, written, read, and checked against what was logged."""

from __future__ import annotations

import pytest

from service.evidence.checkpoints import (
    Checkpoint,
    cosignature_line,
    cosignatures,
    cosigned_text,
    read_checkpoint,
)
from service.evidence.merkle import BadProof, inclusion_spans, leaf_hash, root_of
from service.evidence.notes import (
    COSIGNATURE_ED25519,
    COSIGNATURE_ML_DSA_44,
    BadNote,
    BadSignature,
    Key,
    Note,
)
from service.evidence.proofs import Proof, read_proof
from service.evidence.tiles import Hashes, edge_of, grown
from tests.unit.evidence.test_notes import new_key, signed

ENTRIES = [b"one", b"two", b"three", b"four", b"five"]
LOG = new_key("log.example")
ROOT = root_of([leaf_hash(entry) for entry in ENTRIES])
CHECKPOINT = Checkpoint("log.example", len(ENTRIES), ROOT)


def receipt(index: int, extra: bytes | None = None) -> Proof:
    """Make a receipt for an entry."""
    assert not list(edge_of(0))
    tiles = {tile.path: data for tile, data in grown(0, [], [leaf_hash(entry) for entry in ENTRIES])}
    hashes = Hashes(len(ENTRIES), lambda tile: tiles[tile.path])
    proof = hashes.proof(inclusion_spans(index, len(ENTRIES)))
    return Proof(index, tuple(proof), signed(CHECKPOINT.text(), LOG), extra)


@pytest.mark.parametrize("index", range(len(ENTRIES)))
@pytest.mark.parametrize("extra", [None, b"", b"the entry"])
def test_a_receipt_is_read_back_and_proves_its_entry_and_no_other(index: int, extra: bytes | None) -> None:
    """The extra data proves nothing, and is kept."""
    made = receipt(index, extra)
    read = read_proof(made.write().encode())

    assert made == read
    read.check(leaf_hash(ENTRIES[index]))
    with pytest.raises(BadProof):
        read.check(leaf_hash(ENTRIES[index - 1]))


def test_a_log_of_one_entry_needs_no_hashes() -> None:
    """Its root is the entry's hash."""
    only = Checkpoint("log.example", 1, leaf_hash(b"one"))

    read_proof(Proof(0, (), signed(only.text(), LOG)).write().encode()).check(leaf_hash(b"one"))


RECEIPT = receipt(2, b"extra").write()


@pytest.mark.parametrize(
    "text",
    [
        "",
        RECEIPT.replace("tlog-proof@v1", "tlog-proof@v2"),
        RECEIPT.replace("index 2", "index 02"),
        RECEIPT.replace("index 2", "index -2"),
        RECEIPT.replace("index 2\n", ""),
        RECEIPT.replace("extra ", "extra  "),
        RECEIPT.replace("extra ZXh0cmE=\n", "extra ZXh0cmE=\nextra ZXh0cmE=\n"),
        RECEIPT.replace("index 2\n", "index 2\n" + "A" * 44 + "\n"),
        RECEIPT.replace("\n\n", "\n", 1),
        RECEIPT.replace("index 2\n", "index 2\n" + (ROOT.hex() and "A" * 43 + "=\n") * 64),
        RECEIPT.replace("index", "\u0456ndex"),
    ],
)
def test_what_has_not_the_form_of_a_receipt_is_refused(text: str) -> None:
    """Numbers, order, lengths, alphabets."""
    with pytest.raises(BadNote):
        read_proof(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "log.example\n5\n",
        CHECKPOINT.text() + "an extension\n",
        CHECKPOINT.text().replace("\n5\n", "\n05\n"),
        CHECKPOINT.text().replace("\n5\n", "\n\u0665\n"),
        CHECKPOINT.text().replace("\n5\n", "\n5 \n"),
        CHECKPOINT.text().replace("log.example", ""),
        f"log.example\n5\n{'A' * 42}==\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    """Extension lines too: nobody could hold the log to them."""
    with pytest.raises(BadNote):
        read_checkpoint(text)


def test_a_witness_signs_the_checkpoint_with_the_time() -> None:
    """The time is part of what is signed; another one spoils the note."""
    key, private = new_key("witness.example")
    witness = Key(key.name, COSIGNATURE_ED25519, key.public)
    value = private.sign(cosigned_text(witness, 1679315147, CHECKPOINT.text()))
    good = Note(CHECKPOINT.text(), (cosignature_line(witness, 1679315147, value),))
    moved = Note(CHECKPOINT.text(), (cosignature_line(witness, 1679315148, value),))

    assert [(witness, 1679315147)] == list(cosignatures(good, [witness]))
    assert () == cosignatures(good, [key])
    with pytest.raises(BadSignature):
        cosignatures(moved, [witness])


def test_an_ml_dsa_cosignature_is_of_names_numbers_and_the_root() -> None:
    """The structure of tlog-cosignature; it counts only where it can be checked."""
    witness = Key("w.example", COSIGNATURE_ML_DSA_44, bytes(1312))
    message = cosigned_text(witness, 7, CHECKPOINT.text())
    note = Note(CHECKPOINT.text(), (cosignature_line(witness, 7, b"signature"),))

    assert message == (
        b"subtree/v1\n\x00\x09w.example" + (7).to_bytes(8, "big") + b"\x0blog.example" + bytes(8)
        + (5).to_bytes(8, "big") + ROOT
    )  # fmt: skip
    assert () == cosignatures(note, [witness])
    assert [(witness, 7)] == list(cosignatures(note, [witness], lambda *parts: parts[1] == message))
    with pytest.raises(BadSignature):
        cosignatures(note, [witness], lambda *_: False)
    with pytest.raises(BadNote):
        cosigned_text(new_key("log.example")[0], 7, CHECKPOINT.text())
