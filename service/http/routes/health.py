"""`/livez`, `/readyz` and `/metrics`: for machines that watch this one."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.domain.errors import Unavailable
from service.http.answers import json_answer
from service.http.context import metrics, service
from service.http.metrics import CONTENT_TYPE

HEALTH: Final = Blueprint("health", __name__)


@HEALTH.get("/livez", endpoint="live")
def live() -> Response:
    """Say that the process answers; nothing else is asked, so that no slow database gets it killed."""
    return json_answer({"status": "alive"})


@HEALTH.get("/readyz", endpoint="ready")
def ready() -> Response:
    """Say that the database answers, has the right tables, and that the law is loaded."""
    service().store.ready()
    if not service().library.schedules():
        raise Unavailable("unavailable", "No schedule is recorded. Start the service with `serve`, which records them.")
    return json_answer({"status": "ready"})


@HEALTH.get("/metrics", endpoint="metrics")
def figures() -> Response:
    """Give the figures about the service."""
    return Response(metrics().written(), content_type=CONTENT_TYPE)
