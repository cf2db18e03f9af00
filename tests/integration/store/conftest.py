"""A database of each kind with all migrations applied and nothing in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from service.store import rows
from service.store.database import Database
from service.store.grants import DatabaseRole
from tests.integration.store.samples import (
    ASSESSMENT,
    EVENT,
    EVERYTHING,
    INPUT,
    LEAF,
    OTHER,
    REPORT,
    REVISION,
    RUSSIAN,
    RUSSIAN_PLACE,
    keep,
)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """Open an empty database, with all rights: these tests write into every table, and look past the service."""
    opened = Database(migrated_url, role=DatabaseRole.OWNER)
    yield opened
    opened.close()


@pytest.fixture
def two_tenants(database: Database) -> Database:
    """Keep an operator in Kazakhstan with all that it has, and one in Russia with a report."""
    report = replace(REPORT, id="rep_2", farm=RUSSIAN.id, operator=OTHER.id)
    revision = replace(REVISION, report=report.id, farm=RUSSIAN.id)
    assessment = replace(ASSESSMENT, id="asm_2", subject=RUSSIAN.id, operator=OTHER.id, farm=RUSSIAN.id)
    gathered = replace(INPUT, assessment=assessment.id, report=report.id)
    event = replace(EVENT, id="evt_2", operator=OTHER.id, farm=RUSSIAN.id, sealing="evt_2")
    waiting = replace(EVENT, id="evt_3", sealing="evt_3")
    keep(database, *EVERYTHING)
    keep(database, OTHER, RUSSIAN, RUSSIAN_PLACE, report, revision, assessment, gathered, event, waiting)
    keep(database, replace(LEAF, position=1, event=event.id, operator=OTHER.id), rows.PendingEventRow(waiting.id))
    return database
