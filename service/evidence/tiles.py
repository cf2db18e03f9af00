"""
Tiles (C2SP tlog-tiles): the tree as files of 256 hashes each, and its entries as bundles of 256.

The tile *number* of a *level* holds hashes of complete subtrees of `256 ** level` leaves. Full tiles never change; the
last of each level may be partial, and is served under its width.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from service.evidence.merkle import HASH_BYTES, Span, complete, joined, leaf_hash, root_of, root_of_joined

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
ENTRY_BYTES_MAX: Final = 0xFFFF
_LENGTH_BYTES: Final = 2
_LEVELS: Final = 64
_PATH: Final = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<number>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?",
    re.ASCII,
)
# What hands out the data of a tile: at least as many of its hashes as the tile is wide.
ReadTile = Callable[["Tile"], bytes]
# What makes the root of the hashes in a part of a tile, from the bytes alone.
RootOfPart = Callable[[bytes], bytes]


class NotATile(ValueError):
    """A path is none of a tile, or the data of a tile or bundle is broken."""


class Tile(NamedTuple):
    """Some hashes of one level; *level* none: the entries themselves."""

    level: int | None
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path under the log's prefix, such as `tile/0/x001/x234/067.p/12`."""
        level = "entries" if self.level is None else str(self.level)
        last, *before = _digits(self.number)
        digits = "".join(f"x{group:03}/" for group in reversed(before)) + f"{last:03}"
        return f"tile/{level}/{digits}" + ("" if self.width == WIDTH else f".p/{self.width}")


