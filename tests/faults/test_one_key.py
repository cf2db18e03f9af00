"""Sixty-four equal requests at once, from threads and from processes, have one effect and get one answer."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from threading import Barrier
from typing import Final

import pytest
from sqlalchemy import text

from service.store import rows
from service.store.database import Database
from service.store.unit_of_work import UnitOfWork
from tests.processes import in_processes

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")

REQUESTS: Final = 64
PROCESSES: Final = 4
NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)
# Does the work of one request and returns its answer.
Answering = Callable[[UnitOfWork], bytes]


def answer_once(work: UnitOfWork) -> bytes:
    """Give the answer kept under the key; else do the work, and keep both in one transaction."""
    if (kept := work.idempotency("key_1", "k")) is not None:
        return kept.body
    body = do_the_work(work)
    work.add(rows.IdempotencyRow("key_1", "k", "POST /v1/operators", "0" * 64, 201, {}, body, NOW))
    work.commit()
    return body


def answer_without_the_key(work: UnitOfWork) -> bytes:
    """Do the work whether it was done or not."""
    body = do_the_work(work)
    work.commit()
    return body


def do_the_work(work: UnitOfWork) -> bytes:
    """Register an operator under a name that nobody can guess."""
    name = secrets.token_hex(16)
    work.add(rows.OperatorRow(name, "individual", "A", None, NOW))
    return name.encode()


def ask_from_threads(url: str, answering: Answering, threads: int) -> list[bytes]:
    """Ask from several threads at the same moment."""
    database, gate = Database(url), Barrier(threads)

    def ask(_: int) -> bytes:
        gate.wait(timeout=60)
        return database.transact(answering)

    with ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(ask, range(threads)))
    database.close()
    return answers


def ask_from_processes(url: str, answering: Answering) -> list[bytes]:
    """Ask from several processes, each with several threads."""
    threads = REQUESTS // PROCESSES
    answers = in_processes(partial(ask_from_threads, url, answering), [threads] * PROCESSES)
    return [answer for some in answers for answer in some]


def effects(url: str) -> list[bytes]:
    """Read what was registered."""
    database = Database(url)
    with database.engine.connect() as connection:
        found = [name.encode() for name in connection.execute(text("SELECT id FROM operators")).scalars()]
    database.close()
    return found


def test_equal_requests_from_threads_have_one_effect_and_one_answer(migrated_url: str) -> None:
    """In one process."""
    answers = Counter(ask_from_threads(migrated_url, answer_once, REQUESTS))

    assert dict.fromkeys(effects(migrated_url), REQUESTS) == answers


@pytest.mark.fault("64 equal requests at once", "from threads and from processes, on both databases")
def test_equal_requests_from_processes_have_one_effect_and_one_answer(migrated_url: str) -> None:
    """What one process knows, the others have to learn from the database."""
    answers = Counter(ask_from_processes(migrated_url, answer_once))

    assert dict.fromkeys(effects(migrated_url), REQUESTS) == answers


@pytest.mark.control("64 equal requests at once", "without a key")
def test_without_the_key_each_request_has_its_own_effect(migrated_url: str) -> None:
    """The negative control."""
    answers = ask_from_threads(migrated_url, answer_without_the_key, REQUESTS)

    assert sorted(effects(migrated_url)) == sorted(set(answers))
    assert REQUESTS == len(set(answers))
