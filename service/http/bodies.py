"""Takes the body of a request: its media type (RFC 9110, 8.3), its size, and then its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import request
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.wsgi import get_content_length

from service.domain.errors import Malformed, Nonsense, TooLarge
from service.http.limits import MAX_BODY_BYTES
from service.http.strict_json import read_object

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

JSON: Final = "application/json"
MERGE_PATCH: Final = "application/merge-patch+json"


def json_body(*media_types: str) -> dict[str, object]:
    """
    Return the body as one JSON object; *media_types* are those that it may be declared as, `application/json` if none.

    Raises:
        UnsupportedMediaType: it is declared as something else, or compressed.
        TooLarge: it is larger than one request may be.
        Malformed: it is not one JSON object that means one thing.
    """
    environ = request.environ
    _check_media_type(environ, media_types or (JSON,))
    return read_object(_bytes(environ))


def refuse_body() -> None:
    """
    Demand that there is no body, or only an empty object, which some clients always send.

    Raises:
        Nonsense: it says something, and nobody would have listened.
    """
    body = _bytes(request.environ)
    if body and read_object(body):
        raise Nonsense("validation-failed", "This operation takes no body: send none, or an empty JSON object.")


def _bytes(environ: WSGIEnvironment) -> bytes:
    """Read the body straight from the server: werkzeug's layers of streams take longer than all of our reading."""
    declared, most = get_content_length(environ), MAX_BODY_BYTES + 1
    if declared is not None:
        most = min(declared, most)
    elif not environ.get("wsgi.input_terminated"):
        return b""  # Neither length nor chunks: there is no body, and no end to wait for.
    try:
        body: bytes = environ["wsgi.input"].read(most)
    except OSError as error:  # The sender is gone, or its chunks are broken.
        raise Malformed("malformed-json", f"The body ended before it was whole: {error}.") from error
    if declared is not None and len(body) < most:
        detail = f"The body ended after {len(body)} bytes, and Content-Length declares {declared}."
        raise Malformed("malformed-json", detail)
    if len(body) > MAX_BODY_BYTES:
        limit = f"{MAX_BODY_BYTES:,} bytes"
        raise TooLarge("payload-too-large", f"The body is larger than {limit}. Send fewer lines at once.")
    return body


def _check_media_type(environ: WSGIEnvironment, media_types: tuple[str, ...]) -> None:
    declared, _, parameters = environ.get("CONTENT_TYPE", "").partition(";")
    if declared.strip().lower() not in media_types:
        found = f"found {declared[:80]!r}" if declared else "there is none"
        expected = " or ".join(media_types)
        raise UnsupportedMediaType(f"The body must be declared as Content-Type: {expected}; {found}.")
    if parameters and parameters.replace('"', "").strip().lower() != "charset=utf-8":
        raise UnsupportedMediaType("The body must be UTF-8: leave the parameters of Content-Type out.")
    if environ.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        raise UnsupportedMediaType("The body must not be compressed: send it without Content-Encoding.")
