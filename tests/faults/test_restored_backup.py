"""A database that is restored from an old backup: no other history is signed, writes go on, and the service says so."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from service.evidence.checkpoints import Checkpoint, read_checkpoint
from service.evidence.merkle import root_of
from service.evidence.notes import read_note
from service.store.database import Database
from tests.faults.clients import Clients
from tests.faults.reading import read
from tests.faults.serving import Serving

pytestmark = [
    pytest.mark.faults_at_length,
    pytest.mark.skipif(find_spec("service.audit.signing") is None, reason="checkpoints are not signed by this version"),
]

BACKUP: Final = "restore of an old backup"
SECONDS_MAX: Final = 60
# Longer than a worker rests between two pieces of work, by far.
PATIENCE_SECONDS: Final = 5


class Past(NamedTuple):
    """What was, before the old backup was put in its place: the hashes of all leaves, and what clients saw signed."""

    hashes: list[bytes]
    seen: list[Checkpoint]
    key: str


def checkpoint_of(serving: Serving) -> Checkpoint | None:
    """Return the checkpoint that anybody is shown; nothing before there is one."""
    status, note = serving.ask("GET", "/log/v1/checkpoint")
    return read_checkpoint(read_note(note.encode()).text) if status == 200 else None


def wait_for_another(serving: Serving, than: Checkpoint | None) -> Checkpoint:
    """Return the first checkpoint of a larger tree *than* that one."""
    latest = time.monotonic() + SECONDS_MAX
    while True:
        found = checkpoint_of(serving)
        if found is not None and (than is None or found.size > than.size):
            return found
        assert time.monotonic() < latest, "nothing is signed"
        time.sleep(0.2)


def write(serving: Serving, key: str, number: int = 5) -> None:
    """Let clients have so many writes acknowledged."""
    clients = Clients(lambda: serving.port, lambda: key, number=2)
    with clients.writing():
        clients.wait_for(number)
    clients.settle()


def restored(folder: Path) -> Past:
    """Let a service write and sign, keep a copy of its database, let it go on, and put the copy in its place."""
    database, backup = folder / "hashlevy.db", folder / "backup"
    backup.mkdir()
    with Serving(folder) as serving:
        key = serving.key
        write(serving, key)
        seen = [wait_for_another(serving, None)]
    _copy(database, backup)
    with Serving(folder) as serving:
        write(serving, key, 10)
        seen.append(wait_for_another(serving, seen[0]))
    hashes = _hashes(database)
    for part in database.parent.glob(f"{database.name}*"):
        part.unlink()
    _copy(backup / database.name, folder)
    return Past(hashes, seen, key)


def conflicts(past: Past, seen: Iterable[Checkpoint]) -> list[str]:
    """Return which checkpoints are not of the log that there was."""
    return [
        f"another history: a tree of {found.size} leaves"
        for found in seen
        if found.size > len(past.hashes) or root_of(past.hashes[: found.size]) != found.root
    ]


@pytest.mark.fault(BACKUP, "writes go on, nothing is signed, and /readyz says so")
def test_a_database_that_is_behind_what_was_signed_signs_nothing_more(folder: Path) -> None:
    """The last checkpoint stands outside of the database, and the database does not continue it."""
    past = restored(folder)
    assert [] == conflicts(past, past.seen)

    with Serving(folder) as serving:
        write(serving, past.key)
        time.sleep(PATIENCE_SECONDS)
        status, problem = serving.ask("GET", "/readyz")
        after = checkpoint_of(serving)

    assert (503, "audit-log-frozen") == (status, problem["code"])
    assert after is not None
    assert [] == conflicts(past, [after])


@pytest.mark.control(BACKUP, "without the checkpoint outside")
def test_without_the_checkpoint_outside_another_history_is_signed_and_seen(
    folder: Path, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: whoever restores the database and loses that file too."""
    past = restored(folder)
    for kept in folder.rglob("last-checkpoint"):
        kept.unlink()

    with Serving(folder) as serving:
        before = checkpoint_of(serving)
        write(serving, past.key)
        after = wait_for_another(serving, before)

    caught(conflicts(past, [after]))


def _hashes(database: Path) -> list[bytes]:
    store = Database(f"sqlite:///{database}")
    with store.engine.connect() as connection:
        found = [bytes(digest) for (digest,) in read(connection, "SELECT hash FROM leaves ORDER BY position")]
    store.close()
    return found


def _copy(database: Path, folder: Path) -> None:
    """Copy a database that nobody has open, with its journal."""
    for part in database.parent.glob(f"{database.name}*"):
        shutil.copy(part, folder / part.name)
