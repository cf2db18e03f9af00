"""The clock that everything asks for the time; one is made where the service is wired, others by tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

# Called without arguments, answers with an aware instant in UTC.
Clock = Callable[[], datetime]

_FORM: Final = "%Y-%m-%dT%H:%M:%S.%fZ"


def instant_text(instant: datetime) -> str:
    """Write an instant as RFC 3339 in UTC with microseconds, so that texts sort as instants do."""
    return instant.strftime(_FORM)
