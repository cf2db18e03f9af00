"""
The last signed checkpoint, kept outside the database too: a file that only goes forwards, synced before it is shown.

Whoever restores an old copy of the database finds it behind this file, and cannot sign another history unnoticed.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from service.audit.points import Pass, Point, nothing_happens
from service.domain.errors import Unavailable
from service.evidence.checkpoints import Checkpoint, read_checkpoint
from service.evidence.notes import BadNote, read_note

_MODE: Final = 0o600
_DIRECTORY_MODE: Final = 0o700


class Outside:
    """The file of the last checkpoint that this machine has signed."""

    def __init__(self, path: Path) -> None:
        """Name the file; there is none before the first signature."""
        self.path = path

    def last(self) -> Checkpoint | None:
        """
        Return the checkpoint in the file; nothing where there is no file.

        Raises:
            Unavailable: `audit-log-frozen`, it cannot be read, so nobody knows what was signed; or it is contradicted.
        """
        self.demand_uncontradicted()
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise frozen(f"{self.path} cannot be read: {error.strerror}") from error
        try:
            return read_checkpoint(read_note(data).text)
        except BadNote as error:
            raise frozen(f"{self.path} holds no checkpoint: {error}") from error

    @contextmanager
    def alone(self, *, patient: bool = True) -> Iterator[bool]:
        """
        Keep other processes of this machine from signing meanwhile; the lock ends with its process.

        Gives whether that could be done at once, where whoever asks is not *patient*.
        """
        try:
            self.path.parent.mkdir(mode=_DIRECTORY_MODE, parents=True, exist_ok=True)
            descriptor = os.open(self.path.with_name(f"{self.path.name}.lock"), os.O_RDWR | os.O_CREAT, _MODE)
        except OSError as error:
            raise frozen(f"{self.path} cannot be locked: {error.strerror}") from error
        try:
            yield _locked(descriptor, patient=patient)
        finally:
            os.close(descriptor)

    def replace(self, note: bytes, *, at: Pass = nothing_happens) -> None:
        """Put *note* into the file, whole or not at all, and durably: file and directory are synced."""
        written = self.path.with_name(f".{self.path.name}.new")
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(note)
            file.flush()
            at(Point.BEFORE_SYNC)
            os.fsync(file.fileno())
        at(Point.BEFORE_RENAME)
        written.replace(self.path)
        at(Point.AFTER_RENAME)
        directory = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def beginning(self) -> bytes | None:
        """
        Return the hash of the first leaf of the log that the file is of; nothing where nobody kept it.

        Raises:
            Unavailable: `audit-log-frozen`, it cannot be read.
        """
        try:
            return bytes.fromhex(self._beginning.read_text("ascii").strip())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise frozen(f"{self._beginning} cannot be read: {error}") from error

    def begin(self, first: bytes) -> None:
        """Keep the hash of the *first* leaf."""
        Outside(self._beginning).replace(f"{first.hex()}\n".encode())

    def contradict(self, why: str) -> None:
        """Stop signing on this machine, whoever signs: somebody who is believed has seen another history of the log."""
        self.path.parent.mkdir(mode=_DIRECTORY_MODE, parents=True, exist_ok=True)
        Outside(self._contradiction).replace(f"{why}\n".encode())

    def demand_uncontradicted(self) -> None:
        """
        Demand that nobody has seen another history of the log.

        Raises:
            Unavailable: `audit-log-frozen`.
        """
        try:
            why = self._contradiction.read_text("utf-8").strip()
        except FileNotFoundError:
            return
        except OSError as error:
            raise frozen(f"{self._contradiction} cannot be read: {error.strerror}") from error
        raise frozen(f"{why} ({self._contradiction})")

    @property
    def _contradiction(self) -> Path:
        return self.path.with_name(f"{self.path.name}.contradicted")

    @property
    def _beginning(self) -> Path:
        return self.path.with_name(f"{self.path.name}.begins")

    def put_aside(self, name: str) -> Path:
        """
        Rename what stops the signing, so that it begins again from what the database holds; somebody has to want this.

        Returns where it is then.
        """
        aside = self.path.with_name(name)
        beside = Outside(aside)
        pairs = ((self._contradiction, beside._contradiction), (self._beginning, beside._beginning), (self.path, aside))
        for there, then in pairs:
            if there.exists():
                there.rename(then)
        return aside


def _locked(descriptor: int, *, patient: bool) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if patient else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def frozen(why: str) -> Unavailable:
    """Return what is said when nothing may be signed, and how an operator gets out of it."""
    return Unavailable(
        "audit-log-frozen",
        f"No checkpoint of the audit log is signed: {why}. Writes go on and are kept. Restore the database that the "
        "last checkpoint is of; where that is lost for good, run: hashlevy audit unfreeze --reason TEXT",
    )
