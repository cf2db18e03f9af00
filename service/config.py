"""The settings of the service, read once from the environment; nothing else reads it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

Value = TypeVar("Value")

DEFAULT_DATABASE_URL: Final = "sqlite:///var/hashlevy.db"
LOG_LEVELS: Final = ("debug", "info", "warning", "error")

_WHOLE: Final = re.compile(r"[0-9]{1,6}")
_MAX_PORT: Final = 65535
_MAX_WORKERS: Final = 256
_MAX_SECONDS: Final = 3600


class Misconfigured(Exception):
    """Variables of the environment that cannot be used; its text names each, what it says, and what is expected."""


@dataclass(frozen=True, slots=True)
class Config:
    """
    What can be set from outside.

    *workers* are processes and *threads* are in each of them. *graceful_seconds* is how long a stopping service waits
    for the requests that it has begun to answer. *metrics_directory* is where worker processes add up their figures.
    """

    database_url: str = DEFAULT_DATABASE_URL
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 8
    graceful_seconds: int = 30
    log_level: str = "info"
    metrics_directory: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Config:
        """
        Read the settings; what is not set, or empty, has its default.

        Raises:
            Misconfigured: names every variable that cannot be used.
        """
        variables, default = _Variables(os.environ if environment is None else environment), cls()
        config = cls(
            database_url=variables.take("DATABASE_URL", default.database_url, _url),
            host=variables.take("HOST", default.host, str),
            port=variables.take("PORT", default.port, _whole(0, _MAX_PORT)),
            workers=variables.take("HASHLEVY_WORKERS", default.workers, _whole(1, _MAX_WORKERS)),
            threads=variables.take("HASHLEVY_THREADS", default.threads, _whole(1, _MAX_WORKERS)),
            graceful_seconds=variables.take(
                "HASHLEVY_GRACEFUL_SECONDS", default.graceful_seconds, _whole(0, _MAX_SECONDS)
            ),
            log_level=variables.take("LOG_LEVEL", default.log_level, _log_level),
            metrics_directory=variables.take("PROMETHEUS_MULTIPROC_DIR", default.metrics_directory, str),
        )
        variables.refuse_unusable()
        return config

    def environment(self) -> dict[str, str]:
        """Return the environment in which a child process has these settings too."""
        settings = {
            "DATABASE_URL": self.database_url,
            "HOST": self.host,
            "PORT": str(self.port),
            "HASHLEVY_WORKERS": str(self.workers),
            "HASHLEVY_THREADS": str(self.threads),
            "HASHLEVY_GRACEFUL_SECONDS": str(self.graceful_seconds),
            "LOG_LEVEL": self.log_level,
        }
        return {**os.environ, **settings}


class _Variables:
    """Reads variables, and remembers what was wrong with them until all are read."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._faults: list[str] = []

    def take(self, name: str, default: Value, read: Callable[[str], Value]) -> Value:
        text = self._environment.get(name, "").strip()
        if not text:
            return default
        try:
            return read(text)
        except ValueError as error:
            self._faults.append(f"{name}={text!r}: expected {error}")
            return default

    def refuse_unusable(self) -> None:
        if self._faults:
            raise Misconfigured("The environment cannot be used.\n  " + "\n  ".join(self._faults))


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if _WHOLE.fullmatch(text) and least <= int(text) <= most:
            return int(text)
        raise ValueError(f"a whole number from {least} to {most}")

    return read


def _url(text: str) -> str:
    # The name alone means psycopg 3 to the store; hosting services give the old scheme.
    if text.startswith("postgres://"):
        return "postgresql://" + text.removeprefix("postgres://")
    if not text.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("sqlite:///var/hashlevy.db or postgresql://user@host/name")
    return text


def _log_level(text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise ValueError(f"one of {', '.join(LOG_LEVELS)}")
    return text.lower()
