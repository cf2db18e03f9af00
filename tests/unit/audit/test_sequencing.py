"""The step of a sequencer, on a log in memory."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from service.audit.sequencing import sequence_pending


class MemoryLog:
    """A queue and a list; a rival sequencer may append between a look and a step."""

    def __init__(self, *waiting: str, rival: bool = False) -> None:
        self.waiting = list(enumerate(waiting))
        self.placed: list[str] = []
        self._rival = rival
        self._kept: list[str] | None = None

    def reading(self) -> Self:
        """Begin to look."""
        return self

    def unit_of_work(self) -> Self:
        """Begin to write; here the rival is faster."""
        if self._rival:
            self._append(tuple(self.waiting))
            self.commit()
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None, /
    ) -> None:
        self._kept = None

    def log_size(self) -> int:
        """Count what is placed."""
        return len(self.placed)

    def pending_events(self, limit: int) -> tuple[tuple[int, str], ...]:
        """Give what waits."""
        return tuple(self.waiting[:limit])

    def append_positions(self, size: int, events: tuple[tuple[int, str], ...]) -> bool:
        """Compare and swap."""
        if size != len(self.placed):
            return False
        self._append(events)
        return True

    def commit(self) -> None:
        """Keep the step."""
        self.placed = self._kept or self.placed
        self.waiting = [waiting for waiting in self.waiting if waiting[1] not in self.placed]

    def _append(self, events: tuple[tuple[int, str], ...]) -> None:
        self._kept = self.placed + [event for _, event in events]


def test_what_waits_is_placed_in_its_order() -> None:
    """And nothing waits any more."""
    log = MemoryLog("a", "b", "c")

    assert [2, 1, 0] == [sequence_pending(log, limit=2) for _ in range(3)]
    assert ["a", "b", "c"] == log.placed


def test_a_sequencer_that_is_overtaken_does_nothing() -> None:
    """The rival has placed everything; none of it is placed again."""
    log = MemoryLog("a", "b", rival=True)

    assert 0 == sequence_pending(log)
    assert ["a", "b"] == log.placed
