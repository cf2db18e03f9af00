"""Thresholds of a period that the law cuts: whole in each part, unless the version has them follow the days."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.store.database import Database
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.replay import replay
from tests.integration.usecases import levy
from tests.integration.usecases.levy import World, law

_BY_DAYS = levy.VERSION.replace(
    """  - id: energy
    kind: brackets
    of: kwh
""",
    """  - {id: periods, kind: ratio, of: all_days, by: days, scale: 12, mode: half_even, if_zero: "0", law: act#1}
  - {id: whole, kind: product, of: kwh, by: periods, law: act#1}
  - id: on_whole
    kind: brackets
    of: whole
""",
)
_SHARE = """  - {id: share, kind: ratio, of: days, by: all_days, scale: 12, mode: half_even, if_zero: "0", law: act#1}
  - {id: energy, kind: product, of: on_whole, by: share, law: act#1}
  - {id: coins,"""
_BY_DAYS = (
    _BY_DAYS.replace("  - {id: coins,", _SHARE)
    .replace("  kwh: {fact", "  days: {fact: segment_days}\n  all_days: {fact: tax_period_days}\n  kwh: {fact")
    .replace("inputs: {kwh", 'inputs: {days: "90", all_days: "90", kwh')
    + '  - {name: no days, inputs: {days: "0", all_days: "0", kwh: "1100", value: "0"}, expect: {due: "0.00"}}\n'
)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """Lend an empty database."""
    opened = Database(migrated_url)
    yield opened
    opened.close()


def cut_in_the_middle(world: World) -> None:
    """Have another version, which says the same, begin in the middle of the 90 days of the quarter."""
    law(world.folder, "2", replaces='"1"', since="2025-02-15")
    world.learn()


def test_a_threshold_stays_whole_in_each_part_of_a_period_that_is_cut(database: Database, tmp_path: Path) -> None:
    """Of 2000 kilowatt-hours, 1000 fall into each half, and none of them is above 1000."""
    world = World(database, tmp_path / "law")
    assert "30.00" == world.file("2000")["total"]["amount"]
    cut_in_the_middle(world)

    assert "20.00" == world.file("2000", farm=world.another_farm())["total"]["amount"]


def test_a_threshold_follows_the_days_where_the_version_says_so(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each half everything above 500 is taxed higher, and both come to what the whole quarter would."""
    monkeypatch.setattr(levy, "VERSION", _BY_DAYS)
    world = World(database, tmp_path / "law")
    assert "30.00" == world.file("2000")["total"]["amount"]
    cut_in_the_middle(world)

    made = world.file("2000", farm=world.another_farm())

    assert "30.00" == made["total"]["amount"]
    assert replay(world.service, LOCAL_ADMINISTRATOR, made["id"])["identical"]
