"""The query parameter that names a state of knowledge: the present one, or that of an earlier instant."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from service.http.fields import Instant
from service.http.queries import parameters
from service.http.shape import Shape


class KnownAtShape(Shape[datetime | None]):
    """The parameters of an operation that can be asked with the knowledge of an instant."""

    known_at = Instant(load_default=None)

    def made(self, members: dict[str, Any]) -> datetime | None:
        """Return the instant; none: now."""
        instant: datetime | None = members["known_at"]
        return instant


KNOWN_AT: Final = KnownAtShape()


def known_at() -> datetime | None:
    """Return the instant whose knowledge this request asks for; none: now."""
    asked: datetime | None = parameters()
    return asked
