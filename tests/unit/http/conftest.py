"""The interface over the shipped law, without a store: enough for everything that needs no key."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.http.interface import put_interface
from service.http.metrics import Metrics
from service.usecases.record_library import shipped_library
from service.usecases.service import Service

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def app() -> Flask:
    """Put the interface on an application whose clock stands still."""
    app = Flask("service", static_folder=None)
    put_interface(app, Service(None, shipped_library(datetime(2026, 10, 1, tzinfo=UTC)), lambda: NOW), Metrics())
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Ask it."""
    return app.test_client()
