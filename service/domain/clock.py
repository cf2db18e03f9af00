"""
The clock that everything asks for the time; one is made where the service is wired, others by tests.

A sandbox has a clock of its own, by which its days are counted. It is a function of the service's clock and of how it
was moved, so that nothing is ever recorded by it: what is known since when is true time, for everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

# Called without arguments, answers with an aware instant in UTC.
Clock = Callable[[], datetime]
_KEPT: Final = 256  # texts of instants: that of one transaction stands in all that it keeps


@lru_cache(maxsize=_KEPT)
def instant_text(instant: datetime) -> str:
    """Write an instant in UTC as RFC 3339 with microseconds, so that texts sort as instants do."""
    return f"{instant.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


class Move(NamedTuple):
    """A clock was moved: at *moved_at*, in true time, it was made to show *shown_at*."""

    shown_at: datetime
    moved_at: datetime


class Timeline(NamedTuple):
    """
    What a clock shows at any instant; its *moves* are in order, each forwards.

    Between moves it goes as true time does, so that of two instants the later one shows the later time.
    """

    moves: tuple[Move, ...] = ()

    def shown(self, instant: datetime) -> datetime:
        """Return what the clock shows at a true *instant*."""
        for shown_at, moved_at in reversed(self.moves):
            if moved_at <= instant:
                return shown_at + (instant - moved_at)
        return instant


# The clock of whoever is live: nobody moves it.
TRUE_TIME: Final = Timeline()


def clock_member(timeline: Timeline, instant: datetime) -> dict[str, str]:
    """Return the member that a document of a sandbox has beside an *instant* of it: what its clock showed then."""
    shown = timeline.shown(instant)
    return {} if shown == instant else {"clock_at": instant_text(shown)}
