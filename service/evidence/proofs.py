"""Receipts (C2SP tlog-proof, version 1): an entry is in a log, by its index, a way to the root, and a checkpoint."""

from __future__ import annotations

from typing import Final, NamedTuple

from service.evidence.checkpoints import read_checkpoint, read_hash, read_number
from service.evidence.merkle import check_inclusion
from service.evidence.notes import BadNote, Note, base64_bytes, base64_text, read_note

FORM: Final = "c2sp.org/tlog-proof@v1"
_HASHES_MAX: Final = 63


class Proof(NamedTuple):
    """The index of a leaf, the *hashes* from its sibling up, the *note* of the checkpoint; *extra* proves nothing."""

    leaf_index: int
    hashes: tuple[bytes, ...]
    note: Note
    extra: bytes | None = None

    def write(self) -> str:
        """Write it."""
        extra = "" if self.extra is None else f"extra {base64_text(self.extra)}\n"
        hashes = "".join(f"{base64_text(each)}\n" for each in self.hashes)
        return f"{FORM}\n{extra}index {self.leaf_index}\n{hashes}\n{self.note.write()}"

    def check(self, leaf: bytes) -> None:
        """
        Demand that the entry with the hash *leaf* is in the checkpoint's tree; who signed that is another question.

        Raises:
            BadProof: it is not.
            BadNote: there is no checkpoint.
        """
        checkpoint = read_checkpoint(self.note.text)
        check_inclusion(leaf, self.leaf_index, checkpoint.size, checkpoint.root, self.hashes)


def read_proof(data: bytes) -> Proof:
    """
    Read a receipt strictly.

    Raises:
        BadNote: it is none; the words say where.
    """
    head, blank, note = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise BadNote("found other characters than those of ASCII above the checkpoint") from error
    if not blank or lines[0] != FORM:
        raise BadNote(f"expected a receipt: {FORM!r} in the first line, and an empty line before the checkpoint")
    rest, extra = lines[1:], None
    if rest and rest[0].startswith("extra "):
        extra, rest = base64_bytes(rest[0].removeprefix("extra ")), rest[1:]
    if not rest or not rest[0].startswith("index "):
        raise BadNote("expected a line with the index of the entry, such as 'index 73894'")
    index = read_number(rest[0].removeprefix("index "))
    if len(rest) - 1 > _HASHES_MAX:
        raise BadNote(f"found {len(rest) - 1} hashes, expected at most {_HASHES_MAX}")
    return Proof(index, tuple(read_hash(line) for line in rest[1:]), read_note(note), extra)
