"""How the log grows: leaves, tiles, heads of streams and the root that come of events, worked out and not yet kept."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from service.audit.leaves import NO_LEAF, leaf_of
from service.domain.errors import Unavailable
from service.evidence.merkle import EMPTY_ROOT, HASH_BYTES, leaf_hash
from service.evidence.tiles import NotATile, Tile, edge_of, grown, root_of_edge

SALT_BYTES: Final = 32
# A tile with its hashes.
Filled = tuple[Tile, bytes]


class Size(Protocol):
    """How many leaves a log has, and their root."""

    @property
    def size(self) -> int: ...  # noqa: D102 -- said above
    @property
    def root(self) -> bytes: ...  # noqa: D102


class Waiting(Protocol):
    """An event that waits under a number; *n* and *prev* are what the next leaf of its stream has, as the log is."""

    @property
    def enq(self) -> int: ...  # noqa: D102 -- said above
    @property
    def event(self) -> str: ...  # noqa: D102
    @property
    def operator(self) -> str: ...  # noqa: D102
    @property
    def body(self) -> bytes: ...  # noqa: D102
    @property
    def n(self) -> int: ...  # noqa: D102
    @property
    def prev(self) -> bytes | None: ...  # noqa: D102


class Tree(NamedTuple):
    """How many leaves a log has, and their root."""

    size: int
    root: bytes


EMPTY: Final = Tree(0, EMPTY_ROOT)


class Leaf(NamedTuple):
    """The place of an event in the log and in the stream of *operator* (empty: of none), and the hash of its leaf."""

    position: int
    event: str
    operator: str
    n: int
    prev: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Stream:
    """How many leaves a stream has and the hash of its last; *salt* is a new one, for a stream that begins."""

    operator: str
    salt: bytes
    count: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Growth:
    """
    What a batch of events adds to the log *before*; *edge* are the partial tiles *after* it.

    Tiles and streams are apart by whether they begin (`begun`) or are there already and change (`widened`, `moved`).
    """

    before: Tree
    after: Tree
    edge: tuple[Filled, ...]
    leaves: tuple[Leaf, ...]
    tiles_begun: tuple[Filled, ...]
    tiles_widened: tuple[Filled, ...]
    streams_begun: tuple[Stream, ...]
    streams_moved: tuple[Stream, ...]


def grow(before: Size, edge: Sequence[Filled], waiting: Sequence[Waiting]) -> Growth:
    """
    Work out what *waiting* adds, in its order, to a log whose partial tiles are *edge*.

    Raises:
        Unavailable: the tiles do not give the root: `audit-log-damaged`.
    """
    _demand_sound(before, edge)
    leaves = tuple(_leaves(before.size, waiting))
    changed = grown(before.size, edge, [leaf.hash for leaf in leaves])
    known = {(tile.level, tile.number) for tile, _ in edge}
    widened = tuple(filled for filled in changed if (filled[0].level, filled[0].number) in known)
    begun = tuple(filled for filled in changed if (filled[0].level, filled[0].number) not in known)
    size = before.size + len(leaves)
    edge_after = _edge_after(size, edge, changed)
    beginning = {event.operator for event in waiting if not event.n}
    streams = [
        Stream(leaf.operator, secrets.token_bytes(SALT_BYTES), leaf.n + 1, leaf.hash)
        for leaf in {leaf.operator: leaf for leaf in leaves}.values()
    ]
    return Growth(
        before=Tree(before.size, before.root),
        after=Tree(size, root_of_edge(size, edge_after)),
        edge=edge_after,
        leaves=leaves,
        tiles_begun=begun,
        tiles_widened=widened,
        streams_begun=tuple(stream for stream in streams if stream.operator in beginning),
        streams_moved=tuple(stream for stream in streams if stream.operator not in beginning),
    )


def _leaves(size: int, waiting: Sequence[Waiting]) -> Iterable[Leaf]:
    """Yield the leaves: each knows the one before it in its stream."""
    heads: dict[str, tuple[int, bytes]] = {}
    for position, event in enumerate(waiting, size):
        n, prev = heads.get(event.operator) or (event.n, event.prev or NO_LEAF)
        leaf = leaf_hash(leaf_of(event.body, n, prev))
        heads[event.operator] = (n + 1, leaf)
        yield Leaf(position, event.event, event.operator, n, prev, leaf)


def _edge_after(size: int, edge: Sequence[Filled], changed: Sequence[Filled]) -> tuple[Filled, ...]:
    """Return the partial tiles of the tree as it is then."""
    latest = {(tile.level, tile.number): data for tile, data in (*edge, *changed)}
    return tuple((tile, latest[tile.level, tile.number]) for tile in edge_of(size))


def _demand_sound(tree: Size, edge: Sequence[Filled]) -> None:
    """Demand that the log goes on from what was kept: on top of broken tiles, everything after them would be wrong."""
    try:
        found = root_of_edge(tree.size, edge)
    except NotATile as error:
        raise damaged(tree.size, str(error)) from error
    if found != tree.root or len(tree.root) != HASH_BYTES:
        raise damaged(tree.size, f"its tiles give the root {found.hex()}, its row says {tree.root.hex()}")


def damaged(size: int, what: str) -> Unavailable:
    """Return what is said when the log of *size* leaves contradicts itself, and how an operator gets out of it."""
    return Unavailable(
        "audit-log-damaged",
        f"The audit log of {size} leaves does not fit its own tree: {what}. Nothing is appended to it. Somebody has "
        "changed the database by hand, or a disk has: restore the database, and compare with the last checkpoint.",
    )