def parse_path(path: str) -> Tile:
    """
    Read a path.

    Raises:
        NotATile: it is none, or not written in the one way that there is.
    """
    match = _PATH.fullmatch(path)
    if match is None:
        raise NotATile(f"found {path!r}, expected tile/<level>/<number>[.p/<width>]")
    number = int(re.sub(r"[x/]", "", match["number"]))
    level = None if match["level"] == "entries" else int(match["level"])
    tile = Tile(level, number, int(match["width"] or WIDTH))
    if (level is not None and level >= _LEVELS) or (match["width"] and tile.width >= WIDTH) or tile.path != path:
        raise NotATile(f"found {path!r}, expected a path such as {tile.path!r}")
    return tile


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield the tiles of a tree of *size*, level by level; the last of a level partial, unless it is full."""
    level = 0
    while size >> (HEIGHT * level):
        full, rest = divmod(size >> (HEIGHT * level), WIDTH)
        yield from (Tile(level, number) for number in range(full))
        if rest:
            yield Tile(level, full, rest)
        level += 1


def edge_of(size: int) -> Iterator[Tile]:
    """Yield the partial tiles of a tree of *size*, level by level: with the hashes in them its root is made."""
    level = 0
    while size >> (HEIGHT * level):
        full, rest = divmod(size >> (HEIGHT * level), WIDTH)
        if rest:
            yield Tile(level, full, rest)
        level += 1


def hashes_in(data: bytes) -> list[bytes]:
    """
    Return the hashes of a tile.

    Raises:
        NotATile: its length is not that of whole hashes, or of more than a full tile.
    """
    if len(data) % HASH_BYTES or not 0 < len(data) <= WIDTH * HASH_BYTES:
        raise NotATile(f"found a tile of {len(data)} bytes, expected a multiple of {HASH_BYTES} up to {WIDTH} of them")
    return [data[start : start + HASH_BYTES] for start in range(0, len(data), HASH_BYTES)]


class Hashes:
    """The hashes of the subtrees of a tree of *size*, worked out from its tiles."""

    def __init__(self, size: int, read: ReadTile, root_of_part: RootOfPart = root_of_joined) -> None:
        """Read tiles by *read*, each as wide as the tree of *size* has it."""
        self._size = size
        self._read = read
        self._root_of_part = root_of_part

    def of(self, span: Span) -> bytes:
        """
        Return the hash of the subtree over *span*, one of those that proofs are made of.

        Raises:
            NotATile: a tile lacks hashes that the tree of this size has in it.
        """
        return joined([self._complete(part) for part in complete(span)])

    def root(self) -> bytes:
        """Return the root of the tree."""
        return root_of([]) if self._size == 0 else self.of(Span(0, self._size))

    def proof(self, spans: Iterable[Span]) -> list[bytes]:
        """Return the hash of each of *spans*."""
        return [self.of(span) for span in spans]

    def _complete(self, span: Span) -> bytes:
        tile, offset, count = _place(self._size, span)
        found = self._read(tile)[offset * HASH_BYTES : (offset + count) * HASH_BYTES]
        if len(found) != count * HASH_BYTES:
            raise NotATile(f"found {len(found)} bytes of hashes {offset} on in {tile.path}, expected {count} of them")
        return self._root_of_part(found)


def tiles_for(size: int, spans: Iterable[Span]) -> dict[Tile, None]:
    """Return the tiles of a tree of *size*, each once, that the hashes of *spans* are worked out from."""
    return {_place(size, part)[0]: None for span in spans for part in complete(span)}


def _place(size: int, span: Span) -> tuple[Tile, int, int]:
    """Return in which tile of a tree of *size* the hashes for a complete *span* are, from which on, and how many."""
    leaves = span.end - span.start
    level = (leaves.bit_length() - 1) // HEIGHT
    unit = HEIGHT * level
    first, count = span.start >> unit, leaves >> unit
    number, offset = divmod(first, WIDTH)
    width = min(WIDTH, (size >> unit) - number * WIDTH)
    return Tile(level, number, width), offset, count


def grown(size: int, edge: Sequence[tuple[Tile, bytes]], leaves: Iterable[bytes]) -> list[tuple[Tile, bytes]]:
    """
    Append *leaves*, given by their hashes, to a tree of *size* whose partial tiles are *edge*.

    Returns the tiles that are new or wider now, lower levels first, each level's in order.
    """
    held = {tile.level: data for tile, data in edge}
    changed: list[tuple[Tile, bytes]] = []
    level, coming = 0, list(leaves)
    while coming:
        begun = size >> (HEIGHT * level)
        number, rest = divmod(begun, WIDTH)
        data = (held[level] if rest else b"") + b"".join(coming)
        coming = []
        for start in range(0, len(data), WIDTH * HASH_BYTES):
            part = data[start : start + WIDTH * HASH_BYTES]
            changed.append((Tile(level, number, len(part) // HASH_BYTES), part))
            if len(part) == WIDTH * HASH_BYTES:
                coming.append(root_of(hashes_in(part)))
            number += 1
        level += 1
    return changed


def root_of_edge(size: int, edge: Iterable[tuple[Tile, bytes]]) -> bytes:
    """Return the root of a tree of *size* from its partial tiles alone, lower levels first."""
    carried: list[bytes] = []
    for tile, data in edge:
        hashes = hashes_in(data)
        if len(hashes) != tile.width:
            raise NotATile(f"found {len(hashes)} hashes in {tile.path}, expected {tile.width}")
        carried = [root_of([*hashes, *carried])]
    return carried[0] if size else root_of([])


def bundle(entries: Iterable[bytes]) -> bytes:
    """
    Put entries into a bundle, each after its length in two bytes.

    Raises:
        NotATile: one is longer than that can say.
    """
    written = bytearray()
    for entry in entries:
        if len(entry) > ENTRY_BYTES_MAX:
            raise NotATile(f"found an entry of {len(entry)} bytes, expected at most {ENTRY_BYTES_MAX}")
        written += len(entry).to_bytes(_LENGTH_BYTES, "big") + entry
    return bytes(written)


def entries_in(data: bytes) -> list[bytes]:
    """
    Return the entries of a bundle.

    Raises:
        NotATile: it ends in the middle of one.
    """
    entries: list[bytes] = []
    place = 0
    while place < len(data):
        length = int.from_bytes(data[place : place + _LENGTH_BYTES], "big")
        begin, place = place + _LENGTH_BYTES, place + _LENGTH_BYTES + length
        if begin > len(data) or place > len(data):
            raise NotATile(f"found a bundle that ends inside its entry {len(entries)}")
        entries.append(data[begin:place])
    return entries


def leaf_hashes(data: bytes) -> list[bytes]:
    """Return the hashes of the entries of a bundle."""
    return [leaf_hash(entry) for entry in entries_in(data)]


def _digits(number: int) -> list[int]:
    """Return groups of three decimal digits, the last first."""
    groups = [number % 1000]
    while number := number // 1000:
        groups.append(number % 1000)
    return groups
