"""The step of a sequencer, on a log in memory."""

from __future__ import annotations

import pytest

from service.audit.points import Point
from service.audit.sequencing import sequence_pending
from service.domain.errors import Unavailable
from tests.memory_log import MemoryLog


def test_what_waits_is_placed_in_its_order() -> None:
    """And nothing waits any more."""
    log = MemoryLog("a", "b", "c")

    assert [2, 1, 0] == [sequence_pending(log, limit=2) for _ in range(3)]
    assert (["a", "b", "c"], []) == (log.placed, log.kept.waiting)


def test_a_sequencer_that_is_overtaken_does_nothing() -> None:
    """The rival has placed everything; none of it is placed again."""
    log = MemoryLog("a", "b")
    log.interfere = lambda: assert_placed(log, 2)

    assert 0 == sequence_pending(log)
    assert ["a", "b"] == log.placed


def assert_placed(log: MemoryLog, number: int) -> None:
    """Run a rival."""
    assert number == sequence_pending(log)


def test_the_points_come_in_their_order() -> None:
    """Those of a sequencer; in between, each tile has one of its own."""
    passed: list[Point] = []
    sequence_pending(MemoryLog(*(str(at) for at in range(257))), at=passed.append)

    assert [
        Point.BEFORE_SWAP,
        Point.BEFORE_LEAVES,
        *[Point.AMONG_TILES] * 3,  # two of leaves, and the one above the first
        Point.BEFORE_STREAMS,
        Point.BEFORE_TAKING,
        Point.BEFORE_COMMIT,
        Point.AFTER_COMMIT,
    ] == passed


def test_who_is_overtaken_passes_no_point_after_the_swap() -> None:
    """It has nothing to undo."""
    log = MemoryLog("a")
    log.interfere = lambda: assert_placed(log, 1)
    passed: list[Point] = []
    sequence_pending(log, at=passed.append)

    assert [Point.BEFORE_SWAP] == passed


@pytest.mark.parametrize("damage", [b"", bytes(32), bytes(64), b"x"], ids=["gone", "another", "more", "part"])
def test_nothing_is_appended_to_a_log_whose_edge_is_damaged(damage: bytes) -> None:
    """All that came after it would be wrong as well; what waits goes on waiting."""
    log = MemoryLog("a", "b")
    sequence_pending(log, limit=1)
    log.kept.tiles[0, 0] = damage

    with pytest.raises(Unavailable, match="does not fit its own tree") as refused:
        sequence_pending(log)
    assert "audit-log-damaged" == refused.value.code
    assert ["a"] == log.placed
