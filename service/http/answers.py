"""Answers: canonical JSON (RFC 8785), so that equal documents are equal bytes."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.domain.canonical import Json, canonical
from service.http.bodies import JSON
from service.usecases.requests import Answer


def json_answer(document: Any, *headers: tuple[str, str], status: int = 200) -> Response:
    """Answer with a document."""
    return Response(canonical(document), status, headers, content_type=JSON)


def written(answer: Answer) -> Response:
    """Answer a write: the very bytes that are kept with its effect, and whether they were kept from an earlier time."""
    headers = [
        ("ETag", answer.etag),
        ("Location", answer.location),
        ("Idempotent-Replayed", "true" if answer.replayed else None),
    ]
    sent = [(name, value) for name, value in headers if value is not None]
    return Response(answer.body, answer.status, sent, content_type=JSON if answer.body else None)


def tagged(read: tuple[dict[str, Json], str]) -> Response:
    """Answer with a document and its ETag."""
    document, etag = read
    return json_answer(document, ("ETag", etag))
