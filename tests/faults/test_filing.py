"""
A filing happens whole or not at all, once, whatever happens to the process that files it.

Each fault has a negative control: the same test on a deliberately broken store has to notice.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from types import FrameType
from typing import Any, Final

import pytest
from sqlalchemy import text

from service.domain.reports import OperatorKind
from service.store.database import Database
from service.store.unit_of_work import UnitOfWork
from service.usecases.draft_report import create_report
from service.usecases.record_library import record_library, recorded_library
from service.usecases.register import register_farm, register_operator
from service.usecases.requests import Answer, Command, NewReport, RegisterFarm, RegisterOperator
from service.usecases.service import Service
from tests.integration.usecases.conftest import command, content
from tests.processes import be_mortal

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning"),
]

EQUAL_REQUESTS: Final = 64
KILLS: Final = 14
# A filing in one call leaves exactly this many rows in each table.
WHOLE: Final = {
    "reports": 1,
    "revisions": 1,
    "assessments": 1,
    "assessment_inputs": 1,
    "assessment_segments": 1,
    "events": 2,
}
NOTHING: Final = dict.fromkeys(WHOLE, 0)
NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def service(migrated_url: str) -> Iterator[Service]:
    """Wire a service."""
    database = Database(migrated_url)
    record_library(database, lambda: datetime(2026, 10, 1, tzinfo=UTC))
    with database.reading() as reading:
        library = recorded_library(reading)
    yield Service(database, library, lambda: NOW)
    database.close()


@pytest.fixture
def farm(service: Service) -> str:
    """Register the farm that files."""
    return registered_farm(service)


def registered_farm(service: Service) -> str:
    """Register a farm with an operator of its own."""
    operator: Any = register_operator(service, command(), RegisterOperator(OperatorKind.LEGAL_ENTITY, "TOO", None))
    request = RegisterFarm(operator.document["id"], "Hall", "KZ-71", None, "Asia/Almaty", None, None)
    registered: Any = register_farm(service, command(), request)
    identifier: str = registered.document["id"]
    return identifier


def test_of_many_equal_requests_at_once_one_files_and_all_get_its_answer(service: Service, farm: str) -> None:
    """Sixty-four threads, one key, one row, sixty-four equal answers."""
    same, gate = command("once"), Barrier(EQUAL_REQUESTS)

    def file(_: int) -> bytes:
        gate.wait(timeout=60)
        return filed(service, same, farm).body

    with ThreadPoolExecutor(EQUAL_REQUESTS) as threads:
        bodies = list(threads.map(file, range(EQUAL_REQUESTS)))

    assert 1 == len(set(bodies))
    assert WHOLE == kept(service, farm)


def test_a_process_killed_at_any_point_leaves_all_or_nothing(service: Service) -> None:
    """Wherever it dies, the same request under the same key then ends in one filing."""
    calls = calls_of_a_filing(service)
    left = []
    for point in range(1, KILLS + 1):
        farm, same = registered_farm(service), command()
        assert signal.SIGKILL == die_while_filing(service, same, farm, at_call=calls * point // KILLS)
        left.append(kept(service, farm))
        assert 201 == filed(service, same, farm).status
        assert WHOLE == kept(service, farm)
    assert all(rows in (NOTHING, WHOLE) for rows in left)
    assert NOTHING in left


def test_a_store_that_writes_row_by_row_is_noticed(service: Service) -> None:
    """The negative control: with each row in a transaction of its own, some point of death leaves a part."""
    calls = calls_of_a_filing(service)
    left = []
    for point in range(1, KILLS + 1):
        farm = registered_farm(service)
        at_call = calls * point // KILLS
        die_while_filing(service, command(), farm, at_call=at_call, sabotage=write_row_by_row)
        left.append(kept(service, farm))
    assert any(rows not in (NOTHING, WHOLE) for rows in left), left


def filed(service: Service, same: Command, farm: str) -> Answer:
    """File the report of the farm."""
    return create_report(service, same, NewReport(farm, None, content(), submit=True))


def kept(service: Service, farm: str) -> dict[str, int]:
    """Count the rows that filings for *farm* have left."""
    operators = "(SELECT operator FROM farms WHERE id = :farm)"
    theirs = {
        "reports": "farm = :farm",
        "revisions": "farm = :farm",
        "assessments": f"operator = {operators}",
        "assessment_inputs": f"assessment IN (SELECT id FROM assessments WHERE operator = {operators})",
        "assessment_segments": f"assessment IN (SELECT id FROM assessments WHERE operator = {operators})",
        "events": f"operator = {operators} AND type NOT LIKE '%.registered'",
    }
    with service.store.engine.connect() as connection:
        return {
            table: int(
                connection.execute(text(f"SELECT count(*) FROM {table} WHERE {only}"), {"farm": farm}).scalar_one()
            )
            for table, only in theirs.items()
        }


def die_while_filing(
    service: Service, same: Command, farm: str, *, at_call: int, sabotage: Callable[[], None] | None = None
) -> int:
    """File in a forked process that kills itself at a call into the store, the one numbered *at_call*; its signal."""
    service.store.close()
    child = os.fork()
    if child == 0:
        be_mortal()
        try:
            if sabotage:
                sabotage()
            sys.setprofile(killing(max(1, at_call)))
            filed(service, same, farm)
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status)


def calls_of_a_filing(service: Service) -> int:
    """Count the calls into the store of a filing that nothing disturbs, for a farm that nobody looks at."""
    farm, counter = registered_farm(service), killing(0)
    sys.setprofile(counter)
    try:
        filed(service, command(), farm)
    finally:
        sys.setprofile(None)
    return counter.calls


class killing:  # noqa: N801 - reads as a verb where it is used
    """A profiler that counts calls into the store, and kills the process at the one numbered *deadly*."""

    def __init__(self, deadly: int) -> None:
        self.calls = 0
        self._deadly = deadly

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        """Look at a call or return."""
        if event == "call" and f"{os.sep}store{os.sep}" in frame.f_code.co_filename:
            self.calls += 1
            if self.calls == self._deadly:
                os.kill(os.getpid(), signal.SIGKILL)


def write_row_by_row() -> None:
    """Break the store: every row is committed as soon as it is added."""
    add = UnitOfWork.add

    def add_and_commit(self: UnitOfWork, row: Any) -> None:
        add(self, row)
        self.commit()

    UnitOfWork.add = add_and_commit  # type: ignore[method-assign]
