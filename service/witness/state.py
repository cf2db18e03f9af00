"""
What a witness remembers: of each log the last checkpoint that it cosigned, durable before anybody is told.

SQLite of the standard library with a rollback journal, which every version of the library keeps without loss where
`synchronous` is EXTRA; a write-ahead log is safe from 3.51.3 on only, and a witness writes too little to gain by it.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple, Self

from service.evidence.checkpoints import Checkpoint
from service.evidence.merkle import EMPTY_ROOT
from service.witness.files import put_in_place

SIZE_MAX: Final = 2**63 - 1  # what SQLite can count to
_BUSY_SECONDS: Final = 5
_FORM: Final = 0x77746E31  # "wtn1": marks the file as ours, and as of this form
_TABLES: Final = f"""
    CREATE TABLE cosigned (
        origin TEXT NOT NULL PRIMARY KEY,
        size   INTEGER NOT NULL CHECK (size >= 0),
        root   BLOB NOT NULL CHECK (length(root) = 32),
        note   TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE contradictions (
        origin TEXT NOT NULL,
        size   INTEGER NOT NULL,
        root   BLOB NOT NULL,
        note   TEXT NOT NULL,
        beside TEXT NOT NULL,
        PRIMARY KEY (origin, size, root)
    ) WITHOUT ROWID;
    CREATE TRIGGER cosigned_never_shrinks BEFORE UPDATE ON cosigned
        WHEN NEW.origin <> OLD.origin OR NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
        BEGIN SELECT RAISE(ABORT, 'a witness goes back behind nothing that it cosigned'); END;
    CREATE TRIGGER cosigned_stays BEFORE DELETE ON cosigned
        BEGIN SELECT RAISE(ABORT, 'a witness forgets no log'); END;
    PRAGMA user_version = {_FORM};
"""


class StateUnusable(Exception):
    """The file of what was cosigned is missing, damaged or no such file; without it nothing may be cosigned."""


class Seen(NamedTuple):
    """The last checkpoint of a log that was cosigned, and the *note* with both signatures; empty before the first."""

    size: int = 0
    root: bytes = EMPTY_ROOT
    note: str = ""


class Contradiction(NamedTuple):
    """Two checkpoints that a log signed for one size with two roots: *beside* was cosigned, *note* was refused."""

    origin: str
    size: int
    note: str
    beside: str


class State:
    """What was cosigned, in a file; safe to share between threads, processes, and with a second start by mistake."""

    def __init__(self, path: Path) -> None:
        """
        Open what `create` made.

        Raises:
            StateUnusable: it is not there, or no such file.
        """
        # Opened for each question, and never made again in passing: a witness whose file is gone must not begin anew.
        self._address = f"{path.absolute().as_uri()}?mode=rw"
        with self._open() as connection:
            if connection.execute("PRAGMA user_version").fetchone() != (_FORM,):
                raise StateUnusable(f"{path} is not the state of a witness, or that of a later release")

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make the file, where there is nothing, for its owner alone."""
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        os.close(descriptor)
        part = Path(name)
        connection = sqlite3.connect(part, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.executescript(f"BEGIN; {_TABLES} COMMIT;")
        finally:
            connection.close()
        put_in_place(part, path)
        return cls(path)

    def seen(self, origin: str) -> Seen:
        """Return the last checkpoint of the log *origin* that was cosigned."""
        with self._open() as connection:
            row = connection.execute("SELECT size, root, note FROM cosigned WHERE origin = ?", (origin,)).fetchone()
        return Seen() if row is None else Seen(*row)

    def move(self, before: Seen, checkpoint: Checkpoint, note: str) -> bool:
        """
        Remember *checkpoint* as the last one of its log if *before* still is, and return once that is durable.

        Returns whether it was; if not, somebody else moved it, and what was signed meanwhile must not leave the house.
        """
        new = (checkpoint.size, checkpoint.root, note, checkpoint.origin)
        with self._open() as connection:
            if before.note:
                moved = connection.execute(
                    "UPDATE cosigned SET size = ?, root = ?, note = ? WHERE origin = ? AND size = ? AND root = ?",
                    (*new, before.size, before.root),
                )
            else:
                moved = connection.execute(
                    "INSERT INTO cosigned (size, root, note, origin) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", new
                )
            return moved.rowcount == 1

    def contradict(self, checkpoint: Checkpoint, note: str, beside: str) -> bool:
        """Keep the proof that a log signed two roots for one size; return whether it is new."""
        with self._open() as connection:
            kept = connection.execute(
                "INSERT INTO contradictions (origin, size, root, note, beside) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (checkpoint.origin, checkpoint.size, checkpoint.root, note, beside),
            )
            return kept.rowcount == 1

    def contradictions(self) -> list[Contradiction]:
        """Return all proofs that were kept."""
        with self._open() as connection:
            rows = connection.execute("SELECT origin, size, note, beside FROM contradictions ORDER BY origin, size")
            return [Contradiction(*row) for row in rows]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self._address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
            try:
                connection.execute("PRAGMA synchronous = EXTRA")
                yield connection
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise StateUnusable(f"the state of the witness cannot be used: {error}") from error
