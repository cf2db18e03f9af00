"""The programs that serving consists of, as command lines."""

from __future__ import annotations

import sys

from service.config import Config


def web_server(config: Config, listening: int) -> list[str]:
    """Return the command line of gunicorn, which takes over the open socket of the descriptor *listening*."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "--config=python:service.gunicorn_config",
        f"--bind=fd://{listening}",
        f"--workers={config.workers}",
        f"--threads={config.threads}",
        f"--graceful-timeout={config.graceful_seconds}",
        f"--log-level={config.log_level}",
    ]


def worker() -> list[str]:
    """Return the command line of the worker, which ends with whoever started it."""
    return [sys.executable, "-m", "service.worker"]
