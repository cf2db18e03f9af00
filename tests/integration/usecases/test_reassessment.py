"""Law corrected after the fact, prices revised, farms moved: what rests on them is stale, and is made again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from service.domain.errors import Conflict
from service.store.database import Database
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.reassess import read_differences, reassess
from service.usecases.register import register_farm
from service.usecases.relocate_farm import relocate_farm
from service.usecases.replay import replay
from service.usecases.requests import NewPlace, RegisterFarm
from tests.integration.usecases.conftest import command
from tests.integration.usecases.levy import World, law


@pytest.fixture
def world(migrated_url: str, tmp_path: Path) -> Iterator[World]:
    """Begin with one version of the law."""
    database = Database(migrated_url)
    yield World(database, tmp_path / "law")
    database.close()


def told(assessment: Any) -> list[tuple[str, str, str]]:
    """Return cause, line and difference of each difference."""
    return [(each["cause"], each["line"], each["difference"]) for each in assessment["differences"]]


def test_a_correction_of_the_law_marks_what_it_touches_and_changes_nothing(world: World) -> None:
    """The assessment stands as it is, and says why it is stale."""
    before = world.file("1100")
    law(world.folder, "2", replaces='"1"', rate="0.05", above="25.00")
    world.learn()

    after = world.read(before["id"])

    assert (before["total"], before["document_sha256"]) == (after["total"], after["document_sha256"])
    assert ["law"] == [mark["reason"] for mark in after["stale"]]
    assert replay(world.service, LOCAL_ADMINISTRATOR, before["id"])["identical"] is True


def test_a_version_for_other_days_touches_nothing(world: World) -> None:
    """It begins after the quarter."""
    before = world.file("1100")
    law(world.folder, "2", replaces='"1"', rate="0.05", above="25.00", since="2025-04-01")
    world.learn()

    assert [] == world.read(before["id"])["stale"]


def test_a_reassessment_carries_the_whole_and_the_difference_with_its_cause(world: World) -> None:
    """Three cents more for each of a hundred kilowatt-hours; the old answer still comes out again."""
    before = world.file("1100")
    law(world.folder, "2", replaces='"1"', rate="0.05", above="25.00")
    world.learn()

    after = world.reassess(before["id"])

    assert ("15.00", {"amount": "3.00", "currency": "EUR"}) == (after["total"]["amount"], after["difference"])
    assert [("law-correction", line, "3.00") for line in ("capped", "due", "energy", "gross")] == told(after)
    assert before["id"] == after["supersedes"]
    assert [] == after["stale"]
    for each in (before, after):
        assert replay(world.service, LOCAL_ADMINISTRATOR, each["id"])["identical"] is True


def test_each_cause_has_its_own_difference_and_they_sum_to_the_whole(world: World) -> None:
    """A price, the law and a farm's place at once; the cap takes part of what the price adds."""
    world.price("2000")
    before = world.file("30000", "1")
    law(world.folder, "2", replaces='"1"', rate="0.01", above="21.00")
    world.learn()
    world.price("1500")
    relocate_farm(world.service, command(), world.farm, NewPlace(date(2025, 3, 1), "XB", None))

    stale = {mark["reason"] for mark in world.read(before["id"])["stale"]}
    after = world.reassess(before["id"])

    assert {"law", "price", "place"} == stale
    assert "500.00" == before["total"]["amount"]
    due = [(cause, difference) for cause, line, difference in told(after) if line == "due"]
    assert [("law-correction", "-50.00"), ("facts-amended", "-103.33")] == due
    assert ("price-revised", "gross", "-50.00") in told(after)
    total = sum(Decimal(each["difference"]) for each in after["differences"] if each["result"])
    assert Decimal(after["difference"]["amount"]) == total


def test_a_revised_price_touches_only_what_asked_for_it(world: World) -> None:
    """A later day's price plays no part; the day's own does, and so does a nearer one that was missing."""
    world.price("2000", "2025-02-01")
    before = world.file("1000", "1")

    world.price("9000", "2025-02-04")
    assert [] == world.read(before["id"])["stale"]
    world.price("2500", "2025-02-02")

    assert [("price", "BTC/EUR")] == [(mark["reason"], mark["cause"]) for mark in world.read(before["id"])["stale"]]
    assert [("price-revised", "50.00")] == [
        (cause, difference) for cause, line, difference in told(world.reassess(before["id"])) if line == "due"
    ]


def test_a_place_before_all_that_are_known_touches_the_days_before_it_too(world: World) -> None:
    """The first place reaches back without limit: so does the one that comes before it, or takes its day."""
    operator = world.read(world.file("1000")["id"])["operator"]
    request = RegisterFarm(operator, "Second hall", "XA-N", None, "Etc/UTC", date(2025, 6, 1), None)
    world.farm = register_farm(world.service, command(), request).document["id"]
    before = world.reassess(world.file("500")["id"])

    for since in (date(2025, 6, 1), date(2025, 5, 1)):
        relocate_farm(world.service, command(), world.farm, NewPlace(since, "XB", None))

        assert ["place"] == [mark["reason"] for mark in world.read(before["id"])["stale"]]
        before = world.reassess(before["id"])
        assert ("10.00", []) == (before["total"]["amount"], before["stale"])


def test_what_a_clock_that_is_behind_records_was_not_known_to_earlier_assessments(world: World) -> None:
    """Two machines differ by an hour; the assessment made before replays to the byte, and says that it is stale."""
    world.price("2000")
    before = world.file("1000", "1")
    world.clock.now -= timedelta(hours=1)
    world.price("2500")
    relocate_farm(world.service, command(), world.farm, NewPlace(date(2025, 3, 1), "XB", None))

    assert replay(world.service, LOCAL_ADMINISTRATOR, before["id"])["identical"] is True
    assert {"price", "place"} == {mark["reason"] for mark in world.read(before["id"])["stale"]}


def test_what_cannot_be_computed_alone_is_taken_together_with_what_makes_it_possible(world: World) -> None:
    """A reassessment that finds nothing new says so, with nothing in it."""
    before = world.file("1000")

    after = world.reassess(before["id"])

    assert ([], {"amount": "0.00", "currency": "EUR"}) == (after["differences"], after["difference"])


def test_only_what_stands_can_be_reassessed(world: World) -> None:
    """The refusal leads to the one that does."""
    before = world.file("1000")
    after = world.reassess(before["id"])

    with pytest.raises(Conflict) as refused:
        reassess(world.service, command(), before["id"])

    assert {"assessment": f"/v1/assessments/{after['id']}"} == refused.value.extra["links"]
    kept: Any = read_differences(world.service, LOCAL_ADMINISTRATOR, after["id"])
    assert ([], before["id"]) == (kept["differences"], kept["supersedes"])
