"""The body of `add-checkpoint` (C2SP tlog-witness): the size to go on from, a proof of consistency, a checkpoint."""

from __future__ import annotations

from typing import Final, NamedTuple

from service.evidence.checkpoints import Checkpoint, read_checkpoint, read_hash, read_number
from service.evidence.notes import BadNote, Note, base64_text, read_note

HASHES_MAX: Final = 63
# Sixty-three hashes, and a checkpoint under which a dozen witnesses have signed by ML-DSA-44: 64 KiB hold both.
BODY_BYTES_MAX: Final = 1 << 16


class Submission(NamedTuple):
    """A *note* with a *checkpoint*, and *proof* that its tree begins with the one of the size *old*."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint

    def write(self) -> bytes:
        """Write it."""
        proof = "".join(f"{base64_text(each)}\n" for each in self.proof)
        return f"old {self.old}\n{proof}\n{self.note.write()}".encode()


def read_submission(body: bytes) -> Submission:
    """
    Read a body strictly; nothing of it is proven by that.

    Raises:
        BadNote: it is none; the words say what is missing.
    """
    head, blank, written = body.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise BadNote("found other characters than those of ASCII above the checkpoint") from error
    if not blank or not first.startswith("old "):
        raise BadNote("expected a line such as 'old 20852014', then hashes in base64, an empty line, and a checkpoint")
    if len(lines) > HASHES_MAX:
        raise BadNote(f"found {len(lines)} hashes, expected at most {HASHES_MAX}")
    old, proof = read_number(first.removeprefix("old ")), tuple(map(read_hash, lines))
    note = read_note(written)
    return Submission(old, proof, note, read_checkpoint(note.text))
