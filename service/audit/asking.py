"""Asking others over HTTP with nothing but the standard library, and never for longer than was said."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Final, NamedTuple
from urllib.parse import urlsplit

# Signature lines of a witness with a dozen keys, or a time stamp with its certificates; who sends more is none of both.
_BODY_BYTES_MAX: Final = 1 << 16
_ADD: Final = "/add-checkpoint"
_TEXT: Final = "text/plain; charset=utf-8"


class Away(Exception):
    """Who was asked gives no answer that could be used; the words say why."""


class Answer(NamedTuple):
    """What was answered: the status of HTTP, the media type, and the body."""

    status: int
    content_type: str
    body: bytes


def submit(url: str, body: bytes, seconds: float) -> Answer:
    """
    Submit *body* to the witness whose submission prefix is *url*, and return its answer within so many *seconds*.

    Raises:
        Away: there is none in that time, it is no HTTP, or it is too long.
    """
    return post(f"{url.rstrip('/')}{_ADD}", body, _TEXT, seconds)


def post(url: str, body: bytes, content_type: str, seconds: float) -> Answer:
    """
    Post *body* to *url*, and return the answer within so many *seconds*.

    Raises:
        Away: there is none in that time, it is no HTTP, or it is too long.
    """
    connection, path = _connection(url, seconds)
    try:
        connection.connect()
        with _bounded(connection, seconds):
            connection.request("POST", path, body, {"Content-Type": content_type})
            return _read(connection.getresponse())
    except (OSError, HTTPException) as error:
        raise Away(f"{url} gives no answer: {str(error) or type(error).__name__}") from error
    finally:
        connection.close()


def is_address(url: str) -> bool:
    """Tell whether *url* can be that of somebody to be asked."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return usable and not (parts.query or parts.fragment or parts.username)


def _connection(url: str, seconds: float) -> tuple[HTTPConnection, str]:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=seconds), parts.path or "/"


def _read(response: HTTPResponse) -> Answer:
    body = response.read(_BODY_BYTES_MAX + 1)
    if len(body) > _BODY_BYTES_MAX:
        raise HTTPException(f"the answer is longer than {_BODY_BYTES_MAX} bytes")
    if response.length:
        raise HTTPException(f"the answer is cut off {response.length} bytes before its end")
    media_type = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    return Answer(response.status, media_type, body)


@contextmanager
def _bounded(connection: HTTPConnection, seconds: float) -> Iterator[None]:
    """End the connection after so many *seconds*: its own time limit begins anew with every byte that trickles in."""

    def end() -> None:
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
