"""Random histories of law, facts and prices: at each instant the service answers as a model that keeps everything."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st

from tests.databases import Databases
from tests.property.usecases.events import Event, beginnings, events
from tests.property.usecases.side_by_side import SideBySide


def live(databases: Databases, template: str, history: list[Event]) -> None:
    """Let everything of *history* happen, second by second; after each event, and of all in the end, compare."""
    with databases.database(like=template) as url, TemporaryDirectory() as folder:
        world = SideBySide(url, Path(folder))
        try:
            for event in history:
                world.service.pass_time(1)
                event.happen(world)
                world.compare_standing()
            world.compare_past()
        finally:
            world.service.close()


_histories: Final = st.builds(
    lambda begun, more: [*begun, *more], beginnings, st.lists(events, min_size=5, max_size=15)
)


@pytest.mark.slow
def test_long_histories(databases: Databases, migrated_template: str) -> None:
    """Many of them, on both databases; what fails is shrunk."""

    @hypothesis.settings(max_examples=300, phases=[hypothesis.Phase.generate], suppress_health_check=list(HealthCheck))
    @hypothesis.given(_histories)
    def lived(history: list[Event]) -> None:
        live(databases, migrated_template, history)

    lived()
