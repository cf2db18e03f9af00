"""Figures about the service for Prometheus: few, and none that names a tenant."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4

# From a warm estimate to a request that something has gone wrong with.
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
# How an assessment begins in canonical JSON; inside of a string its quotes would be escaped.
_ASSESSMENT: Final = b'"object":"assessment"'


class Metrics:
    """
    The figures of one application.

    With a *directory*, which all worker processes share, `written` adds them up; without one they are of this process.
    """

    def __init__(self, directory: str | None = None) -> None:
        """Declare the figures."""
        self._directory = directory
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "hashlevy_requests", "Requests answered", ("operation", "method", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "hashlevy_request_seconds",
            "Time to answer",
            ("operation",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._assessments = Counter("hashlevy_assessments", "Assessments filed", registry=self._registry)
        # Finding a series by its labels takes longer than counting in it.
        self._found: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def answered(self, operation: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        key = (operation, method, status)
        series = self._found.get(key)
        if series is None:
            series = self._found[key] = (
                self._requests.labels(operation, method, str(status)),
                self._seconds.labels(operation),
            )
        series[0].inc()
        series[1].observe(seconds)

    def filed(self, body: bytes) -> None:
        """Count the assessments in the answer to a filing."""
        self._assessments.inc(body.count(_ASSESSMENT))

    def written(self) -> bytes:
        """Return the figures in the text format of Prometheus."""
        if self._directory is None:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=self._directory)  # type: ignore[no-untyped-call] # it ships none
        return generate_latest(registry)
