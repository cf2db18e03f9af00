"""
The law as a process knows it: read once, and again when the database says that it has changed.

A count in the database grows with every version recorded or withdrawn. Whoever files asks for it behind the lock of the
law, in its own transaction, and so never misses a change; estimates and readers ask at most once a second. A version
recorded for later (under embargo) is read at once and known from its instant on: until then it does not exist.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.errors import Unavailable
from service.law.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from service.domain.clock import Clock
    from service.law.document import RecordedVersion, Schedule
    from service.store.database import Database
    from service.store.reading import Reading

    Entry = tuple[Schedule, RecordedVersion]
    Read = Callable[[Reading], Iterable[Entry]]

_PAUSE: Final = timedelta(seconds=1)
# A library that covers no instant: what is known at one is worked out when it is asked for.
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_NOTHING: Final = Library(())


class _Known(NamedTuple):
    """What is known at one count of *changes*: all *entries*, and the library of those known before *until*."""

    changes: int
    entries: tuple[Entry, ...]
    library: Library
    since: datetime | None
    until: datetime | None

    def covers(self, instant: datetime) -> bool:
        """Tell whether the library is that of an *instant*."""
        return (self.since is None or self.since <= instant) and (self.until is None or instant < self.until)

    def at(self, instant: datetime) -> _Known:
        """Return what is known at *instant*, of the same entries."""
        if self.covers(instant):
            return self
        releases = sorted({recorded.recorded_at for _, recorded in self.entries})
        since = max((release for release in releases if release <= instant), default=None)
        until = min((release for release in releases if release > instant), default=None)
        visible = (entry for entry in self.entries if entry[1].recorded_at <= instant)
        return self._replace(library=Library(visible), since=since, until=until)


class KnownLaw:
    """
    The law of one process; safe to share between threads.

    What is known is one value that is replaced as a whole, so that no thread sees half of it.
    """

    def __init__(self, database: Database, clock: Clock, read: Read) -> None:
        """Know nothing yet; *read* returns every version that is recorded."""
        self._database = database
        self._clock = clock
        self._read = read
        self._known: _Known | None = None
        self._looked_at: datetime | None = None

    def library(self) -> Library:
        """Return the law as it is known now, or was a second ago."""
        now, looked_at = self._clock(), self._looked_at
        if self._known is None:
            self.refresh()
        elif looked_at is None or not looked_at <= now < looked_at + _PAUSE:
            with suppress(Unavailable):  # what is known stands until the database says otherwise
                self.refresh()
        return self._at(now)

    def refresh(self) -> None:
        """
        Look now whether the law has changed.

        Raises:
            Unavailable: the database cannot say.
        """
        self._looked_at = self._clock()
        with self._database.reading(snapshot=False) as reading:
            changes = reading.law_changes()
        if self._known is None or self._known.changes != changes:
            with self._database.reading() as reading:  # the count and what it counts, of one moment
                self._take(reading, reading.law_changes())

    def within(self, reading: Reading, changes: int, known_at: datetime) -> Library:
        """Return the law as known at *known_at*, in the transaction of *reading*, which has found so many *changes*."""
        self._take(reading, changes)
        return self._at(known_at)

    def _take(self, reading: Reading, changes: int) -> None:
        known = self._known
        if known is None or known.changes != changes:
            self._known = _Known(changes, tuple(self._read(reading)), _NOTHING, _NEVER, None)

    def _at(self, instant: datetime) -> Library:
        known = self._known
        if known is None:  # callers have taken it
            message = "the law was not read"
            raise RuntimeError(message)
        current = known.at(instant)
        if current is not known:
            self._known = current
        return current.library
