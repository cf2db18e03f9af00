"""The web application, wired: `create_app(config)` for tests and programs, `from_environment()` for gunicorn."""

from __future__ import annotations

from flask import Flask

from service import logs, pages
from service.config import Config
from service.http.interface import put_interface
from service.http.metrics import Metrics
from service.usecases.node import checked
from service.wiring import open_service


def create_app(config: Config) -> Flask:
    """
    Make the application.

    Raises:
        NotDurable: a production profile would lose what it acknowledges.
        Unavailable: the store cannot be read.
    """
    app, service = Flask("service", static_folder=None), open_service(config)
    # Also where gunicorn is started without `serve`; its workers then do not come up, and it ends.
    checked(service.node, service.store)
    put_interface(app, service, Metrics(config.metrics_directory))
    app.register_blueprint(pages.blueprint(service))
    return app


def from_environment() -> Flask:
    """Make the application that the environment asks for."""
    config = Config.from_environment()
    logs.configure(config.log_level)
    return create_app(config)
