"""Lists by pages: opaque cursors, and the link to what comes next (RFC 8288)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar
from urllib.parse import urlencode

from flask import Response, request

from service.domain.canonical import Json
from service.domain.identifiers import IDENTIFIER
from service.http.answers import json_answer
from service.http.fields import Code, Instant
from service.http.limits import DEFAULT_PAGE, MAX_PAGE
from service.http.queries import parameters
from service.http.shape import Shape, Strict, wrong
from service.usecases.requests import Page

T = TypeVar("T")

_LIMIT: Final = re.compile(r"[1-9][0-9]{0,2}")
_POSITION: Final = re.compile(r"0|[1-9][0-9]{0,14}")


class Limit(Strict[int]):
    """How many items a page has at most."""

    expects = f"a whole number from 1 to {MAX_PAGE}"

    def read(self, value: str) -> int:
        """Read the number."""
        if _LIMIT.fullmatch(value) is None or int(value) > MAX_PAGE:
            raise wrong("out-of-range", f"expected {self.expects}")
        return int(value)


class Cursor(Strict[str]):
    """Where a page begins: after the identifier that the cursor hides."""

    expects = "the next_cursor of the page before, as it was answered"

    def read(self, value: str) -> str:
        """Return the identifier."""
        try:
            identifier = base64.b64decode(value.encode() + b"=" * (-len(value) % 4), b"-_", validate=True).decode()
        except (binascii.Error, ValueError):
            identifier = ""
        if IDENTIFIER.fullmatch(identifier) is None or hidden(identifier) != value:
            raise wrong("invalid-cursor", f"expected {self.expects}")
        return identifier


def hidden(identifier: str) -> str:
    """Return the cursor that continues after *identifier*."""
    return base64.urlsafe_b64encode(identifier.encode()).rstrip(b"=").decode()


class PagedShape(Shape[T], Generic[T]):
    """The parameters that all lists have."""

    after: Strict[str] = Cursor(load_default=None)
    limit = Limit(load_default=DEFAULT_PAGE)


class KnownPagedShape(PagedShape[T], Generic[T]):
    """The parameters of lists that can be asked with the knowledge of an instant."""

    known_at = Instant(load_default=None)


class PageShape(PagedShape[Page]):
    """The parameters of a list that needs no others."""

    def made(self, members: dict[str, Any]) -> Page:
        """Make the page."""
        return Page(**members)


class KnownPageShape(KnownPagedShape[Page]):
    """The parameters of a list that needs no others, and can be asked with the knowledge of an instant."""

    def made(self, members: dict[str, Any]) -> Page:
        """Make the page."""
        return Page(**members)


class PositionsShape(PageShape):
    """The parameters of a list by positions, which hide nothing: they are the order of the audit log."""

    after = Code(_POSITION, load_default=None, expects="a position in the audit log, such as 0 or 1729")


PAGE: Final = PageShape()
KNOWN_PAGE: Final = KnownPageShape()
POSITIONS: Final = PositionsShape()


def page() -> Page:
    """Return the page that this request asks for."""
    asked: Page = parameters()
    return asked


def listed(document: dict[str, Json], cursor: Callable[[str], str] = hidden) -> Response:
    """Answer with a page of a list; *cursor* writes the place where the next one begins."""
    last = document["next_cursor"]
    if not isinstance(last, str):
        return json_answer(document)
    after = cursor(last)
    query = urlencode({**request.args, "after": after, "limit": request.args.get("limit", DEFAULT_PAGE)})
    return json_answer(document | {"next_cursor": after}, ("Link", f'<{request.path}?{query}>; rel="next"'))
