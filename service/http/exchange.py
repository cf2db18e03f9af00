"""
What every request and answer goes through, outside of Flask: names, constant headers, figures, and a line in the log.

Flask's own hooks would do, at fifty microseconds a request: each is looked up, asked whether it is asynchronous, and
reaches its request through proxies, and each header is checked, copied and checked again. Out here an answer's headers
are a plain list.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

import structlog

from service.domain.clock import Clock
from service.domain.identifiers import new_identifier
from service.http.context import KEY, REQUEST_ID
from service.http.metrics import Metrics

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Nothing caches, frames or guesses what an answer is, unless it says otherwise itself, as pages do.
HEADERS: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
)
_NAME: Final = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_UNROUTED: Final = "none"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS", "PUT"})
# Asked every few seconds by machines: told to the log only when they go wrong.
_QUIET: Final = frozenset({"live", "ready", "metrics"})

_log = structlog.get_logger()


class Exchange:
    """An application whose requests are named, counted and told to the log, without bodies."""

    def __init__(self, application: WSGIApplication, clock: Clock, metrics: Metrics) -> None:
        """Wrap *application*."""
        self._application = application
        self._clock = clock
        self._metrics = metrics

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        began = perf_counter()
        name = environ[REQUEST_ID] = self._name(environ)
        code, operation = HTTPStatus.INTERNAL_SERVER_ERROR.value, _UNROUTED

        def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            nonlocal code, operation
            code, operation = int(status[:3]), _operation(environ)
            given = {name for name, _ in headers}
            headers.extend(header for header in HEADERS if header[0] not in given)
            headers.append(("X-Request-Id", name))
            return start_response(status, headers, *failure)

        try:
            return self._application(environ, start)
        finally:
            self._tell(environ, operation, code, perf_counter() - began)

    def _name(self, environ: WSGIEnvironment) -> str:
        sent = environ.get("HTTP_X_REQUEST_ID")
        return sent if sent and _NAME.fullmatch(sent) else new_identifier("request", self._clock())

    def _tell(self, environ: WSGIEnvironment, operation: str, status: int, seconds: float) -> None:
        method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in _METHODS else "other"
        self._metrics.answered(operation, method, status, seconds)
        if operation in _QUIET and status < HTTPStatus.BAD_REQUEST:
            return
        _log.info(
            "request",
            request_id=environ[REQUEST_ID],
            operation=operation,
            method=method,
            path=environ["PATH_INFO"][:200],
            status=status,
            milliseconds=round(seconds * 1000, 3),
            key=environ.get(KEY),
        )


def _operation(environ: WSGIEnvironment) -> str:
    """Return what Flask is answering; it forgets its request as soon as that is done."""
    return (environ["werkzeug.request"].endpoint or _UNROUTED).rpartition(".")[2]
