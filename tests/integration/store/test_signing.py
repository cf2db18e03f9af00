"""Checkpoints over a log in each kind of database: one history, whoever signs at once and whatever was restored."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import func, select

from service.audit.keys import SigningKey
from service.audit.outside import Outside
from service.audit.sequencing import sequence_pending
from service.audit.signing import Signing
from service.domain.errors import Unavailable
from service.evidence.checkpoints import read_checkpoint
from service.evidence.notes import read_note, signed_by
from service.store.database import Database
from service.store.grants import DatabaseRole
from service.store.rows import CheckpointRow
from service.store.tables import checkpoints
from service.usecases.unfreeze_log import unfreeze
from service.worker.log_keeping import log_keeping
from tests.databases import Databases
from tests.integration.store.samples import NOW
from tests.integration.store.test_sequencing import tell, tell_all
from tests.log_model import Told

KEY: Final = SigningKey("levy.example/log", bytes(range(32)))


@pytest.fixture
def signing(tmp_path: Path) -> Signing:
    """Sign with a key and a file of this test."""
    return Signing(KEY.key.name, (KEY,), Outside(tmp_path / "last-checkpoint"))


def grow(database: Database, start: int, end: int) -> None:
    """Append events."""
    tell(database, *(f"evt_{at:04}" for at in range(start, end)))
    sequence_pending(database)


def kept(database: Database) -> list[tuple[int, bytes]]:
    """Read the checkpoints, and demand that each says what its row says."""
    with database.engine.connect() as connection:
        rows = [CheckpointRow(*row) for row in connection.execute(checkpoints.select().order_by(checkpoints.c.size))]
    for row in rows:
        note = read_note(row.note.encode())
        assert (KEY.key,) == signed_by(note, [KEY.key])
        assert (KEY.key.name, row.size, row.root) == read_checkpoint(note.text)
    return [(row.size, row.root) for row in rows]


def test_the_worker_signs_what_has_its_leaf_and_tells_the_heads_once_a_day(
    database: Database, signing: Signing
) -> None:
    """A day later once more; nothing is signed or told for another round alone."""
    grow(database, 0, 300)
    today = NOW
    keep_log = log_keeping(database, lambda: today, signing)
    for _ in range(3):
        keep_log()
        sequence_pending(database)
    assert [300, 301] == [size for size, _ in kept(database)]
    today = NOW + timedelta(days=1)
    for _ in range(3):
        keep_log()
        sequence_pending(database)

    assert [300, 301, 302] == [size for size, _ in kept(database)]
    with database.reading() as reading:
        told = [entry.event.type for entry in reading.events(None, limit=1000)]
    assert ["stream.heads"] * 2 == told[300:]


def test_those_who_sign_at_once_sign_the_same(database: Database, tmp_path: Path) -> None:
    """Two on this machine, and two on another, which has a file of its own and may leave a tree to the first."""
    machines = [Signing(KEY.key.name, (KEY,), Outside(tmp_path / name / "last")) for name in ("a", "a", "b", "b")]
    for start in range(0, 60, 20):
        grow(database, start, start + 20)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda machine: log_keeping(database, lambda: NOW, machine)(), machines))
        sequence_pending(database)

    signed = kept(database)
    sizes = [size for size, _ in signed]
    remembered = {(last.size, last.root) for machine in machines if (last := machine.outside.last()) is not None}
    assert sorted(set(sizes)) == sizes
    assert remembered <= set(signed)
    assert signed[-1] in remembered


def test_an_older_copy_of_the_database_signs_nothing(
    database: Database, databases: Databases, signing: Signing
) -> None:
    """It goes on taking events; nothing conflicts with what was signed, and a restart changes nothing."""
    grow(database, 0, 20)
    database.close()
    with databases.database(like=database.url) as url:
        grow(database, 20, 30)
        log_keeping(database, lambda: NOW, signing)()
        older = Database(url, role=DatabaseRole.OWNER)
        tell_all(older, [Told(f"evt_other_{at}", None, b'{"other":%d}' % at) for at in range(40)])
        sequence_pending(older)
        for _ in range(2):
            log_keeping(older, lambda: NOW, Signing(signing.origin, signing.keys, Outside(signing.outside.path)))()
        with pytest.raises(Unavailable, match="the first 30 leaves of the database are not those that were signed"):
            signing.sign(older, NOW, lambda _: None)
        with older.engine.connect() as connection:
            number = connection.execute(select(func.count()).select_from(checkpoints)).scalar_one()
        older.close()

    last = signing.outside.last()
    assert (0, 30) == (number, last.size if last else 0)


def test_unfrozen_the_log_goes_on_and_tells_what_was_given_up(
    database: Database, databases: Databases, signing: Signing
) -> None:
    """By an event with the reason's hash and the tree; where nothing is frozen, nothing is done."""
    grow(database, 0, 20)
    log_keeping(database, lambda: NOW, signing)()
    assert unfreeze(database, signing.outside, NOW, "key_1", "lost") is None
    given_up = signing.outside.last()
    assert given_up is not None
    database.close()
    with databases.database(like=database.url) as url:
        older = Database(url, role=DatabaseRole.OWNER)
        signing.outside.replace(KEY.note(given_up._replace(size=25).text()).write().encode())
        aside = unfreeze(older, signing.outside, NOW, "key_1", "lost")
        sequence_pending(older)
        log_keeping(older, lambda: NOW, signing)()
        with older.reading() as reading:
            event = next(each for each in reading.log_entries(0, 99) if b"log.unfrozen" in each.body)
        last = signing.outside.last()
        older.close()

    detail = {"reason_sha256": hashlib.sha256(b"lost").hexdigest(), "signed": {"root": given_up.root.hex(), "size": 25}}
    assert detail == json.loads(event.body)["detail"]
    assert aside is not None
    assert (25, 22) == (
        read_checkpoint(read_note(aside.read_bytes()).text).size,
        last.size if last else 0,  # the heads of the day, and what was told
    )
