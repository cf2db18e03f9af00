"""The clock that everything asks for the time; one is made where the service is wired, others by tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

# Called without arguments, answers with an aware instant in UTC.
Clock = Callable[[], datetime]


def instant_text(instant: datetime) -> str:
    """Write an instant in UTC as RFC 3339 with microseconds, so that texts sort as instants do."""
    return f"{instant.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
