"""
Goes once through a tree as it is kept, from its first entry to its last, and compares all that should be the same.

The tree is worked out twice side by side: from the entries, and from the hashes in the tiles. Where they differ, that
which leads to the signed root is what was signed, and the other was changed. Little is held at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from service.evidence.merkle import HASH_BYTES, leaf_hash, root_of
from service.evidence.tiles import HEIGHT, WIDTH, NotATile, Tile, entries_in, hashes_in
from service.verifier.growing import Growing
from service.verifier.places import Kept, Missing, Read, read_tile

SHOWN_MAX: Final = 20


class Difference(NamedTuple):
    """The entry *leaf_index* and its hash in the tile do not belong together; *entry* is it as it is kept."""

    leaf_index: int
    entry: bytes


class Fault(NamedTuple):
    """What is wrong with one file: a *code* of the words, its *path*, and why."""

    code: str
    path: str
    why: str


class Walk:
    """What one way through the tree of *size* that *kept* keeps has shown; `run` goes it."""

    def __init__(self, kept: Kept, size: int) -> None:
        """Go nowhere yet."""
        self.differences: list[Difference] = []
        self.different = 0
        self.faults: list[Fault] = []
        self.faulty = 0
        self.missing: list[Fault] = []
        self.is_blind = False
        self._kept = kept
        self._size = size
        self._by_entries = Growing()
        self._by_tiles = Growing()

    def run(self, see: Callable[[int, list[bytes]], None]) -> None:
        """Go through the tree; each bundle of entries that can be read is shown to *see*, with its first index."""
        for number in range(-(-self._size // WIDTH)):
            width = min(WIDTH, self._size - number * WIDTH)
            entries = self._step(number, width)
            if entries is not None:
                see(number * WIDTH, entries)
        for by_tiles, by_entries in zip(self._by_tiles.partial(), self._by_entries.partial(), strict=True):
            self._compare_above(by_tiles.tile, by_tiles.data, by_entries.data)

    @property
    def root_by_entries(self) -> bytes | None:
        """The root that follows from the entries; nothing where parts of the tree could not be seen at all."""
        return None if self.is_blind else self._by_entries.root()

    @property
    def root_by_tiles(self) -> bytes | None:
        """The root that follows from the hashes in the tiles of level 0."""
        return None if self.is_blind else self._by_tiles.root()

    def _step(self, number: int, width: int) -> list[bytes] | None:
        bundle, tile = Tile(None, number, width), Tile(0, number, width)
        entries, kept = self._entries(bundle), self._hashes(tile)
        made = None if entries is None else [leaf_hash(entry) for entry in entries]
        if entries is not None and made is not None and kept is not None and made != kept:
            self._differ(number, entries, made, kept)
        by_entries, by_tiles = made or kept, kept or made
        if by_entries is None or by_tiles is None:
            self.is_blind = True
        elif not self.is_blind:
            self._leftovers(tile, bundle, (by_entries, by_tiles))
            self._grow(by_entries, by_tiles, width)
        return entries

    def _grow(self, made: list[bytes], kept: list[bytes], width: int) -> None:
        if width < WIDTH:
            self._by_entries.end(made)
            self._by_tiles.end(kept)
            return
        root = root_of(made)
        above = zip(
            self._by_tiles.add_full(root if made == kept else root_of(kept)),
            self._by_entries.add_full(root),
            strict=True,
        )
        for by_tiles, by_entries in above:
            self._compare_above(by_tiles.tile, by_tiles.data, by_entries.data)

    def _compare_above(self, tile: Tile, by_tiles: bytes, by_entries: bytes) -> None:
        """Compare a tile above level 0, and what stands beside it under its widths, with what follows from below."""
        kept = self._data(tile)
        if kept is not None and kept not in (by_tiles, by_entries):
            place = next(
                n for n in range(tile.width) if _part(kept, n) not in (_part(by_tiles, n), _part(by_entries, n))
            )
            first = (tile.number * WIDTH + place) << (HEIGHT * (tile.level or 0))
            self._fault("tile-changed", tile.path, f"leaves {first} to {first + (1 << HEIGHT * (tile.level or 0)) - 1}")
        for narrow in self._narrower(tile):
            data = self._data(narrow)
            if data is not None and not (by_tiles.startswith(data) or by_entries.startswith(data)):
                self._fault("tile-changed", narrow.path, f"its first {narrow.width} hashes")

    def _leftovers(self, tile: Tile, bundle: Tile, hashes: tuple[list[bytes], list[bytes]]) -> None:
        """Compare what still stands beside a tile and a bundle from when they were narrower."""
        for narrow in self._narrower(tile):
            found = self._hashes(narrow)
            if found is not None and all(found != each[: narrow.width] for each in hashes):
                self._fault("tile-changed", narrow.path, f"its first {narrow.width} hashes")
        for narrow in self._narrower(bundle):
            entries = self._entries(narrow)
            if entries is not None and all([*map(leaf_hash, entries)] != each[: narrow.width] for each in hashes):
                self._fault("bundle-changed", narrow.path, f"its first {narrow.width} entries")

    def _narrower(self, tile: Tile) -> Iterator[Tile]:
        return (tile._replace(width=width) for width in self._kept.widths(tile) if width < tile.width)

    def _differ(self, number: int, entries: list[bytes], made: list[bytes], kept: list[bytes]) -> None:
        for offset, (entry, one, other) in enumerate(zip(entries, made, kept, strict=True)):
            if one != other:
                self.different += 1
                if len(self.differences) < SHOWN_MAX:
                    self.differences.append(Difference(number * WIDTH + offset, entry))

    def _entries(self, bundle: Tile) -> list[bytes] | None:
        read = self._read(bundle)
        if read is None:
            return None
        try:
            entries = entries_in(read.data)
        except NotATile as error:
            self._fault("file-malformed", read.tile.path, str(error))
            return None
        if len(entries) != read.tile.width:
            self._fault("file-malformed", read.tile.path, f"{len(entries)} entries instead of {read.tile.width}")
            return None
        return entries[: bundle.width]

    def _hashes(self, tile: Tile) -> list[bytes] | None:
        data = self._data(tile)
        return None if data is None else hashes_in(data)

    def _data(self, tile: Tile) -> bytes | None:
        read = self._read(tile)
        if read is None:
            return None
        if len(read.data) != read.tile.width * HASH_BYTES:
            expected = read.tile.width * HASH_BYTES
            self._fault("file-malformed", read.tile.path, f"{len(read.data)} bytes instead of {expected}")
            return None
        return read.data[: tile.width * HASH_BYTES]

    def _read(self, tile: Tile) -> Read | None:
        try:
            return read_tile(self._kept, tile)
        except Missing as error:
            if len(self.missing) < SHOWN_MAX:
                self.missing.append(Fault("file-missing", tile.path, str(error)))
            return None

    def _fault(self, code: str, path: str, why: str) -> None:
        self.faulty += 1
        if len(self.faults) < SHOWN_MAX:
            self.faults.append(Fault(code, path, why))


def _part(data: bytes, number: int) -> bytes:
    return data[number * HASH_BYTES : (number + 1) * HASH_BYTES]
