"""Every write of the contract is acknowledged with a signed promise of exactly the events that it has told."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from service.evidence.notes import signed_by
from service.evidence.promises import Promise, from_header, key_name, read_promise
from service.store.tables import events
from tests.api import Api, Reply
from tests.contract.erasing import RULE, erased
from tests.contract.law_texts import CLIFF, DRAFT
from tests.openapi import operation_at, operations
from tests.world import World, declaration_of, service_of, statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

HEADER: Final = "Hashlevy-Promise"
WRITES: Final = {
    operation.id
    for operation in operations().values()
    if any(parameter["name"] == "Idempotency-Key" for parameter in operation.parameters)
}


def promise_of(app: Flask, reply: Reply) -> Promise:
    """Read the promise of *reply*, signed by the key of *app* for promises."""
    promising = service_of(app).promising
    assert promising is not None
    note = from_header(reply.headers[HEADER])
    assert (promising.key.key,) == signed_by(note, [promising.key.key])
    promise = read_promise(note.text)
    assert (key_name(promise.origin), 60) == (promising.key.key.name, promise.delay_seconds)
    return promise


def told(app: Flask) -> dict[str, bytes]:
    """Return the hash of each event that is kept, of its very bytes."""
    with service_of(app).store.reading() as reading:
        rows = reading.connection.execute(select(events.c.id, events.c.body)).all()
    return {identifier: hashlib.sha256(body).digest() for identifier, body in rows}


class Holding(Api):
    """Holds every write to its promise, and notes which there were; `seen` is shared with other bearers."""

    def __init__(self, app: Flask, key: str | None, seen: dict[str, int]) -> None:
        super().__init__(app, key)
        self.seen = seen

    def bearing(self, key: str | None) -> Holding:
        """Return the same with another key."""
        return Holding(self.app, key, self.seen)

    def ask(
        self, method: str, path: str, document: object = None, *, headers: Mapping[str, str], body: bytes | None = None
    ) -> Reply:
        """Ask, and hold the answer to its promise."""
        before, began = told(self.app), time.time_ns()
        reply = super().ask(method, path, document, headers=headers, body=body)
        operation = operation_at(method, path.partition("?")[0])
        assert operation is not None
        if operation.id in WRITES and reply.status < 300:
            promise = promise_of(self.app, reply)
            after = told(self.app)
            assert {name: after[name] for name in after.keys() - before.keys()} == dict(promise.events)
            assert began // 10**6 <= promise.milliseconds <= time.time_ns() // 10**6
            self.seen[operation.id] = len(promise.events)
        else:
            assert HEADER not in reply.headers
        return reply


def _report(api: Api, world: World) -> None:
    path = f"/v1/reports/{world.first.draft}"
    changed = api.patch(path, {"energy": statement("1000")}, if_match=api.get(path).etag)
    filed = api.post(f"{path}/submit", if_match=changed.etag)
    api.delete(path, if_match=api.post(f"{path}/amend", {"reason": "again"}, if_match=filed.etag).etag)
    api.post(f"/v1/assessments/{filed.document['assessments'][0]['id']}/void", {"reason": "the wrong farm"})
    days = {"start": "2024-01-01", "end": "2024-04-01"}
    body = {"farm": world.first.farm, "period": days, "energy": statement(), "submit": True}
    made = api.post("/v1/reports", body).document["assessments"][0]["id"]
    api.post(f"/v1/assessments/{made}/declare", declaration_of())
    api.post(f"/v1/assessments/{made}/reassess")
    job = api.post("/v1/reassessments", {"operator": world.first.operator, "stale_only": False}).document["id"]
    api.post(f"/v1/jobs/{job}/cancel")
    api.post(f"/v1/payments/{world.first.payment}/reverse", {"reference": "a", "reason": "wrong"})
    api.post(f"/v1/farms/{world.first.farm}/places", {"region": "KZ-55", "zone": None, "since": "2030-01-01"})


def _register(administrator: Api, world: World) -> None:
    operator = administrator.post("/v1/operators", {"kind": "legal_entity", "name": "New LLP"}).document["id"]
    place = {"operator": operator, "name": "Hall", "region": "KZ-55", "zone": None, "time_zone": "Asia/Almaty"}
    administrator.post("/v1/farms", place)
    paid: dict[str, Any] = {"jurisdiction": "KZ", "paid_on": "2025-11-25", "reference": "order 9"}
    money = {"amount": "1.00", "currency": "KZT"}
    administrator.post(f"/v1/operators/{operator}/payments", {**paid, "amount": money})
    members = f"/v1/groups/{world.first.group}/members"
    administrator.post(members, {"operator": operator, "since": "2025-06-01"})
    administrator.post(f"{members}/{operator}/end", {"until": "2026-01-01"})
    several = [
        {"operator": operator, "since": "2027-01-01"},
        {"operator": world.second.operator, "since": "2027-01-01"},
    ]
    administrator.post(f"/v1/groups/{world.second.group}/members/{world.second.operator}/end", {"until": "2026-01-01"})
    group = {"name": "Two", "schedule": "us_ny.pow_excise", "representative": operator, "members": several}
    administrator.post("/v1/groups", group)


def _decide(authority: Api, world: World) -> None:
    said = {"decision": "waiver", "reason": "A test."}
    page = authority.get(f"/v1/operators/{world.first.operator}/obligations?status=overdue").document["items"]
    authority.post(f"/v1/obligations/{page[0]['id']}/decisions", said)
    authority.post(f"/v1/period-locks/{world.first.lock}/unlock", {"reason": "It is over."})
    lock = {"period": {"start": "2001-01-01", "end": "2001-01-02"}, "reason": "A test.", "routes": ["objection"]}
    authority.post("/v1/period-locks", lock)


def _publish(authority: Api, administrator: Api) -> None:
    draft = authority.post("/v1/law-drafts", {"version": DRAFT})
    path = f"/v1/law-drafts/{draft.document['id']}"
    headers = {"Idempotency-Key": "put", "If-Match": draft.etag}
    changed = authority.ask("PUT", path, {"version": DRAFT.replace("a small farm", "a farm")}, headers=headers)
    first = authority.post(f"{path}/submit", {"cliffs_accepted": [CLIFF]}, if_match=changed.etag)
    back = administrator.post(f"{path}/reject", {"reason": "read article 3 again"}, if_match=first.etag)
    again = authority.post(f"{path}/submit", {"cliffs_accepted": [CLIFF]}, if_match=back.etag)
    administrator.post(f"{path}/publish", {}, if_match=again.etag)
    authority.post("/v1/schedules/kz.digital_mining_fee/versions/example-2027/withdraw", {"reason": "an example"})
    public = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    wanted = {"jurisdiction": "KZ", "name": "Ministry", "public_key": public}
    key = administrator.post("/v1/signing-keys", wanted).document["id"]
    administrator.delete(f"/v1/signing-keys/{key}")


def _try(administrator: Api) -> None:
    wanted = {"name": "Trials", "role": "administrator", "sandbox": True}
    issued = administrator.post("/v1/keys", wanted).document
    trials = administrator.bearing(issued["secret"])
    operator = trials.post("/v1/operators", {"kind": "legal_entity", "name": "Trial LLP"}).document["id"]
    trials.post("/v1/test/clock", {"operator": operator, "instant": "2030-01-01T00:00:00Z"})
    administrator.delete(f"/v1/keys/{issued['id']}")


def test_every_write_promises_the_events_that_it_has_told(app: Flask, world: World) -> None:
    """All of them, and no other, by the hashes of the bytes that are kept; drafts alone have none."""
    api = Holding(app, None, {})
    administrator, authority = api.bearing(world.administrator), api.bearing(world.authority)

    _report(api.bearing(world.first.key), world)
    _register(administrator, world)
    _decide(authority, world)
    _publish(authority, administrator)
    _try(administrator)
    authority.post("/v1/retention-rules", RULE)
    erased(administrator, world)

    assert api.seen.keys() == WRITES
    assert {"changeReport", "amendReport", "discardReport"} == {name for name, number in api.seen.items() if not number}
    assert (2, 2, 3) == (api.seen["submitReport"], api.seen["createReport"], api.seen["formGroup"])


def test_a_repetition_gives_the_same_promise(app: Flask, first: Api, world: World) -> None:
    """Signed once, before the commit: it is kept with the answer."""
    body = {"farm": world.first.farm, "period": {"start": "2024-01-01", "end": "2024-04-01"}, "energy": statement()}

    once, again = (first.post("/v1/reports", {**body, "submit": True}, name="q1") for _ in range(2))

    assert (once.headers[HEADER], "true") == (again.headers[HEADER], again.headers["Idempotent-Replayed"])
    assert 2 == len(promise_of(app, once).events)


def test_what_is_refused_is_not_promised(first: Api, world: World) -> None:
    """A promise of what was undone would be one that nobody can keep."""
    body = {"farm": world.first.farm, "period": {"start": "2199-01-01", "end": "2199-04-01"}, "energy": statement()}

    refused = first.post("/v1/reports", {**body, "submit": True})

    assert ("period-not-begun", None) == (refused.code, refused.headers.get(HEADER))
