"""Grows a tree of tiles from the left, as C2SP tlog-tiles cuts it, holding no more than one unfinished tile a level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from service.evidence.merkle import EMPTY_ROOT, root_of
from service.evidence.tiles import WIDTH, Tile


class Finished(NamedTuple):
    """A tile and its hashes."""

    tile: Tile
    data: bytes


class Growing:
    """The tiles over the entries, as they follow from the tiles of level 0 that were added."""

    def __init__(self) -> None:
        """Begin with none."""
        self._open: list[list[bytes]] = []
        self._done: list[int] = []
        self._edge: list[bytes] = []

    def add_full(self, root: bytes) -> Iterator[Finished]:
        """Add a full tile of level 0 by its *root*; yields the tiles above that it fills."""
        level, coming = 1, root
        while True:
            if len(self._open) < level:
                self._open.append([])
                self._done.append(0)
            hashes = self._open[level - 1]
            hashes.append(coming)
            if len(hashes) < WIDTH:
                return
            coming = root_of(hashes)
            yield Finished(Tile(level, self._done[level - 1]), b"".join(hashes))
            self._done[level - 1] += 1
            hashes.clear()
            level += 1

    def end(self, edge: list[bytes]) -> None:
        """Say with which hashes the last tile of level 0 ends that is not full; with none, if it is."""
        self._edge = edge

    def partial(self) -> Iterator[Finished]:
        """Yield the tiles above level 0 that are not full."""
        for level, (hashes, done) in enumerate(zip(self._open, self._done, strict=True), 1):
            if hashes:
                yield Finished(Tile(level, done, len(hashes)), b"".join(hashes))

    def root(self) -> bytes:
        """Return the root of the tree."""
        carried = [root_of(self._edge)] if self._edge else []
        for hashes in self._open:
            if hashes:
                carried = [root_of([*hashes, *carried])]
        return carried[0] if carried else EMPTY_ROOT
