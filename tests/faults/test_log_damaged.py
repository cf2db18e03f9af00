"""Damage to the audit log's tables, one bit at a time: the oracle sees each, wherever it is."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from service.audit.sequencing import sequence_pending
from service.domain.errors import Unavailable
from service.store.database import Database
from tests.faults.clients import Ledger, clients_of
from tests.faults.log import wait_until_sequenced
from tests.faults.oracle import disagreements
from tests.faults.serving import Serving

pytestmark = pytest.mark.thorough

# Each column of the log that says something, and what the oracle says of it.
DAMAGED: Final = "log damaged"
COLUMNS: Final = {
    ("events", "body"): "another leaf",
    ("leaves", "position"): "no leaf has the place",
    ("leaves", "event"): "event ",
    ("leaves", "operator"): "a stream is broken",
    ("leaves", "n"): "another leaf",
    ("leaves", "prev"): "another leaf",
    ("leaves", "hash"): "another leaf",
    ("tiles", "level"): "another tile",
    ("tiles", "number"): "another tile",
    ("tiles", "data"): "another tile",
    ("streams", "operator"): "another end of a stream",
    ("streams", "count"): "another end of a stream",
    ("streams", "head"): "another end of a stream",
    ("audit_tree", "size"): "another tree",
    ("audit_tree", "root"): "another tree",
}


@pytest.fixture(scope="module")
def written() -> Iterator[tuple[Path, Ledger]]:
    """Return a database with a few writes, whose events all have leaves; and what was told of them."""
    with TemporaryDirectory(prefix="hashlevy-fault-", dir="/tmp") as name:
        folder = Path(name)
        with Serving(folder, "--port", "0", "--workers", "1") as serving:
            clients = clients_of(serving, 2)
            with clients.writing() as ledger:
                clients.wait_for(10)
            clients.settle()
            wait_until_sequenced(f"sqlite:///{folder}/hashlevy.db")
        yield folder / "hashlevy.db", ledger


@pytest.fixture
def copy(written: tuple[Path, Ledger], tmp_path: Path) -> Path:
    """Return a copy of the database that can be damaged, without the guards that would refuse it."""
    path = tmp_path / "hashlevy.db"
    for part in written[0].parent.glob("hashlevy.db*"):
        shutil.copy(part, tmp_path / part.name)
    with closing(sqlite3.connect(path)) as connection:
        for (guard,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {guard}")
        connection.commit()
    return path


def damage(path: Path, table: str, column: str) -> None:
    """Change one bit of a column in the last row of a table."""
    with closing(sqlite3.connect(path)) as connection:
        row, value = connection.execute(f"SELECT rowid, {column} FROM {table} ORDER BY rowid DESC LIMIT 1").fetchone()
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (flipped(value), row))
        connection.commit()


def flipped(value: int | str | bytes) -> int | str | bytes:
    """Change one bit of a number, or of a byte in the middle of something longer."""
    if isinstance(value, int):
        return value ^ (1 << 20)
    raw = bytearray(value.encode() if isinstance(value, str) else value)
    raw[len(raw) // 2] ^= 1
    return raw.decode() if isinstance(value, str) else bytes(raw)


@pytest.mark.control(DAMAGED, "nothing damaged, nothing found")
def test_a_log_that_nobody_damaged_is_in_order(written: tuple[Path, Ledger], copy: Path) -> None:
    """So that whatever else is found comes of the damage."""
    assert [] == disagreements(f"sqlite:///{copy}", written[1])


@pytest.mark.fault(
    DAMAGED, f"one bit in each of {len(COLUMNS)} columns; an event taken away, put twice, given to another"
)
@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[".".join(place) for place in COLUMNS])
def test_a_bit_that_changes_in_the_log_is_seen(
    written: tuple[Path, Ledger], copy: Path, table: str, column: str
) -> None:
    """Whichever column it is in."""
    damage(copy, table, column)

    found = disagreements(f"sqlite:///{copy}", written[1])
    assert any(each.startswith(COLUMNS[table, column]) for each in found)


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ("DELETE FROM leaves WHERE position = (SELECT max(position) FROM leaves)", "event nowhere"),
        ("INSERT INTO pending_events (event) SELECT event FROM leaves LIMIT 1", "event in log and queue"),
        (
            "UPDATE leaves SET operator = 'opr_0' WHERE operator = (SELECT max(operator) FROM leaves)",
            "a stream is broken",
        ),
        (
            "DELETE FROM events WHERE id IN (SELECT event FROM leaves ORDER BY position DESC LIMIT 1)",
            "lost though promised",
        ),
    ],
    ids=["taken from the log", "put twice", "given to another", "taken away"],
)
def test_an_event_that_is_taken_away_put_twice_or_given_to_another_is_seen(
    written: tuple[Path, Ledger], copy: Path, change: str, seen: str
) -> None:
    """Out of the log, into the queue again, with all others of its operator, or gone for good."""
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute(change)
        connection.commit()

    assert any(each.startswith(seen) for each in disagreements(f"sqlite:///{copy}", written[1]))


@pytest.mark.parametrize("place", [("tiles", "data"), ("audit_tree", "root")], ids=".".join)
def test_a_sequencer_does_not_build_on_a_tree_that_is_damaged(copy: Path, place: tuple[str, str]) -> None:
    """It says what is wrong, and appends nothing."""
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("INSERT INTO pending_events (event) SELECT id FROM events ORDER BY id DESC LIMIT 1")
        connection.execute("DELETE FROM leaves WHERE event IN (SELECT event FROM pending_events)")
        connection.commit()
    damage(copy, *place)
    database = Database(f"sqlite:///{copy}")

    with pytest.raises(Unavailable) as refused:
        sequence_pending(database)
    database.close()

    assert "audit-log-damaged" == refused.value.code
