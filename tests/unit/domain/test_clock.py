"""A clock that is moved shows a later time at every later instant, and what it showed it has shown for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from service.domain.clock import TRUE_TIME, Move, Timeline, clock_member

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
_STEPS = st.lists(st.tuples(st.integers(1, 10**9), st.integers(1, 10**9)), max_size=5)


def timeline(steps: list[tuple[int, int]]) -> Timeline:
    """Move a clock: after so many microseconds each time, so many forwards."""
    moves: tuple[Move, ...] = ()
    for moved_at, ahead in zip(accumulate(after for after, _ in steps), (ahead for _, ahead in steps), strict=True):
        instant = BEGIN + timedelta(microseconds=moved_at)
        moves = (*moves, Move(Timeline(moves).shown(instant) + timedelta(microseconds=ahead), instant))
    return Timeline(moves)


@given(steps=_STEPS, instants=st.lists(st.integers(0, 10**10), min_size=2, unique=True))
def test_of_two_instants_the_later_one_shows_the_later_time(steps: list[tuple[int, int]], instants: list[int]) -> None:
    """However it is moved: what is recorded one after the other is so by the clock, too."""
    clock = timeline(steps)
    shown = [clock.shown(BEGIN + timedelta(microseconds=instant)) for instant in sorted(instants)]

    assert all(earlier < later for earlier, later in pairwise(shown))


@given(steps=_STEPS.filter(bool), instant=st.integers(0, 10**10))
def test_a_move_changes_nothing_that_was_shown_before(steps: list[tuple[int, int]], instant: int) -> None:
    """So the answers of then are given again."""
    clock = timeline(steps)
    before = min(BEGIN + timedelta(microseconds=instant), clock.moves[-1].moved_at - timedelta(microseconds=1))

    assert Timeline(clock.moves[:-1]).shown(before) == clock.shown(before)


def test_true_time_is_what_nobody_moved() -> None:
    """And is told in no document; what a moved clock showed is."""
    ahead = Timeline((Move(BEGIN + timedelta(days=1), BEGIN),))

    assert (BEGIN, {}) == (TRUE_TIME.shown(BEGIN), clock_member(TRUE_TIME, BEGIN))
    assert {"clock_at": "2026-11-02T00:00:00.000000Z"} == clock_member(ahead, BEGIN)
    assert {} == clock_member(ahead, BEGIN - timedelta(seconds=1))
