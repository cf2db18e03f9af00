"""The body of `POST /v1/operators`."""

from __future__ import annotations

from typing import Any, Final

from service.domain.reports import OperatorKind
from service.http.fields import Choice, Text
from service.http.limits import MAX_NAME, MAX_REFERENCE
from service.http.shape import Shape
from service.usecases.requests import RegisterOperator


class NewOperatorShape(Shape[RegisterOperator]):
    """A taxpayer to be registered."""

    kind = Choice(OperatorKind, required=True)
    name = Text(required=True, most=MAX_NAME)
    client_reference = Text(load_default=None, most=MAX_REFERENCE)

    def made(self, members: dict[str, Any]) -> RegisterOperator:
        """Make the request."""
        return RegisterOperator(**members)


NEW_OPERATOR: Final = NewOperatorShape()
