"""Serve a witness: gunicorn in this process, with one child and some threads; it needs no database and no settings."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from gunicorn.app.base import BaseApplication

from service import logs

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

# A log asks once in some seconds; of those who ask slower than they should, so many may do so at once.
_THREADS: Final = 16
_SECONDS: Final = 30

_Wsgi = Callable[["WSGIEnvironment", "StartResponse"], Iterable[bytes]]


class _Server(BaseApplication):
    def __init__(self, application: _Wsgi, listening: socket.socket) -> None:
        self._application = application
        self._listening = listening
        super().__init__()

    def load_config(self) -> None:
        lines = logs.standard_library("info")
        lines["loggers"]["gunicorn.error"] = {"handlers": [], "propagate": True}
        settings: dict[str, Any] = {
            "bind": [f"fd://{self._listening.detach()}"],
            "workers": 1,
            "worker_class": "gthread",
            "threads": _THREADS,
            "timeout": _SECONDS,
            "keepalive": _SECONDS,
            "control_socket_disable": True,
            "logger_class": "service.serving.server_log.ServerLog",
            "logconfig_dict": lines,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._application


def serve_witness(application: _Wsgi, listening: socket.socket) -> None:
    """Answer on *listening* by *application* until SIGTERM or Ctrl-C, and end this process."""
    _Server(application, listening).run()
