"""Figures about the witnesses of the log for Prometheus; they are of the database, and so the same in all processes."""

from __future__ import annotations

import math
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from service.domain.errors import Unavailable
from service.usecases.cosigned import Standing
from service.usecases.read_witnesses import standings_of
from service.usecases.service import Service


def witness_figures(service: Service) -> bytes:
    """Return them in the text format; nothing while nobody witnesses the log, or the database does not answer."""
    try:
        found = standings_of(service)
    except Unavailable:
        return b""
    return _written(found) if found else b""


def _written(standings: Iterable[Standing]) -> bytes:
    registry = CollectorRegistry()
    age = Gauge(
        "hashlevy_witness_cosignature_age_seconds",
        "Since the last cosignature of a witness; infinite before the first",
        ("witness",),
        registry=registry,
    )
    size = Gauge(
        "hashlevy_witness_cosigned_leaves",
        "Leaves of the largest tree that a witness cosigned",
        ("witness",),
        registry=registry,
    )
    for standing in standings:
        age.labels(standing.name).set(math.inf if standing.age is None else standing.age.total_seconds())
        size.labels(standing.name).set(standing.size or 0)
    return generate_latest(registry)
