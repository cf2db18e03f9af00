"""Every problem that is described is met here: by a request that deserves it, or by breaking what it is about."""

import json
import socket
from collections.abc import Callable
from typing import Final, NoReturn

import pytest
from flask import Flask

from service.domain.errors import Conflict, Nonsense, NotFound, Refusal, Stale, Unavailable
from service.serving.raw_problems import write_problem
from service.store import postgres
from service.store.database import Database
from tests.api import Api, Reply
from tests.contract.law_texts import CLIFF, DRAFT
from tests.openapi import component, specification
from tests.world import NEXT_QUARTER, QUARTER, World, service_of, statement

CODES: Final[list[str]] = specification()["components"]["schemas"]["ProblemCode"]["enum"]

_ESTIMATE: Final = {
    "operator": {"kind": "legal_entity"},
    "region": "KZ",
    "period": QUARTER,
    "energy": statement(),
}
_COIN: Final = {"asset": "BTC", "quantity": "1", "received_on": "2025-07-02"}
_EFFECTIVE: Final = "/v1/schedules/effective?schedule="


def _estimate(api: Api, **changes: object) -> Reply:
    return api.post("/v1/estimates", {**_ESTIMATE, **changes})


def _russian(api: Api, **changes: object) -> Reply:
    return _estimate(api, region="RU-MOW", period={"start": "2025-01-01", "end": "2026-01-01"}, **changes)


def _report(api: Api, world: World, **changes: object) -> Reply:
    return api.post("/v1/reports", {"farm": world.first.farm, "period": NEXT_QUARTER, "energy": statement(), **changes})


def _same_name_for_another_request(api: Api, world: World) -> Reply:
    path = f"/v1/reports/{world.first.draft}"
    etag = api.get(path).etag
    api.patch(path, {"energy": statement("1")}, if_match=etag, name="one")
    return api.patch(path, {"energy": statement("2")}, if_match=etag, name="one")


def _same_reference(api: Api, world: World) -> Reply:
    place = {"operator": world.first.operator, "name": "Hall 2", "region": "KZ", "time_zone": "Asia/Almaty"}
    api.post("/v1/farms", {**place, "client_reference": "SITE"})
    return api.post("/v1/farms", {**place, "client_reference": "SITE"})


def _other_period(api: Api, world: World) -> Reply:
    path = f"/v1/reports/{world.first.report}"
    draft = api.post(f"{path}/amend", {"reason": "another quarter"}, if_match=api.get(path).etag)
    return api.patch(path, {"period": NEXT_QUARTER}, if_match=draft.etag)


def _drafted(api: Api, world: World, **changes: str) -> tuple[Api, Reply]:
    """Draft the example of the description, changed, as an authority."""
    text = DRAFT
    for before, after in changes.items():
        text = text.replace(before.replace("_", "-"), after)
    authority = api.bearing(world.authority)
    return authority, authority.post("/v1/law-drafts", {"version": text})


def _unacknowledged(api: Api, world: World) -> Reply:
    authority, draft = _drafted(api, world)
    return authority.post(f"/v1/law-drafts/{draft.document['id']}/submit", {}, if_match=draft.etag)


def _known_version(api: Api, world: World) -> Reply:
    authority, draft = _drafted(api, world, example_2027="2024")
    return authority.get(f"/v1/law-drafts/{draft.document['id']}/checks")


def _own_draft(api: Api, world: World) -> Reply:
    authority, draft = _drafted(api, world)
    path = f"/v1/law-drafts/{draft.document['id']}"
    submitted = authority.post(f"{path}/submit", {"cliffs_accepted": [CLIFF]}, if_match=draft.etag)
    return authority.post(f"{path}/publish", {}, if_match=submitted.etag)


def _wrong_signature(api: Api, world: World) -> Reply:
    authority, draft = _drafted(api, world)
    path = f"/v1/law-drafts/{draft.document['id']}"
    submitted = authority.post(f"{path}/submit", {"cliffs_accepted": [CLIFF]}, if_match=draft.etag)
    signature = {"key": "sgk_" + "0" * 26, "value": "A" * 86 + "=="}
    administrator = api.bearing(world.administrator)
    return administrator.post(f"{path}/publish", {"signature": signature}, if_match=submitted.etag)


def _late_interest(api: Api, **changes: object) -> Reply:
    asked: dict[str, object] = {
        "schedule": "ru.late_interest",
        "operator": {"kind": "legal_entity"},
        "amount": {"amount": "1000000.00", "currency": "RUB"},
        "due_on": "2025-03-28",
        "as_of": "2025-07-06",
        "rates": [{"since": "2025-01-01", "rate": "0.20"}],
    }
    return api.post("/v1/estimates/late-interest", asked | changes)


def _reversed_twice(api: Api, world: World) -> Reply:
    path = f"/v1/payments/{world.first.payment}/reverse"
    api.post(path, {"reference": "a", "reason": "wrong"})
    return api.post(path, {"reference": "b", "reason": "wrong"})


_SUBMITTED: Final = "/v1/reports/{0.first.report}"
_DRAFT: Final = "/v1/reports/{0.first.draft}"

