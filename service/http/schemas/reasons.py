"""The body of whatever is taken back or sent back: why, and nothing else."""

from __future__ import annotations

from typing import Any, Final

from service.http.fields import Text
from service.http.limits import MAX_REASON
from service.http.shape import Shape


class ReasonShape(Shape[str]):
    """Why; it becomes part of the record."""

    reason = Text(required=True, most=MAX_REASON)

    def made(self, members: dict[str, Any]) -> str:
        """Return the reason."""
        reason: str = members["reason"]
        return reason


REASON: Final = ReasonShape()
