"""A log that is watched by witnesses: its histories, honest and not, and what it submits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from service.evidence.checkpoints import Checkpoint
from service.evidence.notes import Key, Note, base64_text
from service.witness.beginning import Begun, Files, begin
from tests.property.evidence.test_merkle import naive_consistency, naive_root
from tests.unit.evidence.test_notes import new_key, signed

ORIGIN: Final = "log.example/levy"
LEAVES: Final = [sha256(number.to_bytes(4, "big")).digest() for number in range(300)]
# The same log to somebody else: one leaf is another.
OTHER_LEAVES: Final = [*LEAVES[:3], bytes(32), *LEAVES[4:]]
LOG: Final = new_key(ORIGIN)
BEGAN: Final = datetime(2027, 1, 5, 12, tzinfo=UTC)


class Ticking:
    """A clock that goes on by a second each time that it is asked."""

    def __init__(self) -> None:
        """Begin."""
        self._asked = 0

    def __call__(self) -> datetime:
        """Tell the time."""
        self._asked += 1
        return BEGAN + timedelta(seconds=self._asked)


def checkpoint(size: int, leaves: Sequence[bytes] = LEAVES, origin: str = ORIGIN) -> Checkpoint:
    """Return the head of a tree."""
    return Checkpoint(origin, size, naive_root(leaves[:size]))


def note(size: int, leaves: Sequence[bytes] = LEAVES) -> Note:
    """Return a checkpoint that the log has signed."""
    return signed(checkpoint(size, leaves).text(), LOG)


def submission(old: int, size: int, leaves: Sequence[bytes] = LEAVES) -> bytes:
    """Return what the log submits to have its checkpoint of *size* cosigned after the one of *old*."""
    proof = naive_consistency(old, leaves[:size]) if 0 < old <= size else []
    return body(old, proof, note(size, leaves))


def body(old: int, proof: Sequence[bytes], submitted: Note) -> bytes:
    """Write a submission, as the specification has it and not as our reader does."""
    lines = [f"old {old}", *map(base64_text, proof), "", submitted.text]
    return ("\n".join(lines) + "\n" + "".join(line.line() for line in submitted.signatures)).encode()


def begun(folder: Path, *, logs: Sequence[Key] = (LOG[0],), ml_dsa: bool = False) -> Begun:
    """Start a witness on the files in *folder*."""
    files = Files(folder / "witness.db", folder / "witness.key", folder / "ml-dsa.key" if ml_dsa else None)
    return begin(files, "witness.example/w1", logs, Ticking())
