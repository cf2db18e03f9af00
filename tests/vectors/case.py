"""One case of the conformance set: files, a command, and the exit code that a verifier has to leave with."""

from __future__ import annotations

from typing import Final, NamedTuple

from service.evidence.merkle import leaf_hash
from service.evidence.notes import Note, base64_text
from service.evidence.proofs import Proof
from service.evidence.tiles import WIDTH, Tile, bundle, grown, tiles_of
from tests.vectors.example_log import LOG, PROMISES, WITNESS, ExampleLog

PROVEN: Final = 0
BROKEN: Final = 1
UNDECIDED: Final = 2
USAGE: Final = 3
Files = dict[str, bytes]


class Case(NamedTuple):
    """
    A case.

    *name* is that of its folder, below one for the command; *command* names files of it, and `{trust}` is the folder of
    the trust files.
    """

    name: str
    description: str
    command: tuple[str, ...]
    exit: int
    finding: str
    files: Files


TRUST: Final[Files] = {
    "log": f"log {LOG.key.write()}\nlog {PROMISES.key.write()}\nquorum none\n".encode(),
    "witnessed": (
        f"log {LOG.key.write()}\nlog {PROMISES.key.write()}\nwitness one {WITNESS.key.write()}\nquorum one\n".encode()
    ),
    "nobody": b"quorum none\n",
}


def written(note: Note | Proof) -> bytes:
    """Write a note or receipt."""
    return note.write().encode()


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    """Spoil *data* in one place, which has to be there."""
    assert 1 == data.count(old), (data.count(old), old)
    return data.replace(old, new)


def flipped(data: bytes, place: int) -> bytes:
    """Spoil one bit."""
    changed = bytearray(data)
    changed[place] ^= 1
    return bytes(changed)


def with_signature(note: Note, value: bytes) -> Note:
    """Put another value under the log's name."""
    first, *rest = note.signatures
    return note._replace(signatures=(first._replace(value=value), *rest))


def way(old: int, hashes: list[bytes], note: Note) -> bytes:
    """Write a proof that a log only grew, as witnesses are sent it."""
    lines = "".join(f"{base64_text(each)}\n" for each in hashes)
    return f"old {old}\n{lines}\n{note.write()}".encode()


def tree(log: ExampleLog, size: int | None = None, note: Note | None = None) -> Files:
    """Write the log as a tree of tiles."""
    entries = log.entries[:size]
    files = {"checkpoint": written(note or log.note(size))}
    made = dict(grown(0, [], map(leaf_hash, entries)))
    for tile in tiles_of(len(entries)):
        files[tile.path] = made[tile]
    for number in range(-(-len(entries) // WIDTH)):
        part = entries[number * WIDTH : (number + 1) * WIDTH]
        files[Tile(None, number, len(part)).path] = bundle(part)
    return files


def in_folder(folder: str, files: Files) -> Files:
    """Put files into a folder."""
    return {f"{folder}/{path}": data for path, data in files.items()}
