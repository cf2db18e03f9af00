"""What the worker does besides the log: it notices what became known, and works on jobs."""

from __future__ import annotations

from collections.abc import Callable

from service.domain.clock import Clock
from service.store.database import Database
from service.usecases.reassessments import work_on_a_job
from service.usecases.released_law import Releases


def duties(database: Database, clock: Clock) -> Callable[[], bool]:
    """Return what does one piece of work when it is called, and tells whether there was any."""
    releases = Releases(database, clock)

    def one_piece() -> bool:
        released = releases.mark()  # first: a job may be about what has just become stale
        return work_on_a_job(database, clock) or released

    return one_piece
