"""
Random histories of controlled groups: whoever counts as one fills one set of bands, whatever turns out of who did.

The quick suite takes a few, most of them on SQLite. The long run, on both databases:
`./run test --slow tests/property/usecases/test_group_histories.py`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import hypothesis
import pytest
from hypothesis import Phase
from hypothesis import strategies as st

from tests.databases import Databases, PostgresqlServer, SqliteFolder
from tests.property.usecases.events import (
    Amend,
    Event,
    File,
    Reassess,
    ReassessMany,
    RecordLaw,
    Register,
    Relocate,
    Withdraw,
)
from tests.property.usecases.group_events import FormGroup, Found, GroupEvent, Join, Leave
from tests.property.usecases.histories import (
    PERIODS,
    UNHURRIED,
    begun,
    hours_ahead,
    later,
    numbers,
    prices,
    spots,
    stated,
)
from tests.property.usecases.invented_law import OF_GROUPS, days, terms
from tests.property.usecases.recorded_facts import Spot
from tests.property.usecases.side_by_side import SideBySide

pytestmark = pytest.mark.thorough

_schedules: Final = st.sampled_from(OF_GROUPS)
_since: Final = days | later
_until: Final = st.none() | st.sampled_from((date(2025, 2, 20), date(2025, 3, 10), date(2025, 4, 1)))
_between: Final = st.tuples(_since, _until).filter(lambda each: each[1] is None or each[0] < each[1])
_one_or_more: Final = st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True).map(tuple)
_several: Final = st.lists(st.integers(0, 2), min_size=2, max_size=3, unique=True).map(tuple)
_filed: Final = st.builds(File, numbers, st.sampled_from(PERIODS), stated)
_likely: Final[list[tuple[int, st.SearchStrategy[Event | GroupEvent]]]] = [
    (2, st.builds(FormGroup, _schedules, _one_or_more, _between)),
    (4, st.builds(Join, st.integers(0, 2), st.integers(0, 2), _between)),
    (4, st.builds(Leave, numbers, _since)),
    (4, _filed),
    (3, st.builds(Amend, numbers, stated)),
    (3, st.builds(RecordLaw, _schedules, terms)),
    (2, st.builds(Withdraw, numbers)),
    (1, prices),
    (1, st.builds(Register, numbers, spots, days, hours_ahead)),
    (1, st.builds(Relocate, numbers, spots, _since)),
    (4, st.builds(Reassess, numbers)),
    (2, st.builds(ReassessMany, st.booleans())),
]
_events: Final = st.sampled_from([drawn for times, drawn in _likely for _ in range(times)]).flatmap(lambda drawn: drawn)
_beginnings: Final = st.builds(
    lambda said, farms, group, reports: [*begun(said, OF_GROUPS), *farms, group, *reports],
    terms,
    st.lists(st.builds(Found, st.just(Spot("XA-N", "plain")), days, hours_ahead), min_size=3, max_size=3),
    st.builds(FormGroup, _schedules, _several, _between),
    st.lists(_filed, min_size=2, max_size=3),
)
_HISTORIES: Final = st.builds(
    lambda begun, more: [*begun, *more, ReassessMany(stale_only=True)],
    _beginnings,
    st.lists(_events, min_size=4, max_size=12),
)


def live(databases: Databases, template: str, history: list[Event | GroupEvent]) -> None:
    """Let everything of *history* happen, second by second; after each event, and of all in the end, compare."""
    with databases.database(like=template) as url, TemporaryDirectory() as folder:
        world = SideBySide(url, Path(folder), OF_GROUPS)
        try:
            for event in history:
                world.service.pass_time(1)
                event.happen(world)
                world.compare_standing()
            world.compare_past()
        finally:
            world.service.close()


# Not shrunk: that takes minutes, and whoever needs it has the long run.
@hypothesis.settings(
    max_examples=6, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=UNHURRIED
)
@hypothesis.given(history=_HISTORIES)
def test_groups_come_to_what_a_model_that_keeps_everything_says(
    sqlite_folder: SqliteFolder, sqlite_template: str, history: list[Event | GroupEvent]
) -> None:
    """Of a group, of whoever belongs to it on some days only, and of whoever turns out to have belonged all along."""
    live(sqlite_folder, sqlite_template, history)


@hypothesis.settings(
    max_examples=2, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=UNHURRIED
)
@hypothesis.given(history=_HISTORIES)
def test_a_few_groups_on_postgresql_come_to_what_the_model_says(
    postgresql_server: PostgresqlServer, postgresql_template: str, history: list[Event | GroupEvent]
) -> None:
    """Other locks, and other types for days that have no end; many of them in the long run."""
    live(postgresql_server, postgresql_template, history)


@pytest.mark.slow
def test_many_groups_come_to_what_a_model_that_keeps_everything_says(
    databases: Databases, migrated_template: str
) -> None:
    """The same, many times, on both databases."""

    @hypothesis.settings(max_examples=120, suppress_health_check=UNHURRIED)
    @hypothesis.given(_HISTORIES)
    def lived(history: list[Event | GroupEvent]) -> None:
        live(databases, migrated_template, history)

    lived()
