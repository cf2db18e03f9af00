"""What a request is answered with: the wired service, and the name of the request."""

from __future__ import annotations

from typing import Final

from flask import current_app, g

from service.usecases.service import Service

SERVICE: Final = "hashlevy"
METRICS: Final = "hashlevy_metrics"


def service() -> Service:
    """Return the service that this application was made for."""
    found: Service = current_app.extensions[SERVICE]
    return found


def request_id() -> str:
    """Return the name of this request in logs, audit events and problems."""
    name: str = g.request_id
    return name
