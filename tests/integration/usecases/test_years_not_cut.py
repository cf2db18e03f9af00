"""A year that is not cut has the law of its first day, in whatever order its months are reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from service.domain.periods import Period
from service.domain.reports import EnergyLine, Metering, OperatorKind, Place, Statement, Supply
from service.store.database import Database
from service.usecases.draft_law import LawText, draft_law
from service.usecases.draft_report import create_report
from service.usecases.estimate import estimate
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.preview_impact import preview_impact
from service.usecases.replay import replay
from service.usecases.requests import EstimateRequest, NewReport, ReportContent
from tests.integration.usecases import levy
from tests.integration.usecases.conftest import command
from tests.integration.usecases.levy import World, law

_JANUARY, _MARCH = Period(date(2025, 1, 1), date(2025, 2, 1)), Period(date(2025, 3, 1), date(2025, 4, 1))
_ENERGY = (EnergyLine(Decimal(1100), Supply.GRID, Metering.METERED, grid_connected=True, cost=None, span=None),)


@pytest.fixture
def world(migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Begin with a levy of the year that is in force since the first of January."""
    monkeypatch.setattr(levy, "SCHEDULE", levy.SCHEDULE.replace("period: quarter", "period: year"))
    database = Database(migrated_url)
    yield World(database, tmp_path / "law")
    database.close()


def filed(world: World, month: Period) -> Any:
    """File a month of 1100 kilowatt-hours."""
    content = ReportContent(month, _ENERGY, (), ())
    return create_report(world.service, command(), NewReport(world.farm, None, content, submit=True)).document


def test_law_that_begins_within_the_year_is_not_the_law_of_what_is_reported_first(world: World) -> None:
    """March alone, and March with January, are under the version of the first of January."""
    law(world.folder, "2", replaces='"1"', since="2025-02-01", rate="0.05", above="25.00")
    world.learn()

    (march,) = filed(world, _MARCH)["assessments"]
    (both,) = filed(world, _JANUARY)["assessments"]

    assert [("1", "12.00"), ("1", "34.00")] == [
        (each["segments"][0]["version"], each["total"]["amount"]) for each in (march, both)
    ]
    assert march["id"] == both["supersedes"]
    assert [True, True] == [
        replay(world.service, LOCAL_ADMINISTRATOR, each["id"])["identical"] for each in (march, both)
    ]


def test_where_the_first_day_had_no_law_the_year_has_none(
    migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is anything assessed that a report of January would leave behind."""
    monkeypatch.setattr(levy, "SCHEDULE", levy.SCHEDULE.replace("period: quarter", "period: year"))
    monkeypatch.setattr(levy, "VERSION", levy.VERSION.replace("%(since)s", "2025-02-01"))
    database = Database(migrated_url)
    world = World(database, tmp_path / "law")

    answers = [filed(world, month) for month in (_MARCH, _JANUARY)]

    assert [[], []] == [answer["assessments"] for answer in answers]
    assert [["not-yet-in-force"]] * 2 == [[each["reason"] for each in answer["left_out"]] for answer in answers]
    database.close()


def test_the_year_of_an_estimate_begins_with_what_is_stated(world: World) -> None:
    """A taxpayer's own year may begin in any month."""
    law(world.folder, "2", replaces='"1"', since="2025-02-01", rate="0.05", above="25.00")
    world.learn()
    place = Place(date(2020, 1, 1), "XA-N", None)

    stated = Statement(OperatorKind.LEGAL_ENTITY, (place,), _MARCH, _ENERGY)

    answer: Any = estimate(world.service, EstimateRequest(stated, None, None))

    (made,) = answer["assessments"]
    assert ("2", "15.00") == (made["segments"][0]["version"], made["total"]["amount"])


_IN_WINTER = levy.VERSION.replace(
    "  - {id: capped, kind: cap, of: gross",
    """  - {id: cold, kind: surcharge, of: gross, rate: "0.5", when: {between: {from: "12-15", to: "02-10"}}, law: act}
  - {id: full, kind: total, add: [gross, cold], law: act#3}
  - {id: capped, kind: cap, of: full""",
).partition("tests:")[0]
_CASES = """
tests:
  - {name: summer, day: "2025-06-01", inputs: {kwh: "1100", value: "0"}, expect: {due: "12.00"}}
  - {name: winter, day: "2025-01-01", inputs: {kwh: "500", value: "0"}, expect: {due: "7.50"}}
  - {name: capped, day: "2025-06-01", inputs: {kwh: "0", value: "100000"}, expect: {due: "500.00"}}
"""


@pytest.mark.parametrize(
    ("since", "changes"),
    [("2025-01-01", [("12.00", "18.00")]), ("2025-02-01", [])],
    ids=["from the first day", "within the year"],
)
def test_a_draft_is_tried_by_the_law_of_the_first_day(world: World, since: str, changes: list[tuple[str, str]]) -> None:
    """Its winter is that of the first of January, for what was reported of March; begun later, it is not tried."""
    filed(world, _MARCH)
    said = {"version": "2", "replaces": '"1"', "since": since, "rate": "0.02", "value": "mined_value"}
    text = LawText((_IN_WINTER.lstrip() + _CASES) % said)
    draft: Any = draft_law(world.service, command(), text).document

    impact: Any = preview_impact(world.service, LOCAL_ADMINISTRATOR, draft["id"])

    assert (len(changes), 0) == (impact["changed"], impact["assessed_again"])
    due = [line for each in impact["largest"] for line in each["lines"] if line["line"] == "due"]
    assert changes == [(line["before"], line["after"]) for line in due]
