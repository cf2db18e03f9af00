"""
Where commits wait for a standby, a wait that was cancelled is not taken for success.

PostgreSQL then commits on the primary alone, and reports success with a warning. The standby is real, and so is the
cancellation; the negative control is psycopg by itself, which takes the same for success.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service.config import Config
from service.serving.preparation import prepare
from tests.faults.standby import Pair
from tests.world import close_app, open_app

pytestmark = pytest.mark.thorough

if sys.platform != "linux":
    pytest.skip("processes are stopped and looked at as on Linux", allow_module_level=True)

BODY: Final = {"kind": "legal_entity", "name": "Ekibastuz Hosting LLP"}
_COUNT: Final = "SELECT count(*) FROM operators"


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    """Start a primary with a synchronous standby."""
    with Pair.running() as running:
        yield running


@pytest.fixture
def url(pair: Pair) -> Iterator[str]:
    """Lend a database on the primary."""
    with pair.databases.database() as lent:
        yield lent


class Client:
    """Who registers an operator, over and over with one idempotency key."""

    def __init__(self, app: Flask, key: str) -> None:
        self._app = app
        self._headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "the-first-operator"}

    def register(self) -> TestResponse:
        """Send the request."""
        return self._app.test_client().post("/v1/operators", json=BODY, headers=self._headers)


@pytest.fixture
def client(url: str) -> Iterator[Client]:
    """Serve the database, in this process."""
    keys = os.environ["HASHLEVY_KEYS_DIRECTORY"]
    _, key = prepare(Config(database_url=url, keys_directory=keys))
    assert key is not None
    app = open_app(url)
    yield Client(app, key)
    close_app(app)


def cancelled(pair: Pair, pool: ThreadPoolExecutor, client: Client) -> Any:
    """Send the request, cancel its wait for the standby, and return what was answered."""
    sent: Future[TestResponse] = pool.submit(client.register)
    pair.cancel_a_waiting_commit("hashlevy")
    return sent.result(timeout=60)


def test_a_cancelled_wait_is_answered_503_until_the_standby_is_back(pair: Pair, client: Client, url: str) -> None:
    """
    The same request with the same key is answered by what became of it, when the standby has it too.

    Until then it waits as the first one did, and a cancelled wait says again that nothing is known: what can be seen on
    the primary could still be lost with it.
    """
    with ThreadPoolExecutor(1) as pool, pair.silenced():
        doubtful = [cancelled(pair, pool, client) for _ in range(2)]
        behind = pair.ask_standby(url, _COUNT)
    known = client.register()

    assert [503, 503] == [answer.status_code for answer in doubtful]
    assert ["commit-outcome-unknown"] * 2 == [answer.get_json()["code"] for answer in doubtful]
    assert ["1", "1"] == [answer.headers["Retry-After"] for answer in doubtful]
    assert (0, 201) == (behind, known.status_code)
    assert "true" == known.headers.get("Idempotent-Replayed", "").lower()
    assert 1 == pair.ask_standby(url, _COUNT)


def test_a_wait_that_is_not_cancelled_ends_in_success_when_the_standby_is_back(
    pair: Pair, client: Client, url: str
) -> None:
    """Nothing is lost by waiting."""
    with ThreadPoolExecutor(1) as pool:
        with pair.silenced():
            sent = pool.submit(client.register)
            assert not sent.done()
        assert 201 == sent.result(timeout=60).status_code

    assert 1 == pair.ask_standby(url, _COUNT)


def test_psycopg_by_itself_takes_a_cancelled_wait_for_success(pair: Pair, url: str) -> None:
    """The negative control: without an ear for the warning, what only the primary has is acknowledged."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (what text)")

    def keep() -> str:
        with psycopg.connect(url, application_name="stock") as connection:
            connection.execute("INSERT INTO kept VALUES ('lost with the primary')")
        return "acknowledged"

    with ThreadPoolExecutor(1) as pool, pair.silenced():
        sent = pool.submit(keep)
        pair.cancel_a_waiting_commit("stock")
        said, behind = sent.result(timeout=60), pair.ask_standby(url, "SELECT count(*) FROM kept")

    assert ("acknowledged", 0) == (said, behind)
