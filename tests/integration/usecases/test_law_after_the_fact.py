"""Law that comes to apply after the fact, where nothing was assessed: the obligation shows it as due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from service.store.database import Database
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.replay import replay
from tests.integration.usecases.filing import amended, owed
from tests.integration.usecases.levy import QUARTER, World, law


@pytest.fixture
def world(migrated_url: str, tmp_path: Path) -> Iterator[World]:
    """Give a service over the test law."""
    database = Database(migrated_url)
    yield World(database, tmp_path)
    database.close()


def enact_duty(world: World) -> None:
    """Record a duty that is in force since before what was filed."""
    law(world.folder, "1")
    text = {file.name: file.read_text(encoding="utf-8") for file in (world.folder / "xa" / "levy").iterdir()}
    (world.folder / "xa" / "duty").mkdir()
    for name, said in text.items():
        (world.folder / "xa" / "duty" / name).write_text(said.replace("xa.levy", "xa.duty"), encoding="utf-8")
    world.learn()


def due(world: World, operator: str, known_at: datetime | None = None) -> dict[str, Any]:
    """Return what is owed for the quarter, by schedule."""
    items = owed(world.service, operator, start=QUARTER.start, end=QUARTER.end, known_at=known_at)
    return {item["schedule"]: item for item in items}


def test_what_was_reported_under_no_law_is_due_once_there_is_law(world: World) -> None:
    """Overdue, without an assessment; with the knowledge of before, there was no such obligation."""
    filed = world.file("1100")
    before = world.clock()
    enact_duty(world)

    now = due(world, filed["operator"])

    assert ["xa.levy"] == list(due(world, filed["operator"], before))
    assert ("overdue", None) == (now["xa.duty"]["status"], now["xa.duty"]["fulfilment"]["assessment"])
    assert filed["id"] == now["xa.levy"]["fulfilment"]["assessment"]


def test_an_amendment_that_says_the_same_brings_the_assessment(world: World) -> None:
    """It is assessed under the new law, and replays."""
    filed = world.file("1100")
    enact_duty(world)

    amended(world.service, filed["reports"][0]["report"])

    made = due(world, filed["operator"])["xa.duty"]["fulfilment"]["assessment"]
    assert replay(world.service, LOCAL_ADMINISTRATOR, made)["identical"]
