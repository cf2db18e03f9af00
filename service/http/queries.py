"""Query parameters, read by shapes like bodies: what is not described is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from flask import g, request
from marshmallow import ValidationError

from service.domain.errors import Fault, Malformed
from service.http.pointers import pointer
from service.http.shape import Shape, faults_of

View = TypeVar("View", bound=Callable[..., Any])

_TAKES: Final = "query_shape"


class NoParameters(Shape[None]):
    """An operation without query parameters."""

    def made(self, members: dict[str, Any]) -> None:
        """Return nothing."""


_NONE: Final = NoParameters()


def takes(shape: Shape[Any]) -> Callable[[View], View]:
    """Say which query parameters a view takes; without it, it takes none."""

    def marked(view: View) -> View:
        setattr(view, _TAKES, shape)
        return view

    return marked


def parameters() -> Any:
    """Return what the parameters of this request make."""
    return g.parameters


def checked(view: Callable[..., Any]) -> Callable[..., Any]:
    """
    Return *view* with the parameters of its request read before it is called.

    Raises:
        Malformed: (the view that is returned) one is unknown, missing, given twice or not of its form.
    """
    shape: Shape[Any] | None = getattr(view, _TAKES, None)

    @wraps(view)
    def reading(**path: str) -> Any:
        if shape is not None or request.environ.get("QUERY_STRING"):
            g.parameters = _read(shape or _NONE)
        return view(**path)

    return reading


def _read(shape: Shape[Any]) -> Any:
    sent = request.args.to_dict(flat=False)
    twice = [name for name, values in sent.items() if len(values) > 1]
    faults = [Fault(pointer((name,)), "duplicate-member", "expected the parameter once") for name in twice]
    if not faults:
        try:
            return shape.load({name: values[0] for name, values in sent.items()})
        except ValidationError as error:
            faults = list(faults_of(error))
    raise Malformed("invalid-parameter", "The query parameters are not those of this operation.", faults=faults)
