"""
Signing: a checkpoint of the tree as it is read back from the database, once it is proven to continue the last one.

Order matters, after Sunlight: what is signed is durable; the checkpoint is then written outside of the database, and
only then kept in it and shown. Whatever happens in between, the next one continues what was written outside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from types import TracebackType
from typing import Final, NamedTuple, Protocol, Self

from service.audit.belonging import remember_beginning, shared
from service.audit.growth import EMPTY, Size
from service.audit.keys import SigningKey
from service.audit.leaves import NO_LEAF, leaf_of
from service.audit.outside import Outside, frozen
from service.audit.points import Pass, Point, nothing_happens
from service.domain.errors import Unavailable
from service.evidence import ml_dsa
from service.evidence.checkpoints import Checkpoint, signers
from service.evidence.merkle import HASH_BYTES, Span, complete, joined, leaf_hash, node_hash
from service.evidence.notes import BadSignature, Note
from service.evidence.tiles import Hashes, Tile

# Leaves that are read back in one go.
_BATCH: Final = 5000


class Entry(Protocol):
    """What a leaf is made of, as it was kept, and what was kept with it: `service.store.rows.ReadBack`."""

    @property
    def body(self) -> bytes: ...  # noqa: D102 -- said above
    @property
    def n(self) -> int: ...  # noqa: D102
    @property
    def prev(self) -> bytes: ...  # noqa: D102
    @property
    def hash(self) -> bytes: ...  # noqa: D102
    @property
    def sha256(self) -> str: ...  # noqa: D102
    @property
    def before(self) -> bytes | None: ...  # noqa: D102


class Signed(Protocol):
    """A checkpoint that is kept."""

    @property
    def size(self) -> int: ...  # noqa: D102 -- said above
    @property
    def root(self) -> bytes: ...  # noqa: D102


class Looking(Protocol):
    """A read transaction on the log, as `service.store` offers it."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None, /
    ) -> None:
        """End."""

    def log_tree(self) -> Size:
        """Return how many leaves the log has, and their root."""

    def log_tile(self, tile: Tile) -> bytes | None:
        """Return the data of a tile."""

    def read_back(self, start: int, end: int) -> Sequence[Entry]:
        """Return what leaves are made of, with what they have to agree with."""

    def last_checkpoint(self) -> Signed | None:
        """Return the checkpoint of the largest tree that was signed."""


class Log(Protocol):
    """Where the log is kept."""

    def reading(self) -> Looking:
        """Return a read transaction, which sees one state of the log."""


class Signature(NamedTuple):
    """A checkpoint that may be shown once it is kept: its tree, and the signed note."""

    size: int
    root: bytes
    note: str
    made_at: datetime


class Signing(NamedTuple):
    """Signs in the name of the log *origin* with all *keys*; *outside* is what must never be ahead of the database."""

    origin: str
    keys: tuple[SigningKey, ...]
    outside: Outside

    def sign(
        self, log: Log, now: datetime, keep: Callable[[Signature], None], *, at: Pass = nothing_happens
    ) -> Signature | None:
        """
        Sign the tree of *log* as of *now* and let *keep* keep the checkpoint; nothing, where its tree was signed.

        Of two that sign at once on one machine, one leaves it to the other: it might be stopped, and whoever waited for
        it could give no event its leaf meanwhile. Those on two machines make the same checkpoint.

        Raises:
            Unavailable: `audit-log-frozen`, the log does not continue what was signed, or is not what it says.
        """
        demand_reached(log, self.outside)
        if _is_signed(log):
            return None
        with self.outside.alone(patient=False) as is_free:
            if not is_free:
                return None
            last = self.outside.last()
            with log.reading() as reading:
                tree = _demand_continued(reading, last, self.outside)
                remember_beginning(self.outside, reading)
            at(Point.BEFORE_SIGNING)
            note = self._note(Checkpoint(self.origin, tree.size, tree.root))
            at(Point.BEFORE_OUTSIDE_FILE)
            self.outside.replace(note.encode(), at=at)
        at(Point.AFTER_OUTSIDE_FILE)
        signature = Signature(tree.size, tree.root, note, now)
        keep(signature)
        at(Point.AFTER_PUBLISHING)
        return signature

    def _note(self, checkpoint: Checkpoint) -> str:
        """Sign with all keys, and look at the signatures before anybody else does."""
        text = checkpoint.text()
        note = Note(text, tuple(key.sign(text) for key in self.keys))
        keys = [key.key for key in self.keys]
        try:
            is_good = bool(keys) and set(signers(note, keys, ml_dsa.checker())) == set(keys)
        except BadSignature:
            is_good = False
        if not is_good:
            raise frozen("a signature that was just made is not good")
        return note.write()


