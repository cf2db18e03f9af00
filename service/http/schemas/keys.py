"""The body of `POST /v1/keys`."""

from __future__ import annotations

from typing import Any, Final

from service.domain.principals import SCOPES, Role
from service.http.fields import Choice, Codes, Identifier, Instant, Text, Truth
from service.http.limits import MAX_NAME, MAX_OPERATORS
from service.http.schemas.places import region
from service.http.shape import Shape
from service.usecases.keys import NewKey


class NewKeyShape(Shape[NewKey]):
    """A key to be issued; what a role may be tied to is the use case's to know."""

    name = Text(required=True, most=MAX_NAME)
    role = Choice(Role, required=True)
    operators = Codes(Identifier("operator"), load_default=(), most=MAX_OPERATORS)
    jurisdiction = region(load_default=None)
    scopes = Codes(Choice(SCOPES), load_default=None, allow_none=False, most=len(SCOPES))
    expires_at = Instant(load_default=None)
    sandbox = Truth(load_default=None)

    def made(self, members: dict[str, Any]) -> NewKey:
        """Make the request."""
        return NewKey(**members)


NEW_KEY: Final = NewKeyShape()
