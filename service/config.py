"""The settings of the service, read once from the environment; nothing else reads it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from service.domain.identifiers import is_identifier

Value = TypeVar("Value")

DEFAULT_DATABASE_URL: Final = "sqlite:///var/hashlevy.db"
_EMBEDDED: Final = "sqlite:///"
PROFILES: Final = ("development", "production")
LOG_LEVELS: Final = ("debug", "info", "warning", "error")

# What answers requests promises, and signs no checkpoints: it is not given what could.
SIGN_CHECKPOINTS: Final = ("HASHLEVY_CHECKPOINT_KEY", "HASHLEVY_CHECKPOINT_ML_DSA_44_KEY")

_WHOLE: Final = re.compile(r"[0-9]{1,6}")
_MAX_PORT: Final = 65535
_MAX_WORKERS: Final = 256
_MAX_SECONDS: Final = 3600
_A_DAY_SECONDS: Final = 86_400


class Misconfigured(Exception):
    """Variables of the environment that cannot be used; its text names each, what it says, and what is expected."""


@dataclass(frozen=True, slots=True)
class Config:
    """
    What can be set from outside.

    *workers* are processes and *threads* are in each of them. *graceful_seconds* is how long a stopping service waits
    for the requests that it has begun to answer. *metrics_directory* is where worker processes add up their figures.
    *keys_directory* (none: see `keys`) holds what signs for the log, *log_origin* is the log's name (none: one that it
    makes itself), and what is acknowledged is in the log *merge_delay_seconds* later; *checkpoint_file* see `outside`.
    A production *profile* does not start where an acknowledged write could be lost. *preload* is what the loader puts
    before everything else; *started_event* names the event by which `serve` told of its start, for its children.
    *stamp_authority* is the address of who stamps checkpoints with the time (RFC 3161), once in *stamp_seconds*, and
    *stamp_roots* the file (PEM) of the certificates that answer for it.
    *witnesses_file* (C2SP tlog-policy) says who witnesses the log, each asked once in *witness_seconds*. *ml_dsa_44*
    puts a second signature under checkpoints, which stays good where Ed25519 is broken. *checkpoint_key*, *promise_key*
    and *checkpoint_ml_dsa_44_key* are secrets: keys in place of files, which no text of these settings shows.
    """

    database_url: str = DEFAULT_DATABASE_URL
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 8
    graceful_seconds: int = 30
    log_level: str = "info"
    metrics_directory: str | None = None
    keys_directory: str | None = None
    log_origin: str | None = None
    merge_delay_seconds: int = 60
    checkpoint_file: str | None = None
    profile: str = "development"
    preload: str = ""
    started_event: str | None = None
    witnesses_file: str | None = None
    witness_seconds: int = 10
    stamp_authority: str | None = None
    stamp_roots: str | None = None
    stamp_seconds: int = 3600
    ml_dsa_44: bool = False
    checkpoint_key: str = field(default="", repr=False)
    promise_key: str = field(default="", repr=False)
    checkpoint_ml_dsa_44_key: str = field(default="", repr=False)

    @property
    def outside(self) -> Path:
        """The file in which the last signed checkpoint stands outside of the database: set, or beside the keys."""
        return Path(self.checkpoint_file) if self.checkpoint_file else self.keys / "last-checkpoint"

    @property
    def keys(self) -> Path:
        """The directory of the keys: where nothing is set, `keys` beside the embedded database, or in `var`."""
        if self.keys_directory is not None:
            return Path(self.keys_directory)
        _, embedded, path = self.database_url.partition(_EMBEDDED)
        return (
            Path(path.partition("?")[0] if embedded else DEFAULT_DATABASE_URL.removeprefix(_EMBEDDED)).parent / "keys"
        )

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
            graceful_seconds=variables.take("HASHLEVY_GRACEFUL_SECONDS", default.graceful_seconds, _seconds(0)),
            log_level=variables.take("LOG_LEVEL", default.log_level, _one_of(LOG_LEVELS)),
            metrics_directory=variables.take("PROMETHEUS_MULTIPROC_DIR", default.metrics_directory, str),
            keys_directory=variables.take("HASHLEVY_KEYS_DIRECTORY", default.keys_directory, str),
            log_origin=variables.take("HASHLEVY_LOG_ORIGIN", default.log_origin, str),
            merge_delay_seconds=variables.take(
                "HASHLEVY_MERGE_DELAY_SECONDS", default.merge_delay_seconds, _seconds(1)
            ),
            checkpoint_file=variables.take("HASHLEVY_CHECKPOINT_FILE", default.checkpoint_file, str),
            profile=variables.take("HASHLEVY_PROFILE", default.profile, _one_of(PROFILES)),
            preload=variables.take("LD_PRELOAD", default.preload, str),
            started_event=variables.take("HASHLEVY_STARTED_EVENT", default.started_event, _event),
            witnesses_file=variables.take("HASHLEVY_WITNESSES", default.witnesses_file, str),
            witness_seconds=variables.take("HASHLEVY_WITNESS_SECONDS", default.witness_seconds, _seconds(1)),
            stamp_authority=variables.take("HASHLEVY_STAMP_AUTHORITY", default.stamp_authority, str),
            stamp_roots=variables.take("HASHLEVY_STAMP_ROOTS", default.stamp_roots, str),
            stamp_seconds=variables.take("HASHLEVY_STAMP_SECONDS", default.stamp_seconds, _whole(1, _A_DAY_SECONDS)),
            ml_dsa_44=variables.take("HASHLEVY_ML_DSA_44", "off", _one_of(("on", "off"))) == "on",
            checkpoint_key=variables.take("HASHLEVY_CHECKPOINT_KEY", "", str),
            promise_key=variables.take("HASHLEVY_PROMISE_KEY", "", str),
            checkpoint_ml_dsa_44_key=variables.take("HASHLEVY_CHECKPOINT_ML_DSA_44_KEY", "", str),
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
            "HASHLEVY_MERGE_DELAY_SECONDS": str(self.merge_delay_seconds),
            "HASHLEVY_PROFILE": self.profile,
            "HASHLEVY_WITNESS_SECONDS": str(self.witness_seconds),
            "HASHLEVY_STAMP_SECONDS": str(self.stamp_seconds),
            "HASHLEVY_ML_DSA_44": "on" if self.ml_dsa_44 else "off",
        }
        optional = {
            "HASHLEVY_KEYS_DIRECTORY": self.keys_directory,
            "HASHLEVY_LOG_ORIGIN": self.log_origin,
            "HASHLEVY_STARTED_EVENT": self.started_event,
            "HASHLEVY_CHECKPOINT_FILE": self.checkpoint_file,
            "HASHLEVY_WITNESSES": self.witnesses_file,
            "HASHLEVY_STAMP_AUTHORITY": self.stamp_authority,
            "HASHLEVY_STAMP_ROOTS": self.stamp_roots,
            "HASHLEVY_CHECKPOINT_KEY": self.checkpoint_key or None,
            "HASHLEVY_PROMISE_KEY": self.promise_key or None,
            "HASHLEVY_CHECKPOINT_ML_DSA_44_KEY": self.checkpoint_ml_dsa_44_key or None,
        }
        inherited = {name: value for name, value in os.environ.items() if name not in optional}
        return inherited | settings | {name: value for name, value in optional.items() if value is not None}


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


def _seconds(least: int) -> Callable[[str], int]:
    return _whole(least, _MAX_SECONDS)


def _url(text: str) -> str:
    # The name alone means psycopg 3 to the store; hosting services give the old scheme.
    if text.startswith("postgres://"):
        return "postgresql://" + text.removeprefix("postgres://")
    if not text.startswith((_EMBEDDED, "postgresql://", "postgresql+psycopg://")):
        raise ValueError("sqlite:///var/hashlevy.db or postgresql://user@host/name")
    return text


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"one of {', '.join(words)}")
        return text.lower()

    return read


def _event(text: str) -> str:
    if not is_identifier(text, "event"):
        raise ValueError("the identifier of an event; it is set by `serve`, for its children")
    return text
