"""What every request goes through: it gets a name, and its answer is counted and told to the log, without bodies."""

from __future__ import annotations

import re
from http import HTTPStatus
from time import perf_counter
from typing import Final

import structlog
from flask import Flask, Response, g, request

from service.domain.identifiers import new_identifier
from service.http.context import service
from service.http.metrics import Metrics

HEADER: Final = "X-Request-Id"
_SANE: Final = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_UNROUTED: Final = "none"
# Asked every few seconds by machines: told to the log only when they go wrong.
_QUIET: Final = frozenset({"live", "ready", "metrics"})
_FILING: Final = frozenset({"createReport", "submitReport"})

_log = structlog.get_logger()


def watch(app: Flask, metrics: Metrics) -> None:
    """Have *app* name, count and tell each of its requests."""

    def ended(response: Response) -> Response:
        operation = (request.endpoint or _UNROUTED).rpartition(".")[2]
        seconds = perf_counter() - g.began
        response.headers.add(HEADER, g.request_id)
        metrics.answered(operation, _method(), response.status_code, seconds)
        if operation in _FILING and response.status_code < HTTPStatus.BAD_REQUEST and _is_first(response):
            metrics.filed(response.get_data())
        _tell(operation, response.status_code, seconds)
        return response

    app.before_request(_begun)
    app.after_request(ended)


def _is_first(response: Response) -> bool:
    return "Idempotent-Replayed" not in response.headers


def _begun() -> None:
    g.began = perf_counter()
    sent = request.headers.get(HEADER)
    g.request_id = sent if sent and _SANE.fullmatch(sent) else new_identifier("request", service().clock())


def _method() -> str:
    """Return the method; whatever else was sent for one is no name for a figure."""
    return request.method if request.url_rule is not None or request.method in ("GET", "POST") else "other"


def _tell(operation: str, status: int, seconds: float) -> None:
    if operation in _QUIET and status < HTTPStatus.BAD_REQUEST:
        return
    _log.info(
        "request",
        request_id=g.request_id,
        operation=operation,
        method=request.method[:20],
        path=request.path[:200],
        status=status,
        milliseconds=round(seconds * 1000, 3),
        key=g.get("key"),
    )
