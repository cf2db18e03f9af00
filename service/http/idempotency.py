"""
Requests that name themselves, so that repeating one never does anything twice.

The header is that of draft-ietf-httpapi-idempotency-key-header-07: a string of structured fields (RFC 8941), though
clients that leave the quotes out are understood too. The fingerprint tells a repetition from another request.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeVar

from flask import request

from service.domain.canonical import fingerprint
from service.domain.errors import Fault, Malformed
from service.domain.principals import Principal
from service.http.authentication import writer
from service.http.bodies import json_body, refuse_body
from service.http.context import request_id
from service.http.shape import Shape
from service.usecases.requests import Command

T = TypeVar("T")

HEADER: Final = "Idempotency-Key"
_KEY: Final = re.compile(r'"([!-~]{1,253})"|[!#-~][!-~]{0,254}')


def command(shape: Shape[T], *media_types: str) -> tuple[Command, T]:
    """
    Return the write that this request asks for, and what its body of *shape* asks for.

    Raises:
        Refusal: the key is not good, the request does not name itself, or its body cannot be understood; in this order.
    """
    bearer, name, body = writer(), idempotency_key(), json_body(*media_types)
    wanted = shape.read(body)
    return _command(bearer, name, body), wanted


def bare_command() -> Command:
    """
    Return the write that this request asks for without a body.

    Raises:
        Refusal: the key is not good, the request does not name itself, or it has a body.
    """
    bearer, name = writer(), idempotency_key()
    refuse_body()
    return _command(bearer, name, None)


def idempotency_key() -> str:
    """
    Return the name that the request gives itself.

    Raises:
        Malformed: there is none, or not of its form.
    """
    sent = request.headers.get(HEADER, "")
    if not sent:
        raise Malformed(
            "idempotency-key-missing",
            f"A request that changes something must name itself: send the header {HEADER} with a new UUID, say.",
        )
    key = _KEY.fullmatch(sent)
    if key is None:
        fault = Fault(
            f"/{HEADER}", "invalid-header", "expected at most 255 visible ASCII characters, in quotes or without"
        )
        raise Malformed("invalid-parameter", f"The header {HEADER} is not of its form.", faults=[fault])
    return key[1] or key[0]


def _command(bearer: Principal, name: str, body: Any) -> Command:
    sent = {"method": request.method, "path": request.path, "if_match": request.headers.get("If-Match"), "body": body}
    return Command(
        principal=bearer,
        idempotency_key=name,
        operation=(request.endpoint or "").rpartition(".")[2],
        fingerprint=fingerprint(sent),
        request_id=request_id(),
    )
