"""
Problems (RFC 9457): every answer that is no success says what was found, what was expected, and how to mend it.

The title is in the language that the request asks for, which RFC 9457 (3.1.3) foresees; detail and messages are written
where something is found wrong, in English.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from itertools import islice
from typing import Any, Final
from urllib.parse import quote

import structlog
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from service.domain import errors
from service.domain.canonical import Json, canonical
from service.domain.errors import Fault, Refusal
from service.http.authentication import confirmed
from service.http.context import request_id
from service.http.language import language
from service.http.limits import MAX_FAULTS, MAX_FAULTS_BYTES, MAX_INSTANCE, MAX_SENTENCE
from service.http.problem_catalogue import CATALOGUE

STATUSES: Final = {
    errors.Malformed: HTTPStatus.BAD_REQUEST,
    errors.Unauthenticated: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.NotAcceptable: HTTPStatus.NOT_ACCEPTABLE,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.Gone: HTTPStatus.GONE,
    errors.Stale: HTTPStatus.PRECONDITION_FAILED,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.Nonsense: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.PreconditionMissing: HTTPStatus.PRECONDITION_REQUIRED,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

# Problems that Flask and Werkzeug raise by themselves; their own texts are pages for browsers.
OWN_CODES: Final = {
    HTTPStatus.BAD_REQUEST: "invalid-parameter",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "payload-too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported-media-type",
}

PROBLEM: Final = "application/problem+json"

_CHALLENGE: Final = ("WWW-Authenticate", 'Bearer realm="hashlevy"')
_RETRY: Final = ("Retry-After", "1")
_VARY: Final = ("Vary", "Accept-Language")

_log = structlog.get_logger()


def answer_problems(app: Flask) -> None:
    """Have *app* answer every refusal, every error of Flask's own and everything unforeseen with a problem."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, refused_by_flask)
    app.register_error_handler(Exception, unforeseen)


def refused(refusal: Refusal) -> Response:
    """Answer what the service refuses."""
    refusal = confirmed(refusal)
    status = next(STATUSES[kind] for kind in type(refusal).__mro__ if kind in STATUSES)
    headers = []
    if status == HTTPStatus.UNAUTHORIZED:
        headers.append(_CHALLENGE)
    if isinstance(refusal, (errors.Unavailable, errors.NotYet)):
        headers.append(_RETRY)
    members = refusal.extra | _members(refusal.code, status, refusal.detail, refusal.faults)
    return _answer(members, status, headers)


def refused_by_flask(error: HTTPException) -> Response | HTTPException:
    """Answer what Flask and Werkzeug refuse, and let through what is no refusal, such as a redirection."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    status = HTTPStatus(error.code)
    other = "internal-error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid-parameter"
    headers = [(name, value) for name, value in error.get_headers(request.environ) if name in ("Allow", "Retry-After")]
    return _answer(_members(OWN_CODES.get(status, other), status, _detail(error, status)), status, headers)


def unforeseen(error: Exception) -> Response:
    """Answer what nobody foresaw without a word about the inside; the log has it all under the request's name."""
    _log.error("unforeseen", request_id=request_id(), method=request.method, path=request.path, exc_info=error)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    detail = f"The service met something that it did not foresee; the logs have it under {request_id()}."
    return _answer(_members("internal-error", status, detail), status, [])


def _members(code: str, status: HTTPStatus, detail: str, faults: Iterable[Fault] = ()) -> dict[str, Any]:
    return {
        "type": f"/problems/{code}",
        "title": CATALOGUE[code].said[language()].title if code in CATALOGUE else status.phrase,
        "status": status.value,
        "detail": _shown(detail),
        "instance": quote(request.path[:MAX_INSTANCE]),
        "code": code,
        "request_id": request_id(),
        "errors": list(_told(faults)),
    }


def _told(faults: Iterable[Fault]) -> Iterator[dict[str, Json]]:
    """Tell of *faults*, from the first on as far as there is room; what they repeat of the request has no bound."""
    room = MAX_FAULTS_BYTES
    for fault in islice(faults, MAX_FAULTS):
        told: dict[str, Json] = fault._replace(message=_shown(fault.message))._asdict()
        room -= len(canonical(told))
        if room < 0:
            return
        yield told


def _shown(sentence: str) -> str:
    return sentence if len(sentence) <= MAX_SENTENCE else f"{sentence[: MAX_SENTENCE - 1]}…"


def _detail(error: HTTPException, status: HTTPStatus) -> str:
    if status == HTTPStatus.NOT_FOUND:
        return "There is nothing at this address. The addresses are in /openapi.yaml, and readable in /docs."
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return f"This address does not take {request.method[:20]}. The header Allow lists the methods that it takes."
    return error.description or status.phrase


def _answer(members: dict[str, Any], status: HTTPStatus, headers: list[tuple[str, str]]) -> Response:
    said = [("Content-Language", language()), _VARY, *headers]
    return Response(canonical(members), status.value, said, content_type=PROBLEM)
