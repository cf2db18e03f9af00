"""A small law of our own that can be corrected after the fact, and a farm that files under it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from service.domain.periods import Period
from service.domain.reports import EnergyLine, Metering, OperatorKind, ProductionLine, Supply
from service.store.database import Database
from service.usecases.draft_report import create_report
from service.usecases.import_prices import PriceFile, import_prices
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.read import read_assessment
from service.usecases.reassess import reassess
from service.usecases.record_library import record_library, recorded_library
from service.usecases.register import register_farm, register_operator
from service.usecases.requests import NewReport, RegisterFarm, RegisterOperator, ReportContent
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
  value: {fact: %(value)s}
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
    told = {"version": version, "since": "2025-01-01", "replaces": "null", "rate": "0.02", "above": "22.00"}
    told |= {"value": "mined_value"} | said
    (place / f"{version}.yaml").write_text(VERSION.lstrip() % told, encoding="utf-8")


class World:
    """A service over the test law, with a farm that can file."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder, self.clock = database, folder, TickingClock()
        law(folder, "1")
        self.learn()
        self.farm = self.another_farm()

    def another_farm(self) -> str:
        """Register another operator with a farm."""
        kind = OperatorKind.LEGAL_ENTITY
        operator = register_operator(self.service, command(), RegisterOperator(kind, "Ltd", None)).document["id"]
        request = RegisterFarm(operator, "Hall", "XA-N", None, "Etc/UTC", None, None)
        farm: str = register_farm(self.service, command(), request).document["id"]
        return farm

    def learn(self) -> None:
        """Record what is in the folder, and let the service know it."""
        record_library(self.database, self.clock, self.folder)
        with self.database.reading() as reading:
            self.service = Service(self.database, recorded_library(reading), self.clock)

    def file(self, kwh: str, coins: str | None = None, farm: str | None = None) -> Any:
        """File the quarter; coins are bitcoins valued by what is recorded."""
        line = EnergyLine(Decimal(kwh), Supply.GRID, Metering.METERED, grid_connected=True, cost=None, span=None)
        mined = () if coins is None else (ProductionLine("BTC", Decimal(coins), date(2025, 2, 3), None),)
        content = ReportContent(QUARTER, (line,), mined, ())
        answer = create_report(self.service, command(), NewReport(farm or self.farm, None, content, submit=True))
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
