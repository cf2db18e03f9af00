"""
Notice the end of an embargo: what rests on the law that is known from then on is marked as stale.

Nobody asks for anything at that instant, so the worker looks. It keeps which embargoes it saw end, not when it last
looked: a publication that takes long may be committed after its embargo has ended, and must not be passed over.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from service.store.errors import Retryable
from service.usecases.record_library import mark_by_law

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.clock import Clock
    from service.store.database import Database

# The worker comes by five times a second; readers look for other law once a second, and so does it.
_PAUSE: Final = timedelta(seconds=1)


class Releases:
    """The embargoes that one process has seen end; made anew it sees them all again, and marks nothing twice."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Have seen none yet."""
        self._database = database
        self._clock = clock
        self._seen: set[datetime] = set()
        self._looked_at: datetime | None = None

    def mark(self) -> bool:
        """
        Mark what rests on law whose embargo has ended; tells whether any was found that was not seen before.

        Raises:
            Unavailable: the database cannot say, or cannot keep it; the next look finds the same again.
        """
        now, looked_at = self._clock(), self._looked_at
        if looked_at is not None and looked_at <= now < looked_at + _PAUSE:
            return False
        with self._database.reading(snapshot=False) as reading:
            ended = sorted({release for release in reading.embargoes() if release <= now} - self._seen)
        for release in ended:
            if not self._mark(release):
                return True
            self._seen.add(release)
        self._looked_at = now
        return bool(ended)

    def _mark(self, release: datetime) -> bool:
        """Mark behind the lock of the law, which waits for every filing that has not known of it; false: once more."""
        try:
            with self._database.unit_of_work() as work:
                work.change_knowledge()
                mark_by_law(work, work.schedule_versions(), release)
                work.commit()
        except Retryable:
            return False
        return True