# What a request by itself can deserve.
_DESERVED: Final[dict[str, Callable[[Api, World], Reply]]] = {
    "malformed-json": lambda api, _: api.ask(
        "POST", "/v1/estimates", headers={"Content-Type": "application/json"}, body=b'{"a": 1, "a": 2}'
    ),
    "invalid-parameter": lambda api, _: api.get("/v1/reports?limit=0"),
    "idempotency-key-missing": lambda api, _: api.ask("POST", "/v1/reports", {}, headers={}),
    "unauthenticated": lambda api, _: api.bearing(None).get("/v1/farms"),
    "insufficient-scope": lambda api, _: api.get("/v1/keys"),
    "not-found": lambda api, world: api.get(f"/v1/reports/{world.second.report}"),
    "schedule-not-found": lambda api, _: api.get("/v1/schedules/kz.none"),
    "version-not-found": lambda api, _: api.get("/v1/schedules/kz.digital_mining_fee/versions/1066"),
    "not-yet-in-force": lambda api, _: api.get(f"{_EFFECTIVE}kz.digital_mining_fee&on=1066-10-14"),
    "ended-on": lambda api, _: api.get(f"{_EFFECTIVE}ru.mining_zones&on=2031-03-16"),
    "unknown-at": lambda api, _: api.get(f"{_EFFECTIVE}ru.mining_zones&on=2025-05-01&known_at=2020-01-01T00:00:00Z"),
    "method-not-allowed": lambda api, _: api.ask("PUT", "/v1/reports", {}, headers={}),
    "duplicate-reference": _same_reference,
    "period-already-reported": lambda api, world: _report(api, world, period=QUARTER),
    "invalid-state": lambda api, world: api.delete(_SUBMITTED.format(world)),
    "stale-revision": lambda api, world: api.delete(_DRAFT.format(world), if_match='"another"'),
    "payload-too-large": lambda api, _: api.ask(
        "POST", "/v1/estimates", headers={"Content-Type": "application/json"}, body=b" " * (1024 * 1024 + 1)
    ),
    "unsupported-media-type": lambda api, _: api.ask(
        "POST", "/v1/estimates", headers={"Content-Type": "text/plain"}, body=b"{}"
    ),
    "validation-failed": lambda api, _: _estimate(api, colour="red"),
    "period-fixed": _other_period,
    "period-not-begun": lambda api, world: _report(
        api, world, period={"start": "2199-01-01", "end": "2199-04-01"}, submit=True
    ),
    "schedule-not-applicable": lambda api, _: _russian(api, schedules=["ru.mining_income_tax"]),
    "price-unavailable": lambda api, _: _russian(api, production=[_COIN]),
    "fact-missing": lambda api, _: _estimate(api, region="KG", schedules=["kg.mining_tax"]),
    "document-refused": lambda api, world: api.bearing(world.authority).post(
        "/v1/law-drafts", {"version": "rates: [2]"}
    ),
    "cliffs-unacknowledged": _unacknowledged,
    "version-known": _known_version,
    "four-eyes-required": _own_draft,
    "signature-refused": _wrong_signature,
    "not-an-aftermath": lambda api, _: _late_interest(api, schedule="ru.mining_profit_tax"),
    "charge-not-foreseen": lambda api, _: _late_interest(api, operator={"kind": "infrastructure_operator"}),
    "reference-rate-missing": lambda api, _: _late_interest(api, rates=None),
    "payment-reversed": _reversed_twice,
    "idempotency-key-reused": _same_name_for_another_request,
    "precondition-required": lambda api, world: api.post(f"{_DRAFT.format(world)}/submit"),
}

_CHANGING: Final = {
    *("duplicate-reference", "idempotency-key-reused", "period-fixed", "payment-reversed"),
    *("cliffs-unacknowledged", "version-known", "four-eyes-required", "signature-refused"),
}

_GET_REPORTS: Final = ("GET", "/v1/reports")
_SUBMIT: Final = ("POST", f"{_DRAFT}/submit")
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
    "unavailable": (Unavailable, "GET", "/readyz"),
    "storage-full": (Unavailable, *_SUBMIT),
    "storage-unsafe": (Unavailable, *_SUBMIT),
    "busy": (Unavailable, *_SUBMIT),
    "lost-race": (Unavailable, *_SUBMIT),
    "undone": (Unavailable, *_SUBMIT),
    "too-slow": (Unavailable, *_SUBMIT),
    "answered-meanwhile": (Unavailable, *_SUBMIT),
    "commit-outcome-unknown": (Unavailable, *_SUBMIT),
}


def test_every_code_is_met() -> None:
    """A code that is described and met nowhere would be a promise that nobody tests."""
    assert set(CODES) == {*_DESERVED, *_BROKEN, "internal-error", "malformed-request"}


@pytest.mark.parametrize("code", sorted(_DESERVED.keys() - _CHANGING))
def test_a_request_gets_the_problem_that_it_deserves(standing_app: Flask, world: World, code: str) -> None:
    """By its own fault, with the status, the headers and the members that are described."""
    assert code == _DESERVED[code](Api(standing_app, world.first.key), world).code


@pytest.mark.parametrize("code", sorted(_CHANGING))
def test_a_second_request_gets_the_problem_that_it_deserves(first: Api, world: World, code: str) -> None:
    """The same, where another request has to go before it and changes the world."""
    assert code == _DESERVED[code](first, world).code


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
    reply = _estimate(Api(standing_app), schedules=[named], **more)

    assert (422, code) == (reply.status, reply.code)
    assert ["/schedules/0"] == [fault["pointer"] for fault in reply.document["errors"]]


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_a_request_that_waits_too_long_for_another_is_told_to_come_again(
    app: Flask, first: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the other one holds the farm; SQLite has one writer at a time and says `busy`."""
    monkeypatch.setitem(postgres.SETTINGS, "lock_timeout", "100ms")
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
