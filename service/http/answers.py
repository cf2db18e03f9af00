"""Answers: canonical JSON (RFC 8785), so that equal documents are equal bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import structlog
from flask import Response

from service.domain.canonical import Json, canonical
from service.http.bodies import JSON
from service.http.context import request_id
from service.http.preferences import wait_for_promised
from service.usecases.requests import Answer

_log = structlog.get_logger()


def json_answer(document: Any, *headers: tuple[str, str], status: int = 200) -> Response:
    """Answer with a document."""
    return Response(canonical(document), status, headers, content_type=JSON)


def streamed(pieces: Iterator[bytes]) -> Response:
    """
    Answer with a document that is read page by page while it is sent.

    Once it has begun there is no status left to tell of a failure: the connection is broken off, which no reader of
    HTTP takes for the end of the document, and the log says why.
    """
    return Response(_told(pieces, request_id()), content_type=JSON)


def _told(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    try:
        yield from pieces
    except Exception as error:
        _log.error("answer broken off", request_id=name, exc_info=error)
        raise


PROMISE: Final = "Hashlevy-Promise"


def written(answer: Answer) -> Response:
    """Answer a write: the very bytes that are kept with its effect, and whether they were kept from an earlier time."""
    headers = [
        ("ETag", answer.etag),
        ("Location", answer.location),
        (PROMISE, answer.promise),
        ("Idempotent-Replayed", "true" if answer.replayed else None),
    ]
    wait_for_promised(answer.promise)
    sent = [(name, value) for name, value in headers if value is not None]
    return Response(answer.body, answer.status, sent, content_type=JSON if answer.body else None)


def tagged(read: tuple[dict[str, Json], str]) -> Response:
    """Answer with a document and its ETag."""
    document, etag = read
    return json_answer(document, ("ETag", etag))


def text_answer(text: str, *headers: tuple[str, str]) -> Response:
    """Answer with plain text."""
    return Response(text, headers=headers, content_type="text/plain; charset=utf-8")
