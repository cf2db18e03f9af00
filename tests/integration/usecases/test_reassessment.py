"""Law corrected after the fact, prices revised, farms moved: what rests on them is stale, and is made again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from service.domain.errors import Conflict
from service.domain.periods import Period
from service.domain.reports import EnergyLine, Metering, OperatorKind, ProductionLine, Supply
from service.store.database import Database
from service.usecases.draft_report import create_report
from service.usecases.import_prices import PriceFile, import_prices
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.read import read_assessment
from service.usecases.reassess import read_differences, reassess
from service.usecases.reassessments import Wanted, cancel_job, read_job, reassess_many, work_on_a_job
from service.usecases.record_library import record_library, recorded_library
from service.usecases.register import register_farm, register_operator
from service.usecases.relocate_farm import relocate_farm
from service.usecases.replay import replay
from service.usecases.requests import NewPlace, NewReport, RegisterFarm, RegisterOperator, ReportContent
from service.usecases.service import Service
from tests.integration.usecases.conftest import TickingClock, command

QUARTER = Period(date(2025, 1, 1), date(2025, 4, 1))

SCHEDULE = """
format: hashlevy.schedule/1
schedule: xa.levy
title: {en: Test levy, ru: Пробный сбор}
jurisdiction: XA
kind: levy
subject: operator
period: quarter
accumulates: discrete
time_zone: Etc/UTC
currency: EUR
"""

VERSION = """
format: hashlevy.version/1
schedule: xa.levy
version: "%(version)s"
status: enacted
valid: {from: "%(since)s", to: null}
published_on: "2024-06-01"
retroactive: null
replaces: %(replaces)s
evidence: verified
law:
  act: {title: "Test act", cite: "TA", address: null, evidence: verified, note: null}
inputs:
  kwh: {fact: energy_kwh}
  value: {fact: mined_value}
