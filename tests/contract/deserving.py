"""Requests that deserve a problem, each for the code of it."""

from collections.abc import Callable
from typing import Final

from service.evidence.promises import from_header, read_promise
from tests.api import Api, Reply
from tests.contract.erasing import CHANGING as ERASING
from tests.contract.erasing import OF_ERASURE
from tests.contract.grouping import CHANGING as CHANGING_GROUPS
from tests.contract.grouping import OF_GROUPS
from tests.contract.law_texts import CLIFF, DRAFT
from tests.contract.unsettled import CHANGING as UNSETTLING
from tests.contract.unsettled import OF_OBLIGATIONS
from tests.world import NEXT_QUARTER, QUARTER, World, statement

_ESTIMATE: Final = {
    "operator": {"kind": "legal_entity"},
    "region": "KZ",
    "period": QUARTER,
    "energy": statement(),
}
_COIN: Final = {"asset": "BTC", "quantity": "1", "received_on": "2025-07-02"}
_EFFECTIVE: Final = "/v1/schedules/effective?schedule="


def estimate(api: Api, **changes: object) -> Reply:
    """Ask for an estimate of a good statement, changed."""
    return api.post("/v1/estimates", {**_ESTIMATE, **changes})


def _russian(api: Api, **changes: object) -> Reply:
    return estimate(api, region="RU-MOW", period={"start": "2025-01-01", "end": "2026-01-01"}, **changes)


def _report(api: Api, world: World, **changes: object) -> Reply:
    return api.post("/v1/reports", {"farm": world.first.farm, "period": NEXT_QUARTER, "energy": statement(), **changes})


def _newly_told(api: Api, world: World) -> str:
    """Tell an event that no checkpoint covers; return its identifier."""
    place = {"name": "Hall 7", "region": "KZ-55", "zone": None, "time_zone": "Asia/Almaty"}
    made = api.post("/v1/farms", {"operator": world.first.operator, **place})
    return read_promise(from_header(made.headers["Hashlevy-Promise"]).text).events[0].event


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
DRAFT_PATH: Final = "/v1/reports/{0.first.draft}"

# What a request by itself can deserve.
DESERVED: Final[dict[str, Callable[[Api, World], Reply]]] = {
    **OF_OBLIGATIONS,
    "malformed-json": lambda api, _: api.ask(
        "POST", "/v1/estimates", headers={"Content-Type": "application/json"}, body=b'{"a": 1, "a": 2}'
    ),
    "invalid-parameter": lambda api, _: api.get("/v1/reports?limit=0"),
    "idempotency-key-missing": lambda api, _: api.ask("POST", "/v1/reports", {}, headers={}),
    "unauthenticated": lambda api, _: api.bearing(None).get("/v1/farms"),
    "insufficient-scope": lambda api, _: api.get("/v1/keys"),
    "not-found": lambda api, world: api.get(f"/v1/reports/{world.second.report}"),
    "not-included-yet": lambda api, world: api.get(f"/v1/events/{_newly_told(api, world)}/receipt"),
    "schedule-not-found": lambda api, _: api.get("/v1/schedules/kz.none"),
    "version-not-found": lambda api, _: api.get("/v1/schedules/kz.digital_mining_fee/versions/1066"),
    "not-yet-in-force": lambda api, _: api.get(f"{_EFFECTIVE}kz.digital_mining_fee&on=1066-10-14"),
    "ended-on": lambda api, _: api.get(f"{_EFFECTIVE}ru.mining_zones&on=2031-03-16"),
    "unknown-at": lambda api, _: api.get(f"{_EFFECTIVE}ru.mining_zones&on=2025-05-01&known_at=2020-01-01T00:00:00Z"),
    "method-not-allowed": lambda api, _: api.ask("PUT", "/v1/reports", {}, headers={}),
    "duplicate-reference": _same_reference,
    "period-already-reported": lambda api, world: _report(api, world, period=QUARTER),
    "live-tenant": lambda api, world: api.get(f"/v1/test/clock?operator={world.first.operator}"),
    "invalid-state": lambda api, world: api.delete(_SUBMITTED.format(world)),
    "stale-revision": lambda api, world: api.delete(DRAFT_PATH.format(world), if_match='"another"'),
    "not-acceptable": lambda api, _: api.get("/v1/exports/reports", Accept="image/png"),
    "payload-too-large": lambda api, _: api.ask(
        "POST", "/v1/estimates", headers={"Content-Type": "application/json"}, body=b" " * (1024 * 1024 + 1)
    ),
    "unsupported-media-type": lambda api, _: api.ask(
        "POST", "/v1/estimates", headers={"Content-Type": "text/plain"}, body=b"{}"
    ),
    "validation-failed": lambda api, _: estimate(api, colour="red"),
    "period-fixed": _other_period,
    "period-not-begun": lambda api, world: _report(
        api, world, period={"start": "2199-01-01", "end": "2199-04-01"}, submit=True
    ),
    "schedule-not-applicable": lambda api, _: _russian(api, schedules=["ru.mining_income_tax"]),
    "price-unavailable": lambda api, _: _russian(api, production=[_COIN]),
    "fact-missing": lambda api, _: estimate(api, region="KG", schedules=["kg.mining_tax"]),
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
    **OF_GROUPS,
    **OF_ERASURE,
    "idempotency-key-reused": _same_name_for_another_request,
    "precondition-required": lambda api, world: api.post(f"{DRAFT_PATH.format(world)}/submit"),
}

CHANGING: Final = {
    *UNSETTLING,
    *ERASING,
    "not-included-yet",
    *("duplicate-reference", "idempotency-key-reused", "period-fixed", "payment-reversed"),
    *("cliffs-unacknowledged", "version-known", "four-eyes-required", "signature-refused"),
    *CHANGING_GROUPS,
}
