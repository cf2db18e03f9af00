"""Have the last checkpoint stamped by an authority for time, once in a while: it says that all of the log was there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from service.store.errors import Duplicate
from service.store.rows import StampRow

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.clock import Clock
    from service.store.database import Database
    from service.store.rows import CheckpointRow

# How long an authority may take to answer; it has a thread of its own, so that nothing waits for it.
_SECONDS: Final = 10.0


class Stamped(Protocol):
    """What an authority answered: see `service.audit.stamping`, which is not imported where nobody asks for stamps."""

    @property
    def response(self) -> bytes: ...  # noqa: D102 -- said there
    @property
    def at(self) -> datetime: ...  # noqa: D102


class Stamper(Protocol):
    """An authority for time."""

    @property
    def url(self) -> str:
        """Where it is asked."""

    def stamp(self, data: bytes, seconds: float, /) -> Stamped:
        """Stamp *data*."""


class Stamping:
    """The asking of one authority."""

    def __init__(self, database: Database, clock: Clock, authority: Stamper, every: timedelta) -> None:
        """Have the checkpoints of *database* stamped once in *every*, whichever worker asks."""
        self._database = database
        self._clock = clock
        self._authority = authority
        self._every = every

    @property
    def url(self) -> str:
        """Where the authority is asked."""
        return self._authority.url

    def ask(self) -> int | None:
        """
        Have the last checkpoint stamped if it is time, and return its size; none where there is nothing to stamp.

        What is stamped is the note as the log signed it, without what witnesses put under it later.

        Raises:
            Away: the authority gives no good stamp.
            Unavailable: the database is away.
        """
        kept = self._due()
        if kept is None:
            return None
        stamp = self._authority.stamp(kept.note.encode(), _SECONDS)
        try:
            with self._database.unit_of_work() as work:
                work.add(StampRow(kept.size, self.url, stamp.response, stamp.at, self._clock()))
                work.commit()
        except Duplicate:
            return None  # another worker was faster
        return kept.size

    def _due(self) -> CheckpointRow | None:
        """Return the checkpoint to stamp, if it is time: whoever stamped last, and whenever this process began."""
        with self._database.reading() as reading:
            kept, last = reading.last_checkpoint(), reading.last_stamp()
        if kept is None or last is None:
            return kept
        is_fresh = timedelta(0) <= self._clock() - last.made_at < self._every
        return None if is_fresh or kept.size <= last.size else kept
