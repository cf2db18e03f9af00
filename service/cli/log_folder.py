"""The folder that the audit log is exported to: every file whole or not there, and one who writes at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_LOCK: Final = ".lock"


class InUse(Exception):
    """Somebody else writes into the folder."""


class LogFolder:
    """Files below *path*."""

    def __init__(self, path: Path) -> None:
        """Name the folder; it is made when it is locked."""
        self._path = path

    @contextmanager
    def alone(self) -> Iterator[None]:
        """
        Keep other processes of this machine from writing meanwhile; the lock ends with its process.

        Raises:
            InUse: one of them does.
        """
        self._path.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError as error:
            raise InUse(f"{self._path} is being written to by another process") from error
        finally:
            os.close(descriptor)

    def has(self, path: str) -> bool:
        """Tell whether a file is there; it is whole then, because it had another name until it was."""
        return (self._path / path).is_file()

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file."""
        try:
            return (self._path / path).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, path: str, data: bytes) -> None:
        """Put a file there, on the disk before it has its name."""
        target = self._path / path
        begun = target.with_name(f".{target.name}.part")
        target.parent.mkdir(parents=True, exist_ok=True)
        with begun.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        begun.replace(target)

    def drop(self, path: str) -> None:
        """Take a folder away."""
        shutil.rmtree(self._path / path, ignore_errors=True)