components:
  - id: energy
    kind: brackets
    of: kwh
    mode: marginal
    edge: lower_inclusive
    bands: [{from: "0", rate: "0.01"}, {from: "1000", rate: "%(rate)s"}]
    law: act#1
  - {id: coins, kind: percent, of: value, rate: "0.10", law: act#2}
  - {id: gross, kind: total, add: [energy, coins], law: act#3}
  - {id: capped, kind: cap, of: gross, at: "500", law: act#4}
  - {id: due, kind: round, of: capped, step: "0.01", mode: half_up, law: act#5}
result: due
due: {return: {month: 1, day: 15}, payment: {month: 1, day: 25}}
notes: []
tests:
  - {name: below, inputs: {kwh: "1000", value: "0"}, expect: {due: "10.00"}}
  - {name: above, inputs: {kwh: "1100", value: "100"}, expect: {due: "%(above)s"}}
  - {name: half a cent, inputs: {kwh: "0.5", value: "0"}, expect: {due: "0.01"}}
  - {name: capped, inputs: {kwh: "0", value: "100000"}, expect: {due: "500.00"}}
"""


def law(folder: Path, version: str, **said: str) -> None:
    """Write a version of the test levy."""
    place = folder / "xa" / "levy"
    place.mkdir(parents=True, exist_ok=True)
    (place / "schedule.yaml").write_text(SCHEDULE.lstrip(), encoding="utf-8")
    told = {"version": version, "since": "2025-01-01", "replaces": "null", "rate": "0.02", "above": "22.00"} | said
    (place / f"{version}.yaml").write_text(VERSION.lstrip() % told, encoding="utf-8")


class World:
    """A service over the test law, with a farm that can file."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder, self.clock = database, folder, TickingClock()
        law(folder, "1")
        self.learn()
        kind = OperatorKind.LEGAL_ENTITY
        operator = register_operator(self.service, command(), RegisterOperator(kind, "Ltd", None)).document["id"]
        request = RegisterFarm(operator, "Hall", "XA-N", None, "Etc/UTC", None, None)
        self.farm: str = register_farm(self.service, command(), request).document["id"]

    def learn(self) -> None:
        """Record what is in the folder, and let the service know it."""
        record_library(self.database, self.clock, self.folder)
        with self.database.reading() as reading:
            self.service = Service(self.database, recorded_library(reading), self.clock)

    def file(self, kwh: str, coins: str | None = None) -> Any:
        """File the quarter; coins are bitcoins valued by what is recorded."""
        line = EnergyLine(Decimal(kwh), Supply.GRID, Metering.METERED, grid_connected=True, cost=None, span=None)
        mined = () if coins is None else (ProductionLine("BTC", Decimal(coins), date(2025, 2, 3), None),)
        content = ReportContent(QUARTER, (line,), mined, ())
        answer = create_report(self.service, command(), NewReport(self.farm, None, content, submit=True))
        return answer.document["assessments"][0]

    def price(self, price: str, day: str = "2025-02-03") -> None:
        """Record what a bitcoin was worth."""
        text = f"asset,currency,date,price,source,method\nBTC,EUR,{day},{price},test,close\n"
        import_prices(self.service, command(), PriceFile(text.encode()))

    def read(self, assessment: str) -> Any:
        """Read an assessment."""
        return read_assessment(self.service, LOCAL_ADMINISTRATOR, assessment)

    def reassess(self, assessment: str) -> Any:
        """Make it again."""
        return reassess(self.service, command(), assessment).document


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


def requested(world: World, wanted: Wanted) -> Any:
    """Ask for a job."""
    return reassess_many(world.service, command(), wanted).document


def ended(world: World, job: str) -> Any:
    """Work until nothing is left to do, and read the job."""
    while work_on_a_job(world.database, world.clock):
        pass
    return read_job(world.service, LOCAL_ADMINISTRATOR, job)


def test_a_job_reassesses_what_is_stale_and_tells_how_far_it_is(world: World) -> None:
    """What is not stale stays; what stood is superseded; a second job finds nothing."""
    before = world.file("1100")
    law(world.folder, "2", replaces='"1"', rate="0.05", above="25.00")
    world.learn()

    job = requested(world, Wanted(jurisdiction="XA", schedule="xa.levy", period=QUARTER))
    done = ended(world, job["id"])

    assert ("waiting", 1, 0) == (job["state"], job["total"], job["done"])
    assert ("done", 1, 0, []) == (done["state"], done["done"], done["failed"], done["failures"])
    after = world.read(world.read(before["id"])["superseded_by"])
    assert ("15.00", []) == (after["total"]["amount"], after["stale"])
    assert 0 == requested(world, Wanted())["total"]


@pytest.mark.parametrize(
    "narrowed",
    [Wanted(jurisdiction="XB"), Wanted(schedule="kz.levy"), Wanted(period=Period(date(2025, 1, 1), date(2025, 2, 1)))],
)
def test_a_job_leaves_alone_what_it_is_not_about(world: World, narrowed: Wanted) -> None:
    """By jurisdiction, schedule and period."""
    before = world.file("1100")
    law(world.folder, "2", replaces='"1"', rate="0.05", above="25.00")
    world.learn()

    assert 0 == ended(world, requested(world, narrowed)["id"])["done"]
    assert world.read(before["id"])["superseded_by"] is None


def test_a_job_tells_what_it_could_not_do_and_does_the_rest(world: World) -> None:
    """The farm turned out to have been elsewhere all the time: the assessment stands, and stays stale."""
    world.price("2000")
    before = world.file("1100", "1")
    relocate_farm(world.service, command(), world.farm, NewPlace(None, "XB", None))

    done = ended(world, requested(world, Wanted(stale_only=False))["id"])

    assert ("done", 0, 1) == (done["state"], done["done"], done["failed"])
    assert [(before["id"], "schedule-not-applicable")] == [
        (each["assessment"], each["code"]) for each in done["failures"]
    ]
    assert world.read(before["id"])["superseded_by"] is None


def test_a_job_that_is_cancelled_ends_and_an_ended_one_cannot_be(world: World) -> None:
    """Nothing is done after that."""
    before = world.file("1100")
    job = requested(world, Wanted(stale_only=False))
    cancelled: Any = cancel_job(world.service, command(), job["id"]).document

    assert (True, "waiting") == (cancelled["cancelling"], cancelled["state"])
    assert "cancelled" == ended(world, job["id"])["state"]
    assert world.read(before["id"])["superseded_by"] is None
    with pytest.raises(Conflict):
        cancel_job(world.service, command(), job["id"])
