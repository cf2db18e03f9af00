"""Problems (RFC 9457) for what gunicorn cannot read as a request, so that no answer of the service is a bare page."""

from __future__ import annotations

import socket
from typing import Final

from gunicorn import util

from service.domain.canonical import canonical
from service.http.problem_catalogue import CATALOGUE

_CODE: Final = "malformed-request"
# What asks for another language could not be read.
_LANGUAGE: Final = "en"
_MAX_DETAIL: Final = 300


def answer_unreadable_requests() -> None:
    """
    Put our answer in the place of gunicorn's.

    gunicorn has no setting for it; the cost accepted is that this name of its module must stay, which a test watches.
    """
    util.write_error = write_problem


def write_problem(sock: socket.socket, status_int: int, reason: str, mesg: str) -> None:
    """Answer a request that could not be read with a problem, and say that the connection ends with it."""
    body = canonical(
        {
            "type": f"/problems/{_CODE}",
            "title": CATALOGUE[_CODE].said[_LANGUAGE].title,
            "status": status_int,
            "detail": (mesg or "What was sent could not be read as an HTTP request.")[:_MAX_DETAIL],
            "instance": "",
            "code": _CODE,
            "request_id": "",
            "errors": [],
        }
    )
    head = (
        f"HTTP/1.1 {status_int} {reason}\r\n"
        "Connection: close\r\n"
        "Content-Type: application/problem+json\r\n"
        f"Content-Language: {_LANGUAGE}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    util.write_nonblock(sock, head.encode("latin-1") + body)
