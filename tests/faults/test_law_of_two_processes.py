"""
Law that one process records is used by every filing of any other whose knowledge is later; nothing is missed silently.

The negative control is a service that does not look again: the same filing uses the law of yesterday.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from service.domain.canonical import canonical
from service.domain.reports import OperatorKind
from service.law.document import Schedule, Version
from service.law.reader import version_from_content
from service.store.database import Database
from service.store.rows import ScheduleVersionRow
from service.usecases.draft_report import create_report
from service.usecases.known_law import KnownLaw
from service.usecases.record_library import (
    record_library,
    recorded_versions,
    recording_instant,
    shipped_library,
    version_row,
)
from service.usecases.register import register_farm, register_operator
from service.usecases.replay import replay
from service.usecases.requests import NewReport, RegisterFarm, RegisterOperator
from service.usecases.service import Service
from tests.integration.usecases.conftest import command, content

pytestmark = pytest.mark.thorough

START: Final = datetime(2026, 11, 1, tzinfo=UTC)
FEE: Final = "kz.digital_mining_fee"
CORRECTED: Final = "30000000.00"  # ten gigawatt-hours at three tenge instead of two
FORMER: Final = "20000000.00"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Share one time among all processes."""
    return Clock()


@pytest.fixture
def processes(migrated_url: str, clock: Clock) -> Iterator[tuple[Service, Service]]:
    """Wire two services as two processes would be: each with its own connections and its own knowledge."""
    wired = []
    for _ in range(2):
        database = Database(migrated_url)
        record_library(database, lambda: START - timedelta(days=30))
        law = KnownLaw(database, clock, recorded_versions)
        law.refresh()
        wired.append(Service(database, law, clock))
    one, other = wired
    yield one, other
    for service in wired:
        service.store.close()


def corrected() -> tuple[Schedule, Version]:
    """Correct the fee of 2024: three tenge a kilowatt-hour from its first day on."""
    library = shipped_library(START)
    said: Any = library.version(FEE, "2024").version.content
    standard, *others = said["components"]
    components = [{**standard, "rate": "3"}, *others]
    text = {**said, "version": "2024-c", "replaces": "2024", "components": components, "tests": []}
    return library.schedule(FEE), version_from_content(text, library.schedule(FEE))


def record(service: Service, *, after: timedelta = timedelta(0)) -> datetime:
    """Record the correction, known from *after* now on."""
    with service.store.unit_of_work() as work:
        instant = recording_instant(work, service.clock) + after
        work.add(version_row(*corrected(), instant))
        work.commit()
    return instant


def farm_of(service: Service) -> str:
    """Register a farm in Kazakhstan."""
    operator: Any = register_operator(service, command(), RegisterOperator(OperatorKind.LEGAL_ENTITY, "TOO", None))
    request = RegisterFarm(operator.document["id"], "Hall", "KZ-71", None, "Asia/Almaty", None, None)
    return str(register_farm(service, command(), request).document["id"])


def filed(service: Service) -> dict[str, Any]:
    """File a quarter of 2024 with ten gigawatt-hours; return the assessment of the fee."""
    answer = create_report(service, command(), NewReport(farm_of(service), None, content(), submit=True))
    (assessment,) = answer.document["assessments"]
    return dict(assessment)


def test_a_filing_uses_law_that_another_process_has_just_recorded(
    processes: tuple[Service, Service], clock: Clock
) -> None:
    """Not a second later: the filing itself asks, although no time has passed for the process to look by itself."""
    one, other = processes
    assert "2024" == filed(other)["version"]

    record(one)
    clock.now += timedelta(microseconds=2)

    assert ("2024-c", CORRECTED) == ((found := filed(other))["version"], found["total"]["amount"])
    assert replay(other, command().principal, found["id"])["identical"]


def test_a_service_that_never_looks_again_would_use_the_law_of_yesterday(
    processes: tuple[Service, Service], clock: Clock
) -> None:
    """The control: without looking, the test above would fail; and the replay tells."""
    one, other = processes
    deaf = Service(other.store, other.library, clock)

    record(one)
    clock.now += timedelta(microseconds=2)

    assert "2024" == (found := filed(deaf))["version"]
    assert not replay(other, command().principal, found["id"])["identical"]


def test_what_was_filed_before_the_recording_stays_as_it_was_known(processes: tuple[Service, Service]) -> None:
    """Filed in the same instant by the clock: the recording takes an instant of its own, after it."""
    one, other = processes
    before = filed(other)

    instant = record(one)

    assert instant > START
    assert replay(one, command().principal, before["id"])["identical"]


def test_readers_and_estimates_notice_within_a_second(processes: tuple[Service, Service], clock: Clock) -> None:
    """They ask at most once a second; the process that recorded it notices at once."""
    one, other = processes
    assert other.library.versions(FEE)
    record(one)

    clock.now += timedelta(milliseconds=500)
    within = [recorded.version.version for recorded in other.library.versions(FEE)]
    clock.now += timedelta(milliseconds=501)
    after = [recorded.version.version for recorded in other.library.versions(FEE)]

    assert "2024-c" not in within
    assert "2024-c" in after


def test_law_under_embargo_does_not_exist_before_its_instant(processes: tuple[Service, Service], clock: Clock) -> None:
    """And does from then on, without anybody releasing it."""
    one, other = processes
    release = record(one, after=timedelta(days=1))

    clock.now = release - timedelta(microseconds=1)
    assert "2024" == filed(other)["version"]
    assert "2024-c" not in [recorded.version.version for recorded in other.library.versions(FEE)]

    clock.now = release
    assert "2024-c" == filed(other)["version"]
    assert "2024-c" in [recorded.version.version for recorded in other.library.versions(FEE)]


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_a_filing_waits_for_a_recording_that_has_its_instant_but_is_not_committed(
    processes: tuple[Service, Service], clock: Clock
) -> None:
    """Else its knowledge would be later than law that it did not see, and no replay could agree with it."""
    one, other = processes
    farm = farm_of(other)
    found: list[Any] = []

    def file_it() -> None:
        answer = create_report(other, command(), NewReport(farm, None, content(), submit=True))
        found.append(answer.document["assessments"][0])

    with one.store.unit_of_work() as work:
        schedule, version = corrected()
        work.add(version_row(schedule, version, recording_instant(work, one.clock)))
        clock.now += timedelta(seconds=1)
        filing = threading.Thread(target=file_it)
        filing.start()
        filing.join(0.5)
        assert filing.is_alive(), "it did not wait"
        work.commit()
    filing.join(10)

    assert ["2024-c"] == [assessment["version"] for assessment in found]


def test_the_database_being_away_does_not_take_the_known_law_away(
    processes: tuple[Service, Service], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Estimates go on by what is known; the next look comes a second later."""
    _, other = processes
    known = other.library

    def away(*_: object, **__: object) -> ScheduleVersionRow:
        from service.domain.errors import Unavailable  # noqa: PLC0415

        raise Unavailable("database-unreachable", "Away for this test.")

    monkeypatch.setattr(Database, "reading", away)
    clock.now += timedelta(seconds=2)

    assert known is other.library
    assert canonical(known.digest) == canonical(other.library.digest)
