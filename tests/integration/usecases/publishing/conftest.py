"""A service as it is in earnest, with law that changes, and a clock that goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from service.store.database import Database
from service.usecases.known_law import KnownLaw
from service.usecases.record_library import record_library, recorded_versions
from service.usecases.service import Service
from tests.integration.usecases.conftest import TickingClock


@pytest.fixture
def clock() -> TickingClock:
    """Tell a time that goes on."""
    return TickingClock()


@pytest.fixture
def service(migrated_url: str, clock: TickingClock) -> Iterator[Service]:
    """Wire a service as it is in earnest: with law that changes."""
    database = Database(migrated_url)
    record_library(database, lambda: datetime(2026, 10, 1, tzinfo=UTC))
    law = KnownLaw(database, clock, recorded_versions)
    law.refresh()
    yield Service(database, law, clock)
    database.close()
