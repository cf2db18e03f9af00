"""
Random histories of law, facts and prices: at each instant the service answers as a model that keeps everything.

The quick suite takes a few, most of them on SQLite. The long run, on both databases:
`./run test --slow tests/property/usecases/test_full_histories.py`.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import hypothesis
import pytest
from hypothesis import Phase
from hypothesis import strategies as st

from tests.databases import Databases, PostgresqlServer, SqliteFolder
from tests.property.usecases.events import Event, ReassessMany
from tests.property.usecases.histories import UNHURRIED, beginnings, events
from tests.property.usecases.side_by_side import SideBySide

pytestmark = pytest.mark.thorough


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


# In the end all is made again that is stale: most differences have several causes then.
_HISTORIES: Final = st.builds(
    lambda begun, more: [*begun, *more, ReassessMany(stale_only=True)],
    beginnings,
    st.lists(events, min_size=4, max_size=12),
)


# Not shrunk: that takes minutes, and whoever needs it has the long run.
@hypothesis.settings(
    max_examples=12, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=UNHURRIED
)
@hypothesis.given(history=_HISTORIES)
def test_every_answer_is_that_of_a_model_that_keeps_everything(
    sqlite_folder: SqliteFolder, sqlite_template: str, history: list[Event]
) -> None:
    """Assessments, what makes them stale, differences by cause, replays, and estimates of each instant."""
    live(sqlite_folder, sqlite_template, history)


@hypothesis.settings(
    max_examples=2, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=UNHURRIED
)
@hypothesis.given(history=_HISTORIES)
def test_a_few_answers_of_postgresql_are_those_of_the_model(
    postgresql_server: PostgresqlServer, postgresql_template: str, history: list[Event]
) -> None:
    """Another database, with other types for instants and amounts; many of them in the long run."""
    live(postgresql_server, postgresql_template, history)


@pytest.mark.slow
def test_many_answers_are_those_of_a_model_that_keeps_everything(databases: Databases, migrated_template: str) -> None:
    """The same, many times, on both databases."""

    @hypothesis.settings(max_examples=150, suppress_health_check=UNHURRIED)
    @hypothesis.given(_HISTORIES)
    def lived(history: list[Event]) -> None:
        live(databases, migrated_template, history)

    lived()
