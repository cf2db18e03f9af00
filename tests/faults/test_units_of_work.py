"""
A unit of work is whole or absent, and what was acknowledged is there, whenever its process is killed.

The process is killed from outside at moments that nobody chose, and from inside at every call of the driver. Each time
a store that is broken on purpose has to be noticed.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from itertools import count
from random import Random
from typing import Any, Final

import pytest
from sqlalchemy import make_url, text

from service.store import exchange, rows, sqlite
from service.store.database import Database
from tests.processes import be_mortal

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning"),
]

ROUNDS: Final = 5
NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)
FARMS: Final = 2
# Of the moments at which writers are killed; the database and the machine do the rest.
SEED: Final = 20261122
WHOLE: Final = (1, FARMS, FARMS)
ABSENT: Final = (0, 0, 0)


def unit(name: str) -> list[rows.Row]:
    """Return the rows of one unit: an operator with its farms, each with a place."""
    kept: list[rows.Row] = [rows.OperatorRow(name, "individual", "A", None, NOW)]
    for at in range(FARMS):
        kept.append(rows.FarmRow(f"{name}-{at}", name, "F", "Asia/Almaty", None, NOW))
        kept.append(rows.FarmPlaceRow(f"{name}-{at}", date.min, "KZ-71", None, NOW))
    return kept


def keep(database: Database, *kept: rows.Row) -> None:
    """Keep rows in a unit of work of their own."""
    with database.unit_of_work() as work:
        for row in kept:
            work.add(row)
        work.commit()


def parts(database: Database, name: str) -> tuple[int, int, int]:
    """Count what there is of a unit: operator, farms, places."""
    queries = (
        "SELECT count(*) FROM operators WHERE id = :name",
        "SELECT count(*) FROM farms WHERE operator = :name",
        "SELECT count(*) FROM farm_places WHERE farm IN (SELECT id FROM farms WHERE operator = :name)",
    )
    with database.engine.connect() as connection:
        counts = [int(connection.execute(text(query), {"name": name}).scalar_one()) for query in queries]
    return (counts[0], counts[1], counts[2])


def names(database: Database, prefix: str) -> list[str]:
    """Read which units have left anything."""
    with database.engine.connect() as connection:
        found = connection.execute(text("SELECT id FROM operators WHERE id LIKE :prefix"), {"prefix": f"{prefix}-%"})
        return sorted(found.scalars())


def write_and_be_killed(url: str, how: str, prefix: str, *, after_seconds: float) -> list[str]:
    """Let a forked process write, kill it once it has acknowledged something, and return what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        be_mortal()
        try:
            write(url, how, prefix, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as ledger:
        acknowledged = [ledger.readline()]
        time.sleep(after_seconds)
        os.kill(child, signal.SIGKILL)
        acknowledged += ledger.readlines()
    os.waitpid(child, 0)
    return [line.strip() for line in acknowledged if line.endswith("\n")]


def write(url: str, how: str, prefix: str, ledger: int) -> None:
    """Keep one unit after the other, whole or in halves, and write to *ledger* which ones were acknowledged."""
    database = Database(url)
    for number in count():
        name = f"{prefix}-{number:06}"
        operator, *others = unit(name)
        for part in [[operator, *others]] if how == "whole" else [[operator], others]:
            keep(database, *part)
        os.write(ledger, f"{name}\n".encode())


def settled(database: Database) -> None:
    """Wait until the server has ended the sessions of those who were killed."""
    if make_url(database.url).get_backend_name() == "sqlite":
        return
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    database.close()
    for _ in range(100):
        with database.engine.connect() as connection:
            if connection.execute(text(others)).scalar_one() == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("sessions of killed processes are still open")


def test_a_writer_killed_at_any_moment_leaves_whole_units_and_all_that_it_acknowledged(migrated_url: str) -> None:
    """Of what it did not acknowledge, the last unit may be there, whole."""
    random, database = Random(SEED), Database(migrated_url)
    for number in range(ROUNDS):
        prefix = f"round{number}"
        acknowledged = write_and_be_killed(migrated_url, "whole", prefix, after_seconds=random.uniform(0, 0.3))
        settled(database)
        found = names(database, prefix)

        assert acknowledged
        assert acknowledged == found[: len(acknowledged)]
        assert len(found) - len(acknowledged) in (0, 1)
        assert {WHOLE} == {parts(database, name) for name in found}
    database.close()


def test_a_writer_that_keeps_a_unit_in_halves_is_noticed(migrated_url: str) -> None:
    """The negative control: killed often enough, it leaves half a unit behind."""
    random, database = Random(SEED), Database(migrated_url)
    left = set()
    for number in range(10 * ROUNDS):
        prefix = f"round{number}"
        write_and_be_killed(migrated_url, "halves", prefix, after_seconds=random.uniform(0, 0.1))
        settled(database)
        left |= {parts(database, name) for name in names(database, prefix)}
        if left > {WHOLE}:
            break
    database.close()

    assert {WHOLE, (1, 0, 0)} == left


def die_at(number: int, before: Callable[[Any], None]) -> Callable[..., Any]:
    """Return a stand-in that counts its calls and kills the process before the one numbered *number*."""
    calls = 0

    def stand_in(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return before(*arguments, **options)

    return stand_in


def instrument(kind: str, number: int) -> None:
    """Have this process killed before the driver is called for the *number*-th time."""
    if kind == "sqlite":
        _instrument_sqlite(number)
        return
    for name in ("_send_waiting", "_receive", "_judge"):
        whole = getattr(exchange.Exchange, name)
        setattr(exchange.Exchange, name, die_at(_share(number, name), whole))


def _share(number: int, name: str) -> int:
    """Three calls make an exchange; the *number*-th of all falls to one of them."""
    order = ("_send_waiting", "_receive", "_judge")
    return number // 3 + 1 if order[number % 3] == name else -1


def _instrument_sqlite(number: int) -> None:
    module = sqlite.driver()
    calls = {"left": number}

    class DyingCursor(module.Cursor):  # type: ignore[name-defined, misc] # the driver is chosen when it runs
        """A cursor that counts statements."""

        def _count(self) -> None:
            calls["left"] -= 1
            if calls["left"] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def execute(self, *arguments: Any) -> Any:
            self._count()
            return super().execute(*arguments)

        def executemany(self, *arguments: Any) -> Any:
            self._count()
            return super().executemany(*arguments)

    class DyingConnection(module.Connection):  # type: ignore[name-defined, misc] # as above
        """A connection with such cursors."""

        def cursor(self, factory: Any = DyingCursor) -> Any:
            return super().cursor(factory)

    connect = module.connect
    module.connect = partial(connect, factory=DyingConnection)  # type: ignore[attr-defined] # as above


def die_while_keeping(url: str, name: str, number: int, keeping: Callable[[Database, str], None]) -> bool:
    """Keep a unit in a forked process that dies before the *number*-th call of its driver; tell whether it died."""
    child = os.fork()
    if child == 0:
        be_mortal()
        try:
            instrument(make_url(url).get_backend_name(), number)
            keeping(Database(url), name)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, -signal.SIGKILL}
    return code != 0


def keep_whole(database: Database, name: str) -> None:
    """Keep a unit as the store means it."""
    with database.unit_of_work() as work:
        work.operator(name)
        for row in unit(name):
            work.add(row)
        work.commit()


def keep_row_by_row(database: Database, name: str) -> None:
    """Keep a unit in many transactions."""
    for row in unit(name):
        keep(database, row)


def left_behind(url: str, keeping: Callable[[Database, str], None]) -> list[tuple[int, int, int]]:
    """Kill at one call after the other until a unit outlives all of them; return what each left."""
    database, left = Database(url), []
    for number in range(1, 100):
        name = f"unit-{number}"
        database.close()
        died = die_while_keeping(url, name, number, keeping)
        settled(database)
        left.append(parts(database, name))
        if not died:
            break
    database.close()
    return left


def test_a_process_that_dies_before_any_call_of_its_driver_leaves_all_or_nothing(migrated_url: str) -> None:
    """Early deaths leave nothing; the last, after the commit was sent or done, may leave all."""
    left = left_behind(migrated_url, keep_whole)

    assert len(left) > 4
    assert {WHOLE, ABSENT} == set(left)
    assert (ABSENT, WHOLE) == (left[0], left[-1])


def test_rows_in_transactions_of_their_own_are_noticed(migrated_url: str) -> None:
    """The negative control of the same test."""
    left = left_behind(migrated_url, keep_row_by_row)

    assert set(left) - {WHOLE, ABSENT}


if not hasattr(os, "fork"):
    pytest.skip("there is no SIGKILL here", allow_module_level=True)
