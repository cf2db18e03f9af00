"""The query and the body of `/v1/test/clock`: whose clock, and what it shall show."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from service.http.fields import Identifier, Instant
from service.http.shape import Shape


class NewTime(NamedTuple):
    """What the clock of an operator shall show."""

    operator: str
    instant: datetime


class OfOperatorShape(Shape[str]):
    """The one parameter of what an operator has one of."""

    operator = Identifier("operator", required=True)

    def made(self, members: dict[str, Any]) -> str:
        """Return the identifier."""
        operator: str = members["operator"]
        return operator


class NewTimeShape(Shape[NewTime]):
    """A clock to be moved."""

    operator = Identifier("operator", required=True)
    instant = Instant(required=True)

    def made(self, members: dict[str, Any]) -> NewTime:
        """Make the request."""
        return NewTime(**members)


OF_OPERATOR: Final = OfOperatorShape()
NEW_TIME: Final = NewTimeShape()
