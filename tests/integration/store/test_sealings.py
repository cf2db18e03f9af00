"""Openings of many subjects, kept in one unit of work: their keys are held, and those that lack are made, together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.audit.sealing import Sealing
from service.domain.errors import Gone
from service.store.database import Database
from service.store.grants import DatabaseRole
from service.store.reading.session import Session
from service.store.rows import OpeningKeyRow, OpeningRow, Row, WrappingKeyRow
from service.store.sealing import Sealings
from service.store.tables import opening_keys
from tests.integration.store.samples import ERASURE, ERASURE_REQUEST, EVENT, KEY, OPERATOR, OTHER, RETENTION_RULE, keep


@pytest.fixture
def sealed(migrated_url: str, tmp_path: Path) -> Iterator[Database]:
    """Open an empty database whose keys of openings are wrapped by keys in a directory of the test."""
    opened = Database(migrated_url, tmp_path / "keys", DatabaseRole.OWNER)
    yield opened
    opened.close()


def made(database: Database, subjects: list[str], day: str = "monday") -> list[Row]:
    """Return the rows that sealing an event of the *day* for each of *subjects* asks for, and keep them."""
    sealings = Sealings(database.keys)
    for number, subject in enumerate(subjects):
        sealing = Sealing(subject)
        sealing.event = f"evt_{day}_{number}"
        sealing.commitment("farm", f"frm_{number}")
        sealings.add(sealing)
    with database.unit_of_work() as work:
        rows: list[Row] = list(sealings.rows(work))
        for row in rows:
            work.add(row)
        work.commit()
    return rows


def of(kind: type, rows: list[Row]) -> list[Any]:
    """Return the rows of one class."""
    return [row for row in rows if isinstance(row, kind)]


def test_the_first_subjects_of_a_database_share_one_wrapping_key(sealed: Database) -> None:
    """Each has a key of its own, once, however many events there are of it."""
    rows = made(sealed, ["", OPERATOR.id, OPERATOR.id, OTHER.id])

    (wrapping,) = of(WrappingKeyRow, rows)
    assert [("", wrapping.id), (OPERATOR.id, wrapping.id), (OTHER.id, wrapping.id)] == [
        (key.subject, key.wrapped_by) for key in of(OpeningKeyRow, rows)
    ]
    assert ["", OPERATOR.id, OPERATOR.id, OTHER.id] == [row.subject for row in of(OpeningRow, rows)]


def test_keys_of_many_subjects_are_held_in_one_round_trip(sealed: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that assesses hundreds anew would wait for as many answers."""
    subjects = [f"opr_{number}" for number in range(50)]
    made(sealed, subjects)
    asked: list[int] = []
    fetch = Session._fetch  # noqa: SLF001 -- whatever is read goes through it

    def counted(session: Session, *reads: Any) -> list[list[Any]]:
        asked.append(len(reads))
        return fetch(session, *reads)

    monkeypatch.setattr(Session, "_fetch", counted)

    assert 50 == len(of(OpeningRow, made(sealed, subjects, "tuesday")))
    assert [1] == asked


def test_who_was_erased_is_refused_among_others_who_are_new(sealed: Database) -> None:
    """Nothing of the others is kept either: it is one unit of work."""
    keep(sealed, KEY, RETENTION_RULE, OPERATOR, OTHER, EVENT, ERASURE_REQUEST, ERASURE)

    with pytest.raises(Gone) as refusal:
        made(sealed, [OTHER.id, ERASURE.operator])

    assert ERASURE.operator in str(refusal.value.detail)
    with sealed.reading() as reading:
        assert [] == reading.connection.execute(opening_keys.select()).all()
