"""Every problem that is described is met here: by a request that deserves it, or by breaking what it is about."""

import json
import socket
from collections.abc import Callable
from typing import Final, NoReturn

import pytest
from flask import Flask

from service.domain.errors import Conflict, Nonsense, NotFound, Refusal, Stale, Unavailable
from service.serving.raw_problems import write_problem
from service.store import postgres_pool
from service.store.database import Database
from tests.api import Api
from tests.contract.deserving import CHANGING, DESERVED, DRAFT_PATH, estimate
from tests.openapi import component, specification
from tests.world import World, service_of

CODES: Final[list[str]] = specification()["components"]["schemas"]["ProblemCode"]["enum"]

_GET_REPORTS: Final = ("GET", "/v1/reports")
_SUBMIT: Final = ("POST", f"{DRAFT_PATH}/submit")
# What needs another request at the same moment, a full disk, a broken connection, or law that is not written.
_BROKEN: Final[dict[str, tuple[type[Refusal], str, str]]] = {
    "no-schedule": (NotFound, "GET", "/v1/schedules/effective?schedule=kz.digital_mining_fee&on=2025-01-01"),
    "duplicate": (Conflict, *_SUBMIT),
    "request-in-flight": (Conflict, *_SUBMIT),
    "stale": (Stale, *_SUBMIT),
    "rate-not-found": (Nonsense, *_SUBMIT),
    "no-option-applies": (Nonsense, *_SUBMIT),
    "too-many-digits": (Nonsense, *_SUBMIT),
    "database-unreachable": (Unavailable, *_GET_REPORTS),
    "database-not-migrated": (Unavailable, "GET", "/readyz"),
    "audit-log-frozen": (Unavailable, "GET", "/readyz"),
    "keys-unusable": (Unavailable, "GET", "/readyz"),
    "audit-log-damaged": (Unavailable, "GET", "/log/v1/tile/0/000"),
    "unavailable": (Unavailable, "GET", "/readyz"),
    "storage-full": (Unavailable, *_SUBMIT),
    "storage-unsafe": (Unavailable, *_SUBMIT),
    "database-role-refused": (Unavailable, *_GET_REPORTS),
    "busy": (Unavailable, *_SUBMIT),
    "lost-race": (Unavailable, *_SUBMIT),
    "undone": (Unavailable, *_SUBMIT),
    "too-slow": (Unavailable, *_SUBMIT),
    "answered-meanwhile": (Unavailable, *_SUBMIT),
    "commit-outcome-unknown": (Unavailable, *_SUBMIT),
}


def test_every_code_is_met() -> None:
    """A code that is described and met nowhere would be a promise that nobody tests."""
    assert set(CODES) == {*DESERVED, *_BROKEN, "internal-error", "malformed-request"}


@pytest.mark.parametrize("code", sorted(DESERVED.keys() - CHANGING))
def test_a_request_gets_the_problem_that_it_deserves(standing_app: Flask, world: World, code: str) -> None:
    """By its own fault, with the status, the headers and the members that are described."""
    assert code == DESERVED[code](Api(standing_app, world.first.key), world).code


@pytest.mark.parametrize("code", sorted(CHANGING))
def test_a_second_request_gets_the_problem_that_it_deserves(first: Api, world: World, code: str) -> None:
    """The same, where another request has to go before it and changes the world."""
    assert code == DESERVED[code](first, world).code


