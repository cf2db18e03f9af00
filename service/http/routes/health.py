"""`/livez`, `/readyz`, `/metrics` and `/v1/durability`: for whoever watches this node."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.audit.signing import demand_sound
from service.domain.errors import Unavailable
from service.http.answers import json_answer
from service.http.context import metrics, service
from service.http.metrics import CONTENT_TYPE
from service.http.witness_figures import witness_figures
from service.usecases.node import read_durability

HEALTH: Final = Blueprint("health", __name__)


@HEALTH.get("/livez", endpoint="live")
def live() -> Response:
    """Say that the process answers; nothing else is asked, so that no slow database gets it killed."""
    return json_answer({"status": "alive"})


@HEALTH.get("/readyz", endpoint="ready")
def ready() -> Response:
    """Say that the database answers and has its tables, that the log is signed and promised, and that law is loaded."""
    service().store.ready()
    if (outside := service().outside) is not None:
        demand_sound(service().store, outside)
    if (promising := service().promising) is not None:
        with service().store.reading() as reading:
            promising.notice(reading.log_key_changes)
    if not service().library.schedules():
        raise Unavailable("unavailable", "No schedule is recorded. Start the service with `serve`, which records them.")
    return json_answer({"status": "ready"})


@HEALTH.get("/v1/durability", endpoint="readDurability")
def durability() -> Response:
    """Say what this node found when it looked whether it loses nothing; open, as the event of it is in the log."""
    return json_answer(read_durability(service()))


@HEALTH.get("/metrics", endpoint="metrics")
def figures() -> Response:
    """Give the figures about the service."""
    return Response(metrics().written() + witness_figures(service()), content_type=CONTENT_TYPE)
