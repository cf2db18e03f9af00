"""The addresses of a witness (C2SP tlog-witness) as a WSGI application (PEP 3333): one to submit, one to monitor."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NamedTuple

from service.evidence.submissions import BODY_BYTES_MAX
from service.witness.state import StateUnusable
from service.witness.witness import NotCosigned, Witness

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

_log: Final = logging.getLogger(__name__)
_ADD: Final = "/add-checkpoint"
_MONITORED: Final = re.compile(r"/(?P<hash>[0-9a-f]{64})/checkpoint", re.ASCII)
_TEXT: Final = "text/plain; charset=utf-8"
_SIZE: Final = "text/x.tlog.size"


class _Answer(NamedTuple):
    status: HTTPStatus
    body: str
    content_type: str = _TEXT
    allow: str | None = None


class Application:
    """What a WSGI server calls."""

    def __init__(self, witness: Witness) -> None:
        """Answer for *witness*."""
        self._witness = witness

    def __call__(self, environment: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        try:
            answer = self._answer(environment)
        except NotCosigned as refusal:
            answer = _refused(refusal)
        except StateUnusable as error:
            _log.exception("nothing can be cosigned")
            answer = _Answer(HTTPStatus.SERVICE_UNAVAILABLE, f"{error}\n")
        body = answer.body.encode()
        headers = [("Content-Type", answer.content_type), ("Content-Length", str(len(body)))]
        if answer.allow:
            headers.append(("Allow", answer.allow))
        start(f"{answer.status.value} {answer.status.phrase}", headers)
        return [] if environment["REQUEST_METHOD"] == "HEAD" else [body]

    def _answer(self, environment: WSGIEnvironment) -> _Answer:
        path, method = environment.get("PATH_INFO", ""), environment["REQUEST_METHOD"]
        if path == _ADD:
            if method != "POST":
                return _not_allowed("POST")
            return _Answer(HTTPStatus.OK, self._witness.add(_body(environment)))
        monitored = _MONITORED.fullmatch(path)
        if monitored is None:
            return _Answer(HTTPStatus.NOT_FOUND, f"a witness answers at {_ADD} and /<origin hash>/checkpoint\n")
        if method not in ("GET", "HEAD"):
            return _not_allowed("GET, HEAD")
        note = self._witness.latest(monitored["hash"])
        if note is None:
            return _Answer(HTTPStatus.NOT_FOUND, "no checkpoint of that log has been cosigned\n")
        return _Answer(HTTPStatus.OK, note)


def _body(environment: WSGIEnvironment) -> bytes:
    body: bytes = environment["wsgi.input"].read(BODY_BYTES_MAX + 1)
    if len(body) > BODY_BYTES_MAX:
        why = f"expected at most {BODY_BYTES_MAX} bytes"
        raise NotCosigned(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, why)
    return body


def _refused(refusal: NotCosigned) -> _Answer:
    if refusal.size is not None:
        return _Answer(refusal.status, f"{refusal.size}\n", _SIZE)
    return _Answer(refusal.status, f"{refusal}\n")


def _not_allowed(methods: str) -> _Answer:
    return _Answer(HTTPStatus.METHOD_NOT_ALLOWED, f"this address answers to {methods}\n", allow=methods)
