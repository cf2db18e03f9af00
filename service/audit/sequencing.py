"""
Sequencing: gives the events that wait their leaves in the log, from 0, without gaps, and grows its tree.

The queue is drained, not read by a cursor: events become visible in the order of commits, which is not the order in
which they were numbered, and a cursor that has passed a number never sees who comes late with it. The tree is moved by
compare-and-swap, so that of two sequencers only one appends and the other begins again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Final, Protocol, Self

from service.audit.growth import Filled, Growth, Leaf, Size, Stream, Tree, Waiting, damaged, grow
from service.audit.points import Pass, Point, nothing_happens
from service.domain.errors import Conflict
from service.evidence.tiles import Tile

BATCH: Final = 5000


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

    def log_edge(self, size: int) -> Sequence[Filled]:
        """Return the partial tiles of the tree of *size*, lower levels first."""

    def waiting_events(self, limit: int) -> Sequence[Waiting]:
        """Return events that wait, in the order of their arrival."""


class Steps(Protocol):
    """The steps of a transaction that appends; each is done at once."""

    def swap(self, before: Tree, after: Tree) -> bool:
        """Put the tree *after* in the place of *before*; false when the log has another by now."""

    def add_leaves(self, added: Sequence[Leaf]) -> None:
        """Keep leaves."""

    def begin_tile(self, tile: Tile, data: bytes) -> None:
        """Keep a tile that was not there."""

    def widen_tile(self, tile: Tile, data: bytes) -> None:
        """Keep more of a tile than there was."""

    def begin_streams(self, begun: Sequence[Stream]) -> None:
        """Keep streams that had no leaf."""

    def move_streams(self, moved: Iterable[Stream]) -> None:
        """Keep the counts and heads of streams."""

    def take(self, first: int, last: int) -> None:
        """Take the events that have leaves now and wait under the numbers from *first* to *last* from the queue."""


class Writing(Protocol):
    """A write transaction on the log, as `service.store` offers it."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None, /
    ) -> None:
        """Undo what was not committed."""

    def appending(self) -> Steps:
        """Return the steps of this transaction."""

    def commit(self) -> None:
        """Keep it."""


class Log(Protocol):
    """Where the log is kept."""

    def reading(self) -> Looking:
        """Return a read transaction."""

    def unit_of_work(self) -> Writing:
        """Return a write transaction."""


def sequence_pending(log: Log, limit: int = BATCH, *, at: Pass = nothing_happens) -> int:
    """
    Give leaves to at most *limit* events that wait, in the order of their arrival, and return how many got one.

    Zero says that none waits, or that another sequencer was faster; either way, ask again later. Nobody is kept waiting
    by an empty queue, or while hashes are computed: what was read without a lock is still true when the log still has
    that tree, because whatever is appended moves it.

    Raises:
        Unavailable: the database is away, or what it keeps does not fit its own tree (`audit-log-damaged`).
    """
    with log.reading() as reading:
        waiting = reading.waiting_events(limit)
        if not waiting:
            return 0
        tree = reading.log_tree()
        edge = reading.log_edge(tree.size)
    growth = grow(tree, edge, waiting)
    try:
        with log.unit_of_work() as work:
            if not _append(work.appending(), growth, (waiting[0].enq, waiting[-1].enq), at):
                return 0
            at(Point.BEFORE_COMMIT)
            work.commit()
    except Conflict as refusal:
        # The tree was still the one that was read, so nobody else took these places.
        raise damaged(tree.size, refusal.detail) from refusal
    at(Point.AFTER_COMMIT)
    return len(growth.leaves)


def _append(steps: Steps, growth: Growth, numbers: tuple[int, int], at: Pass) -> bool:
    """Write *growth*, the tree first: whoever finds another tree there has done nothing yet, and waits for nobody."""
    at(Point.BEFORE_SWAP)
    if not steps.swap(growth.before, growth.after):
        return False
    at(Point.BEFORE_LEAVES)
    steps.add_leaves(growth.leaves)
    for tile, data in growth.tiles_widened:
        steps.widen_tile(tile, data)
        at(Point.AMONG_TILES)
    for tile, data in growth.tiles_begun:
        steps.begin_tile(tile, data)
        at(Point.AMONG_TILES)
    at(Point.BEFORE_STREAMS)
    steps.begin_streams(growth.streams_begun)
    steps.move_streams(growth.streams_moved)
    at(Point.BEFORE_TAKING)
    steps.take(*numbers)
    return True
