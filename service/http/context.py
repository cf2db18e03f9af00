"""What a request is answered with: the wired service, the figures, and the name of the request."""

from __future__ import annotations

from typing import Final

from flask import current_app, request

from service.http.metrics import Metrics
from service.usecases.service import Service

SERVICE: Final = "hashlevy"
METRICS: Final = "hashlevy_metrics"

# In the environment of a request (PEP 3333): its name, the identifier of the key that it came with, for the log, and
# that the bearer of this key was known from memory.
REQUEST_ID: Final = "hashlevy.request_id"
KEY: Final = "hashlevy.key"
FROM_MEMORY: Final = "hashlevy.from_memory"


def service() -> Service:
    """Return the service that this application was made for."""
    found: Service = current_app.extensions[SERVICE]
    return found


def metrics() -> Metrics:
    """Return the figures of this application."""
    found: Metrics = current_app.extensions[METRICS]
    return found


def request_id() -> str:
    """Return the name of this request in logs, audit events and problems."""
    name: str = request.environ[REQUEST_ID]
    return name
