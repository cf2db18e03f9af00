"""Which journal a file of SQLite gets, so that it loses nothing, and what becomes of a file that others have open."""

from __future__ import annotations

from threading import Timer

import pytest
from sqlalchemy import make_url

from service.domain.errors import Unavailable
from service.store import sqlite
from service.store.database import Database
from tests.integration.store.samples import FARM, OPERATOR, keep
from tests.integration.store.test_connections import ON_SQLITE, settings


@ON_SQLITE
def test_sqlite_is_set_up_to_lose_nothing(database: Database) -> None:
    """By a library that is sound for a write-ahead log; 2 is FULL."""
    found = settings(database, "journal_mode", "synchronous", "foreign_keys", "recursive_triggers", by="PRAGMA")

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}


@pytest.mark.parametrize(
    ("library", "expected"),
    [
        ((3, 51, 3), ("WAL", "FULL")),
        ((3, 54, 0), ("WAL", "FULL")),
        ((3, 51, 2), ("DELETE", "EXTRA")),
        ((3, 40, 1), ("DELETE", "EXTRA")),
    ],
)
def test_a_library_that_can_corrupt_a_write_ahead_log_gets_none(
    library: tuple[int, ...], expected: tuple[str, str]
) -> None:
    """The rollback journal is slower and sound."""
    assert expected == sqlite.durability(library)


@ON_SQLITE
def test_an_older_library_works_with_a_rollback_journal_and_says_why(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As on a machine without wheels of pysqlite3; 3 is EXTRA."""
    monkeypatch.setattr(sqlite, "SAFE_FOR_WAL", (99, 0, 0))
    old = Database(database.url)
    keep(old, OPERATOR)
    found = settings(old, "journal_mode", "synchronous", by="PRAGMA")
    old.close()

    assert found == {"journal_mode": "delete", "synchronous": 3}
    assert "can corrupt a write-ahead log" in caplog.text


@ON_SQLITE
def test_an_older_library_does_not_touch_a_file_that_others_have_open_with_a_write_ahead_log(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could not make it safe, and says what would."""
    keep(database, OPERATOR)
    monkeypatch.setattr(sqlite, "SAFE_FOR_WAL", (99, 0, 0))
    monkeypatch.setattr(sqlite, "_BUSY_SECONDS", 0.1)
    old = Database(database.url)
    with database.reading() as reading:
        assert reading.operator(OPERATOR.id) == OPERATOR
        with pytest.raises(Unavailable, match="needs the journal mode DELETE") as refused:
            keep(old, FARM)
    old.close()

    assert refused.value.code == "storage-unsafe"


@ON_SQLITE
def test_a_new_file_is_opened_though_another_process_is_about_to_prepare_it(database_url: str) -> None:
    """Whoever comes second waits: SQLite by itself would refuse at once to begin a write-ahead log."""
    other = sqlite.driver().connect(make_url(database_url).database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    ending = Timer(0.3, other.execute, ["COMMIT"])
    ending.start()
    second = Database(database_url)
    found = settings(second, "journal_mode", by="PRAGMA")
    second.close()
    ending.join(10)
    other.close()

    assert {"journal_mode": "wal"} == found


@ON_SQLITE
def test_a_new_file_that_another_process_never_lets_go_of_is_refused(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wait is bounded."""
    monkeypatch.setattr(sqlite, "_BUSY_SECONDS", 0.1)
    other = sqlite.driver().connect(make_url(database_url).database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    second = Database(database_url)
    with pytest.raises(Unavailable, match="needs the journal mode WAL") as refused:
        settings(second, "journal_mode", by="PRAGMA")
    second.close()
    other.close()

    assert "storage-unsafe" == refused.value.code
