"""The worker takes what waits, rests when nothing does, and ends between two pieces of work."""

from __future__ import annotations

import threading
from typing import Any, Self

import pytest

from service.audit.sequencing import BATCH
from service.domain.errors import Unavailable
from service.worker import loop
from tests.memory_log import MemoryLog, Waiting


class Log(MemoryLog):
    """A log in which batches of events wait, one after the other; it fails as often as it is told to."""

    def __init__(self, *batches: int, failures: int = 0) -> None:
        super().__init__()
        self.batches = list(batches)
        self.failures = failures

    def reading(self) -> Self:
        """Begin to look, or fail."""
        if self.failures:
            self.failures -= 1
            raise Unavailable("database-unreachable", "The database does not answer.")
        return super().reading()

    def waiting_events(self, limit: int) -> tuple[Waiting, ...]:
        """Return the next batch."""
        if self.batches:
            first = self.size
            self.kept.waiting = [(number, f"evt_{number}", "") for number in range(first, first + self.batches.pop(0))]
        return super().waiting_events(limit)

    @property
    def size(self) -> int:
        """How many events have a leaf."""
        return self.kept.tree.size


class Stop(threading.Event):
    """Remembers the rests that were taken, without taking them, and is set after some of them."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.rests: list[float] = []
        self._after = after

    def wait(self, timeout: float | None = None) -> bool:
        """Rest."""
        self.rests.append(timeout or 0.0)
        if len(self.rests) >= self._after:
            self.set()
        return self.is_set()


def work(log: Log, stop: Stop, **options: Any) -> None:
    """Run the worker on *log*."""
    loop.work(log, stop, **options)  # type: ignore[arg-type] # as much of a database as it asks for


def test_it_rests_between_batches_so_that_what_comes_meanwhile_shares_a_commit() -> None:
    """Only a full batch, which more may wait behind, is followed by the next one without rest."""
    log, stop = Log(BATCH, 3, 2), Stop(after=4)

    work(log, stop)

    assert (BATCH + 5, [0.0, 0.2, 0.2, 0.2]) == (log.size, stop.rests)


def test_a_database_that_is_away_is_left_in_peace_for_a_while_and_then_served() -> None:
    """Nothing is lost: the queue is in the database."""
    log, stop = Log(1, failures=2), Stop(after=4)

    work(log, stop)

    assert (1, [5.0, 5.0, 0.2, 0.2]) == (log.size, stop.rests)


def test_nothing_is_begun_once_it_shall_stop() -> None:
    """Not even when events wait."""
    log, stop = Log(1), Stop(after=1)
    stop.set()

    work(log, stop)

    assert 0 == log.size


def test_it_ends_when_nobody_needs_it_any_more() -> None:
    """As when the `serve` that started it was killed."""
    log, stop = Log(1, 1, 1), Stop(after=10)
    needed = iter([True, True, False])

    work(log, stop, needed=lambda: next(needed))

    assert 2 == log.size


def test_whose_parent_is_the_same_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An orphan gets another parent."""
    needed = loop.same_parent()
    assert needed()

    monkeypatch.setattr("os.getppid", lambda: 1)
    assert not needed()
