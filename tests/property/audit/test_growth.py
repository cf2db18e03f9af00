"""Whatever comes, in whatever batches, and wherever a sequencer fails: the log is that of its definition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.audit.points import Point
from service.audit.sequencing import sequence_pending
from tests.log_model import Told, places, root_of, tiles_of
from tests.memory_log import MemoryLog

OPERATORS = st.sampled_from(["", "opr_1", "opr_2", "opr_3"])
# Which events are told before a sequencer's next step, how many it takes at most, and where it fails, if it does.
STEPS = st.tuples(
    st.lists(OPERATORS, max_size=40), st.integers(1, 300), st.sampled_from([None, None, *list(Point)[:7]])
)


class Failed(Exception):
    """What a test makes happen."""


@given(st.integers(0, 600), st.lists(STEPS, max_size=8))
def test_a_log_in_batches_with_failures_is_the_log_of_its_events(
    begun: int, steps: list[tuple[list[str], int, Point | None]]
) -> None:
    """Leaves, tiles, streams and root after every step; a failure before the commit has done nothing."""
    log, told = MemoryLog(), list[tuple[str, str]]()

    def tell(operators: list[str]) -> None:
        events = [(f"evt_{len(told) + at}", operator) for at, operator in enumerate(operators)]
        log.kept.waiting += [(len(told) + at, *event) for at, event in enumerate(events)]
        told.extend(events)

    tell(["opr_0"] * begun)
    sequence_pending(log)
    for operators, limit, deadly in steps:
        tell(operators)
        before = len(log.placed)
        due = min(limit, len(told) - before)

        def fail(point: Point, deadly: Point | None = deadly) -> None:
            if point is deadly:
                raise Failed

        try:
            sequence_pending(log, limit, at=fail)
        except Failed:
            due = due if deadly is Point.AFTER_COMMIT else 0
        demand_whole(log, told[: before + due])
        assert told[before + due :] == [(event, operator) for _, event, operator in log.kept.waiting]


def demand_whole(log: MemoryLog, told: list[tuple[str, str]]) -> None:
    """Demand that *log* is that of just these events."""
    expected = places(Told(event, operator, b"{}") for event, operator in told)
    hashes = [place.hash for place in expected]
    assert [place[:-1] for place in expected] == [tuple(leaf) for leaf in log.kept.leaves]
    assert tiles_of(hashes) == log.kept.tiles
    assert (len(told), root_of(hashes)) == log.kept.tree
    assert {place.operator: (place.n + 1, place.hash) for place in expected} == {
        name: (stream.count, stream.head) for name, stream in log.kept.streams.items()
    }