def demand_reached(log: Log, outside: Outside) -> None:
    """
    Demand that *log* continues what stands *outside* of it.

    Raises:
        Unavailable: `audit-log-frozen`.
    """
    if (last := outside.last()) is not None:
        with log.reading() as reading:
            _demand_own(reading, last, reading.log_tree(), outside)


def demand_sound(log: Log, outside: Outside) -> None:
    """
    Demand the same, and that its tiles give the root of the tree that it has by now.

    Raises:
        Unavailable: `audit-log-frozen`.
    """
    demand_reached(log, outside)
    with log.reading() as reading:
        _demand_tiles(reading, reading.log_tree())


def _is_signed(log: Log) -> bool:
    """Tell whether there is nothing to sign: no leaf, or none since the last checkpoint."""
    with log.reading() as reading:
        size, kept = reading.log_tree().size, reading.last_checkpoint()
    return size == 0 or (kept is not None and kept.size == size)


def _demand_continued(reading: Looking, last: Signed | None, outside: Outside) -> Size:
    """Demand that the tree continues the *last* that was signed here and the one that was kept, and return it."""
    tree, kept = reading.log_tree(), reading.last_checkpoint()
    if last is not None:
        _demand_own(reading, last, tree, outside)
    if kept is not None:
        _demand_reached(reading, kept, tree)
    _demand_read_back(reading, kept or EMPTY, tree)
    return tree


def _demand_own(reading: Looking, last: Signed, tree: Size, outside: Outside) -> None:
    """Demand that the tree continues the *last* that stands *outside*; where that is another log's, say so."""
    try:
        _demand_reached(reading, last, tree)
    except Unavailable as refusal:
        raise (shared(outside, reading) or refusal) from refusal


def _demand_reached(reading: Looking, base: Signed, tree: Size) -> None:
    """Demand that the tree continues one that was signed: its root comes out of the tiles that are there now."""
    if tree.size < base.size:
        raise frozen(f"the database has {tree.size} leaves, and a tree of {base.size} was signed")
    if _root(reading, base.size) != base.root:
        raise frozen(f"the first {base.size} leaves of the database are not those that were signed")


def _demand_read_back(reading: Looking, base: Size, tree: Size) -> None:
    """
    Demand that what was appended to *base* gives the root of *tree*, hashed anew from the events themselves.

    A second way to the root: the tree is built up leaf by leaf, where the sequencer goes tile by tile.
    """
    read = _reader(reading)
    spans = list(complete(Span(0, base.size)))
    subtrees = [(span.end - span.start, Hashes(base.size, read).of(span)) for span in spans]
    for start in range(base.size, tree.size, _BATCH):
        end = min(start + _BATCH, tree.size)
        entries = reading.read_back(start, end)
        if len(entries) != end - start:
            raise frozen(f"{len(entries)} of the leaves {start} to {end - 1} can be read")
        for position, entry in enumerate(entries, start):
            _demand_unchanged(position, entry)
            _push(subtrees, entry.hash)
    if joined([found for _, found in subtrees]) != tree.root:
        raise frozen(f"the leaves {base.size} to {tree.size - 1} do not give the root of the tree")
    _demand_tiles(reading, tree)


def _demand_tiles(reading: Looking, tree: Size) -> None:
    if _root(reading, tree.size) != tree.root:
        raise frozen(f"the tiles of the tree of {tree.size} leaves do not give its root")


def _demand_unchanged(position: int, entry: Entry) -> None:
    """Demand that a leaf is what was hashed, its event what was promised, and its stream the one that it goes on."""
    if leaf_hash(leaf_of(entry.body, entry.n, entry.prev)) != entry.hash:
        raise frozen(f"the leaf {position} is not what was hashed when it was appended")
    if sha256(entry.body).hexdigest() != entry.sha256:
        raise frozen(f"the event of the leaf {position} is not what was promised when it was recorded")
    if entry.prev != (entry.before if entry.n else NO_LEAF):
        raise frozen(f"the leaf {position} does not go on from the last one of its stream")


def _push(subtrees: list[tuple[int, bytes]], leaf: bytes) -> None:
    """Append a leaf to the complete subtrees of a tree, largest first, and join those that have become alike."""
    size, found = 1, leaf
    while subtrees and subtrees[-1][0] == size:
        _, left = subtrees.pop()
        size, found = 2 * size, node_hash(left, found)
    subtrees.append((size, found))


def _root(reading: Looking, size: int) -> bytes:
    """Return the root over the first *size* leaves by the tiles as they are."""
    return Hashes(size, _reader(reading)).root()


def _reader(reading: Looking) -> Callable[[Tile], bytes]:
    def read(tile: Tile) -> bytes:
        data = reading.log_tile(tile)
        if data is None or len(data) != tile.width * HASH_BYTES:
            raise frozen(f"the tile {tile.path} is missing, or is shorter than it says")
        return data

    return read