@pytest.mark.parametrize("code", list(_BROKEN))
def test_what_breaks_below_is_told(
    standing_app: Flask, world: World, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal from below reaches the sender under its own code, with Retry-After where trying again helps."""
    kind, method, path = _BROKEN[code]

    def broken(*_: object, **__: object) -> NoReturn:
        raise kind(code, "Broken for this test.")

    named = path.format(world)
    _break(path, broken, monkeypatch)
    headers = {} if method == "GET" else {"Idempotency-Key": "one", "If-Match": '"any"'}
    assert code == Api(standing_app, world.first.key).ask(method, named, headers=headers).code


@pytest.mark.parametrize("code", ["busy", "too-slow", "storage-unsafe"])
def test_what_breaks_a_reading_is_told_as_well(
    standing_app: Flask, world: World, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readings wait for connections and for the database too."""

    def broken(*_: object, **__: object) -> NoReturn:
        raise Unavailable(code, "Broken for this test.")

    _break("/v1/reports", broken, monkeypatch)

    assert code == Api(standing_app, world.first.key).get("/v1/reports").code


@pytest.mark.parametrize(
    ("named", "more", "code"),
    [
        ("kz.none", {}, "schedule-not-found"),
        ("kz.digital_mining_fee@1066", {}, "version-not-found"),
        ("kz.digital_mining_fee@2022", {}, "ended-on"),
        ("kz.digital_mining_fee", {"period": {"start": "2021-07-01", "end": "2021-10-01"}}, "not-yet-in-force"),
        ("kz.digital_mining_fee", {"known_at": "2020-01-01T00:00:00Z"}, "unknown-at"),
    ],
)
def test_a_schedule_that_an_estimate_names_in_vain_is_pointed_at(
    standing_app: Flask, named: str, more: dict[str, object], code: str
) -> None:
    """The reason is that of the resolver; the status says that the body is wrong, not the address."""
    reply = estimate(Api(standing_app), schedules=[named], **more)

    assert (422, code) == (reply.status, reply.code)
    assert ["/schedules/0"] == [fault["pointer"] for fault in reply.document["errors"]]


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_a_request_that_waits_too_long_for_another_is_told_to_come_again(
    app: Flask, first: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the other one holds the farm; SQLite has one writer at a time and says `busy`."""
    monkeypatch.setitem(postgres_pool.SETTINGS, "lock_timeout", "100ms")
    path, store = f"/v1/reports/{world.first.draft}", service_of(app).store
    etag = first.get(path).etag
    store.close()  # what is opened from here on has the short timeout
    with store.unit_of_work() as other:
        other.lock_operator(world.first.farm)
        waited = first.post(f"{path}/submit", if_match=etag, name="one")

    assert "request-in-flight" == waited.code
    assert 200 == first.post(f"{path}/submit", if_match=etag, name="one").status


def test_what_nobody_foresaw_says_nothing_about_the_inside(
    standing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the service is a problem too, and its text stays in the log."""

    def broken(*_: object, **__: object) -> NoReturn:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(Database, "reading", broken)
    reply = Api(standing_app, "hashlevy_" + "0" * 43).get("/v1/reports")
    assert (500, "internal-error") == (reply.status, reply.code)
    assert b"secret" not in reply.body


def _break(path: str, broken: Callable[..., NoReturn], monkeypatch: pytest.MonkeyPatch) -> None:
    """Break what the operation at *path* does first behind the authentication."""
    views: dict[str, str] = {
        "/v1/schedules/effective": "service.http.routes.schedules.effective_version",
        "/readyz": "service.store.database.Database.ready",
        "/log/v1/tile/0/000": "service.http.routes.log.read_tile",
        "/v1/reports": "service.http.routes.reports.list_reports",
        _SUBMIT[1]: "service.http.routes.reports.submit_report",
    }
    monkeypatch.setattr(views[path.partition("?")[0]], broken)


def test_what_is_no_request_at_all_gets_a_problem_too() -> None:
    """Told by the server before there is an application to ask; it has the members of every other problem."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        write_problem(ours, 400, "Bad Request", "Invalid HTTP Version: (2, 9)")
        head, _, body = theirs.recv(4096).partition(b"\r\n\r\n")
    document = json.loads(body)
    assert b"Content-Type: application/problem+json\r\nContent-Language: en\r\n" in head
    assert "Not an HTTP request" == document["title"]
    assert "malformed-request" == document["code"]
    assert [] == [error.message for error in component("Problem").iter_errors(document)]
