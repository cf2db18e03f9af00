"""Two who change the same thing at once take turns, and the second sees what the first has done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting
from dataclasses import replace
from threading import Barrier

import pytest

from service.domain.errors import Conflict
from service.domain.periods import Period
from service.store import postgres_pool
from service.store.database import Database
from service.store.reading import Filing, FilingQuery
from tests.integration.store.samples import (
    FARM,
    OPERATOR,
    OTHER,
    PLACE,
    QUARTER,
    REPORT,
    REVISION,
    RUSSIAN,
    RUSSIAN_PLACE,
    keep,
)

QUERY = FilingQuery(principal="key_1", key="k", farm=FARM.id, period=Period(*QUARTER))


@pytest.fixture
def farm(database: Database) -> Database:
    """Keep a farm that two want to file for."""
    keep(database, OPERATOR, FARM, PLACE)
    return database


def found(database: Database) -> Filing:
    """Read what a filing needs, in a unit of work of its own."""
    with database.unit_of_work() as work:
        return work.filing(QUERY)


def test_a_filing_waits_for_another_of_the_same_farm_and_sees_it(farm: Database) -> None:
    """Without the lock both would find the quarter free, and file it twice."""
    with ThreadPoolExecutor(1) as pool:
        with farm.unit_of_work() as first:
            assert () == first.filing(QUERY).overlapping
            second = pool.submit(found, farm)
            with pytest.raises(StillWaiting):
                second.result(timeout=0.3)
            first.add(REPORT)
            first.add(REVISION)
            first.commit()

        assert (REPORT,) == second.result(timeout=10).overlapping


def test_reading_never_waits_for_a_filing(farm: Database) -> None:
    """Readers see what was committed before."""
    with farm.unit_of_work() as work:
        work.filing(QUERY)
        with farm.reading() as reading:
            assert () == reading.overlapping_reports(FARM.id, *QUARTER)


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_filings_of_different_operators_do_not_wait_for_each_other(farm: Database) -> None:
    """In PostgreSQL; SQLite has one writer at a time."""
    keep(farm, OTHER, RUSSIAN, RUSSIAN_PLACE)

    def read_theirs() -> str | None:
        with farm.unit_of_work() as second:
            theirs = second.filing(replace(QUERY, farm=RUSSIAN.id))
            return None if theirs.operator is None else theirs.operator.id

    with ThreadPoolExecutor(1) as pool, farm.unit_of_work() as first:
        first.filing(QUERY)
        assert OTHER.id == pool.submit(read_theirs).result(timeout=10)


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_whoever_waits_too_long_is_told_that_a_request_is_in_flight(
    farm: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock timeout of the server ends the wait; nothing was changed."""
    monkeypatch.setitem(postgres_pool.SETTINGS, "lock_timeout", "100ms")
    impatient = Database(farm.url)
    with farm.unit_of_work() as first:
        first.filing(QUERY)
        with pytest.raises(Conflict) as refused, impatient.unit_of_work() as second:
            second.filing(QUERY)
    impatient.close()

    assert refused.value.code == "request-in-flight"


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_a_deadlock_is_retryable_for_one_and_nothing_for_the_other(farm: Database) -> None:
    """Each holds what the other wants: the server lets one of them through."""
    other = RUSSIAN
    keep(farm, OTHER, other)

    both_hold_one = Barrier(2)

    def lock_both(first: str, second: str) -> None:
        with farm.unit_of_work() as work:
            work.lock_operator(first)
            both_hold_one.wait(timeout=10)
            work.lock_operator(second)
            work.commit()

    with ThreadPoolExecutor(2) as pool:
        attempts = [pool.submit(lock_both, FARM.id, other.id), pool.submit(lock_both, other.id, FARM.id)]
        outcomes = [attempt.exception(timeout=20) for attempt in attempts]

    assert sorted(["NoneType", "Retryable"]) == sorted(type(outcome).__name__ for outcome in outcomes)
