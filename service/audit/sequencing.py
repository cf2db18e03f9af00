"""
Sequencing: gives the events that wait their places in the log, from 0, without gaps.

The queue is drained, not read by a cursor: events become visible in the order of commits, which is not the order in
which they were numbered, and a cursor that has passed a number never sees who comes late with it. The size of the log
is moved by compare-and-swap, so that of two sequencers only one appends and the other begins again.
"""

from __future__ import annotations

from types import TracebackType
from typing import Final, Protocol, Self

BATCH: Final = 5000


# The number under which an event waits, and its identifier.
Waiting = tuple[int, str]


class Looking(Protocol):
    """A read transaction on the log, as `service.store` offers it."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None, /
    ) -> None:
        """End."""

    def log_size(self) -> int:
        """Return how many events have a position."""

    def pending_events(self, limit: int) -> tuple[Waiting, ...]:
        """Return events that wait, in the order of their arrival."""


class Appending(Protocol):
    """A write transaction on the log, as `service.store` offers it."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None, /
    ) -> None:
        """Undo what was not committed."""

    def append_positions(self, size: int, events: tuple[Waiting, ...]) -> bool:
        """Give *events* the positions from *size* on; false when the log no longer has that size."""

    def commit(self) -> None:
        """Keep it."""


class Log(Protocol):
    """Where the log is kept."""

    def reading(self) -> Looking:
        """Return a read transaction."""

    def unit_of_work(self) -> Appending:
        """Return a write transaction."""


def sequence_pending(log: Log, limit: int = BATCH) -> int:
    """
    Give positions to at most *limit* events that wait, in the order of their arrival, and return how many got one.

    Zero says that none waits, or that another sequencer was faster; either way, ask again later. Nobody is kept waiting
    by an empty queue: it is read without a lock, and what was read is still true when the log still has that size.
    """
    with log.reading() as reading:
        size, events = reading.log_size(), reading.pending_events(limit)
    if not events:
        return 0
    with log.unit_of_work() as work:
        if not work.append_positions(size, events):
            return 0
        work.commit()
    return len(events)
