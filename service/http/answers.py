"""Answers: canonical JSON, the headers that every answer has, and lists by pages (RFC 8288)."""

from __future__ import annotations

from typing import Any, Final

from flask import Response

from service.domain.canonical import Json, canonical
from service.usecases.requests import Answer

# A document is for whoever asked; no cache, frame or guessing browser is to make anything else of it.
PRIVATE: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
)
_JSON: Final = (("Content-Type", "application/json"), *PRIVATE)


def json_answer(document: Any, *headers: tuple[str, str], status: int = 200) -> Response:
    """Answer with a document; equal documents are equal bytes."""
    return json_bytes(canonical(document), *headers, status=status)


def json_bytes(body: bytes, *headers: tuple[str, str], status: int = 200) -> Response:
    """Answer with a document that is written already."""
    return Response(body, status, [*_JSON, *headers])


def written(answer: Answer) -> Response:
    """Answer a write: the very bytes that are kept with its effect, and whether they were kept from an earlier time."""
    headers = [
        ("ETag", answer.etag),
        ("Location", answer.location),
        ("Idempotent-Replayed", "true" if answer.replayed else None),
    ]
    sent = [(name, value) for name, value in headers if value is not None]
    if not answer.body:
        return Response(status=answer.status, headers=[*PRIVATE, *sent])
    return json_bytes(answer.body, *sent, status=answer.status)


def tagged(read: tuple[dict[str, Json], str]) -> Response:
    """Answer with a document and its ETag."""
    document, etag = read
    return json_answer(document, ("ETag", etag))
