"""Openings that were kept in clear are sealed by the step that brings keys, and stand in clear on the way back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary, column, insert, select, table

from service.audit.commitments import openings_of
from service.audit.opening_keys import Place, Wrapped, destroy_wrapping_key, unseal
from service.audit.sealing import Sealing
from service.store import migrations
from service.store.database import Database
from service.store.dialect import dialect_of
from service.store.rows import EventRow
from service.store.tables import events
from tests.integration.store.samples import EVENT, OPERATOR

pytestmark = pytest.mark.thorough

BEFORE = migrations.revisions()[migrations.revisions().index("0012") - 1]
CLEAR = table("openings", column("event"), column("seed", LargeBinary()), column("disclosures", LargeBinary()))
_COUNT = 1100  # more than two batches


@pytest.fixture
def sealings(database_url: str) -> dict[str, Sealing]:
    """Keep events with their openings in clear, as before the step: of one operator, and one of nobody."""
    migrations.upgrade(database_url, BEFORE)
    made = {f"evt_{at:04}": Sealing() for at in range(_COUNT)}
    told, clear = [], []
    for name, sealing in made.items():
        sealing.commitment("tenant", f"opr of {name}")
        operator = None if name == "evt_0007" else OPERATOR.id
        told.append({it: getattr(EVENT, it) for it in EventRow.__slots__} | {"id": name, "operator": operator})
        clear.append({"event": name, "seed": sealing.seed, "disclosures": sealing.disclosures})
    _run(database_url, insert(events), told)
    _run(database_url, insert(CLEAR), clear)
    return made


def test_what_stood_in_clear_is_sealed_and_opens(
    database_url: str, sealings: dict[str, Sealing], tmp_path: Path
) -> None:
    """As that of its operator; nothing of it stands in clear any more, and on the way back it does as before."""
    keys = tmp_path / "elsewhere"
    migrations.upgrade(database_url, "0012", keys)
    database = Database(database_url, keys)
    with database.reading() as reading:
        rows = [reading.opening(name) for name in sealings]
        wrapped = {subject: reading.opening_key(subject) for subject in (OPERATOR.id, "")}
    for row in rows:
        assert row is not None
        key, sealing = wrapped[row.subject], sealings[row.event]
        assert key is not None
        place = Place(row.event, row.subject, row.fields)
        opened = openings_of(*unseal(keys, Wrapped(key.wrapped_by, key.wrapped), place, row.sealed))
        assert openings_of(sealing.seed, sealing.disclosures) == opened
        assert sealing.seed not in row.sealed
    assert ["evt_0007"] == [row.event for row in rows if row is not None and row.subject == ""]
    database.close()

    migrations.downgrade(database_url, BEFORE, keys)
    assert {name: (it.seed, it.disclosures) for name, it in sealings.items()} == _clear(database_url)


def test_on_the_way_back_what_does_not_open_is_lost(
    database_url: str, sealings: dict[str, Sealing], tmp_path: Path
) -> None:
    """Without the key there is nothing that could stand in clear; the events stay."""
    assert sealings
    keys = tmp_path / "elsewhere"
    migrations.upgrade(database_url, "0012", keys)
    (file,) = keys.glob("openings-*.key")
    destroy_wrapping_key(keys, file.stem.removeprefix("openings-"))
    migrations.downgrade(database_url, BEFORE, keys)

    assert {} == _clear(database_url)
    assert _COUNT == len(_run(database_url, select(events.c.id)))


def _clear(url: str) -> dict[str, tuple[bytes, bytes]]:
    return {event: (bytes(seed), bytes(said)) for event, seed, said in _run(url, select(CLEAR))}


def _run(url: str, statement: Any, values: list[dict[str, Any]] | None = None) -> list[Any]:
    engine = dialect_of(url).engine()
    with engine.connect() as connection:
        result = connection.execute(statement, values) if values else connection.execute(statement)
        found = result.all() if result.returns_rows else []
    engine.dispose()
    return list(found)
