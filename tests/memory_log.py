"""A log in memory, with the transactions of one in a database: for the steps of a sequencer, and what can go wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from types import TracebackType
from typing import Final, NamedTuple, Self

from service.audit.growth import EMPTY, Filled, Leaf, Stream, Tree
from service.audit.signing import Signature
from service.evidence.merkle import HASH_BYTES
from service.evidence.tiles import Tile, edge_of

_PROMISED: Final = sha256(b"{}").hexdigest()


class Waiting(NamedTuple):
    """An event that waits, and the stream it comes to."""

    enq: int
    event: str
    operator: str
    body: bytes
    n: int
    prev: bytes | None


class Entry(NamedTuple):
    """What a leaf is made of."""

    body: bytes
    n: int
    prev: bytes
    hash: bytes
    sha256: str
    before: bytes | None


class Kept:
    """What a commit keeps."""

    def __init__(self, waiting: Iterable[tuple[str, str]]) -> None:
        """Begin an empty log for which events wait: their names, and whose they are."""
        self.waiting = [(number, *event) for number, event in enumerate(waiting)]
        self.tree = EMPTY
        self.leaves: list[Leaf] = []
        self.tiles: dict[tuple[int | None, int], bytes] = {}
        self.streams: dict[str, Stream] = {}
        self.bodies: dict[str, bytes] = {}
        self.checkpoints: list[Signature] = []

    def copied(self) -> Kept:
        """Return what a transaction may change without changing this."""
        copy = Kept(())
        copy.tree = self.tree
        copy.waiting, copy.leaves = self.waiting[:], self.leaves[:]
        copy.tiles, copy.streams = dict(self.tiles), dict(self.streams)
        copy.bodies, copy.checkpoints = dict(self.bodies), self.checkpoints[:]
        return copy


class MemoryLog:
    """
    A log; *interfere* is called whenever a transaction that writes begins.

    One transaction at a time: what is written waits in a copy until the commit.
    """

    url = "memory:"

    def __init__(self, *waiting: str, interfere: Callable[[], None] = lambda: None) -> None:
        self.kept = Kept((name, "opr_1") for name in waiting)
        self.interfere = interfere
        self._next: Kept | None = None

    def reading(self) -> Self:
        """Begin to look."""
        return self

    def unit_of_work(self) -> Self:
        """Begin to write."""
        interfere, self.interfere = self.interfere, lambda: None
        interfere()
        self._next = self.kept.copied()
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None, /
    ) -> None:
        self._next = None

    @property
    def placed(self) -> list[str]:
        """The names of the events that have leaves."""
        return [leaf.event for leaf in self.kept.leaves]

    def log_tree(self) -> Tree:
        """Give the tree."""
        return self.kept.tree

    def log_edge(self, size: int) -> list[Filled]:
        """Give the partial tiles."""
        return [(tile, self.kept.tiles[tile.level, tile.number]) for tile in edge_of(size)]

    def log_tile(self, tile: Tile) -> bytes | None:
        """Give a tile as wide as it is asked for."""
        data = self.kept.tiles.get((tile.level, tile.number), b"")
        return data[: tile.width * HASH_BYTES] if len(data) >= tile.width * HASH_BYTES else None

    def read_back(self, start: int, end: int) -> list[Entry]:
        """Give what leaves are made of; each event was promised as `{}`."""
        places = {(leaf.operator, leaf.n): leaf.hash for leaf in self.kept.leaves}
        return [
            Entry(
                self.kept.bodies.get(leaf.event, b"{}"),
                leaf.n,
                leaf.prev,
                leaf.hash,
                _PROMISED,
                places.get((leaf.operator, leaf.n - 1)),
            )
            for leaf in self.kept.leaves[start:end]
        ]

    def last_checkpoint(self) -> Signature | None:
        """Give the checkpoint of the largest tree."""
        return max(self.kept.checkpoints, key=lambda kept: kept.size, default=None)

    def keep(self, signature: Signature) -> None:
        """Keep a checkpoint."""
        self.kept.checkpoints.append(signature)

    def waiting_events(self, limit: int) -> tuple[Waiting, ...]:
        """Give what waits."""
        streams = self.kept.streams
        return tuple(
            Waiting(number, event, operator, b"{}", stream.count, stream.head)
            if (stream := streams.get(operator))
            else Waiting(number, event, operator, b"{}", 0, None)
            for number, event, operator in self.kept.waiting[:limit]
        )

    def appending(self) -> Self:
        """Go on with what this transaction writes."""
        return self

    def swap(self, before: Tree, after: Tree) -> bool:
        """Compare and swap."""
        if self._writing.tree != before:
            return False
        self._writing.tree = after
        return True

    def add_leaves(self, added: Sequence[Leaf]) -> None:
        """Keep leaves."""
        self._writing.leaves += added

    def begin_tile(self, tile: Tile, data: bytes) -> None:
        """Keep a tile that must be new."""
        assert (tile.level, tile.number) not in self._writing.tiles
        self._writing.tiles[tile.level, tile.number] = data

    def widen_tile(self, tile: Tile, data: bytes) -> None:
        """Keep more of a tile that must be there."""
        assert data.startswith(self._writing.tiles[tile.level, tile.number])
        self._writing.tiles[tile.level, tile.number] = data

    def begin_streams(self, begun: Sequence[Stream]) -> None:
        """Keep streams that must be new."""
        assert not {stream.operator for stream in begun} & set(self._writing.streams)
        self._writing.streams |= {stream.operator: stream for stream in begun}

    def move_streams(self, moved: Iterable[Stream]) -> None:
        """Move streams that must be there."""
        for stream in moved:
            self._writing.streams[stream.operator] = replace(stream, salt=self._writing.streams[stream.operator].salt)

    def take(self, first: int, last: int) -> None:
        """Take from the queue."""
        placed = {leaf.event for leaf in self._writing.leaves}
        self._writing.waiting = [
            waiting for waiting in self._writing.waiting if waiting[1] not in placed or not first <= waiting[0] <= last
        ]

    def commit(self) -> None:
        """Keep the step."""
        self.kept = self._writing

    @property
    def _writing(self) -> Kept:
        assert self._next is not None
        return self._next
