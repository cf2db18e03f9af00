"""A wired service on a migrated database of each kind, with an operator and a farm in Kazakhstan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from service.domain.money import Money
from service.domain.periods import Period
from service.domain.reports import EnergyLine, Metering, OperatorKind, Supply
from service.store.database import Database
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.record_library import record_library, recorded_library
from service.usecases.register import register_farm, register_operator
from service.usecases.requests import Command, RegisterFarm, RegisterOperator, ReportContent
from service.usecases.service import Service

SECOND_QUARTER = Period(date(2024, 4, 1), date(2024, 7, 1))
_keys = count()


class TickingClock:
    """A clock that starts in autumn 2026 and goes on by a second whenever it is asked."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time, and let a second pass."""
        self.now += timedelta(seconds=1)
        return self.now


def clock_of(service: Service) -> TickingClock:
    """Return the clock of the service, to be set."""
    clock: Any = service.clock
    return clock  # type: ignore[no-any-return] # the fixture wires one


def command(key: str | None = None, fingerprint: str = "0" * 64) -> Command:
    """Make a write of the administrator, under a key of its own unless one is given."""
    return Command(LOCAL_ADMINISTRATOR, key or f"key-{next(_keys)}", "POST /v1/reports", fingerprint, "req-1")


def content(kwh: str = "10000000", period: Period = SECOND_QUARTER) -> ReportContent:
    """State grid electricity with its cost."""
    cost = Money(Decimal(150_000_000), "KZT")
    line = EnergyLine(Decimal(kwh), Supply.GRID, Metering.METERED, grid_connected=True, cost=cost, span=None)
    return ReportContent(period, (line,), (), ())


@pytest.fixture
def service(migrated_url: str) -> Iterator[Service]:
    """Wire a service whose law was recorded a month before its clock starts."""
    database = Database(migrated_url)
    record_library(database, lambda: datetime(2026, 10, 1, tzinfo=UTC))
    with database.reading() as reading:
        library = recorded_library(reading)
    yield Service(database, library, TickingClock())
    database.close()


@pytest.fixture
def operator(service: Service) -> str:
    """Register a legal entity."""
    wanted = RegisterOperator(OperatorKind.LEGAL_ENTITY, "TOO Example", None)
    registered: Any = register_operator(service, command(), wanted).document
    return str(registered["id"])


@pytest.fixture
def farm(service: Service, operator: str) -> str:
    """Register its farm in Astana."""
    request = RegisterFarm(operator, "Hall 1", "KZ-71", None, "Asia/Almaty", None, None)
    registered: Any = register_farm(service, command(), request).document
    return str(registered["id"])
