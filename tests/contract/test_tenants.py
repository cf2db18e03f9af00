"""Whatever belongs to another tenant does not exist: on every address, for every verb, in every body and every list."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from flask import Flask

from tests.api import Api, Reply
from tests.contract.erasing import WISH
from tests.openapi import operations
from tests.world import NEXT_QUARTER, QUARTER, Tenant, World, declaration_of, statement

# What names a tenant's thing in an address, and which of theirs it is.
_THINGS: Final[dict[str, Callable[[Tenant], str]]] = {
    "operator": lambda tenant: tenant.operator,
    "farm": lambda tenant: tenant.farm,
    "group": lambda tenant: tenant.group,
    "event": lambda tenant: tenant.event,
    "report": lambda tenant: tenant.report,
    "assessment": lambda tenant: tenant.assessment,
    "payment": lambda tenant: tenant.payment,
    "declaration": lambda tenant: tenant.declaration,
    "obligation": lambda tenant: tenant.obligation,
    "lock": lambda tenant: tenant.lock,
    "key": lambda tenant: tenant.key_id,
}
_BODIES: Final[dict[str, dict[str, Any]]] = {
    "relocateFarm": {"region": "KZ-10"},
    "estimateOperator": {"schedules": ["kz.digital_mining_fee"], "tax_period": QUARTER},
    "addMember": {"operator": f"opr_{'1' * 26}", "since": "2025-01-01"},
    "endMembership": {"until": "2025-07-01"},
    "changeReport": {"energy": statement()},
    "amendReport": {"reason": "not mine"},
    "notePayment": {
        "jurisdiction": "KZ",
        "paid_on": "2025-12-10",
        "amount": {"amount": "1.00", "currency": "KZT"},
        "reference": "not mine",
    },
    "reversePayment": {"reference": "not mine", "reason": "not mine"},
    "declareAssessment": declaration_of(),
    "voidAssessment": {"reason": "not mine"},
    "decideObligation": {"decision": "waiver", "reason": "not mine"},
    "unlockPeriod": {"reason": "not mine"},
    "requestErasure": WISH,
    "confirmErasure": {"request": f"ers_{'1' * 26}"},
}
# What only an authority does; an operator's key lacks the scope for its own things, too.
_OF_AUTHORITIES: Final = {"decideObligation", "unlockPeriod", "requestErasure", "confirmErasure"}
# What nobody has asked for in this world: its owner is told so, in other words than a stranger is.
_NOT_ASKED_FOR: Final = {"readErasure"}
_FOREIGN: Final = [
    operation
    for operation in operations().values()
    if any(f"{{{thing}}}" in operation.path for thing in _THINGS) and operation.id not in {"readKey", "revokeKey"}
]


@pytest.fixture
def api(standing_app: Flask) -> Api:
    """Ask one and the same world: whatever is tried here is refused."""
    return Api(standing_app)


def _addressed(path: str, tenant: Tenant) -> str:
    for thing, of in _THINGS.items():
        path = path.replace(f"{{{thing}}}", of(tenant))
    return path.replace("{revision}", "1")


def _ask(api: Api, operation: str, tenant: Tenant) -> Reply:
    asked = operations()[operation]
    headers = {"Idempotency-Key": "one", "If-Match": '"any"'} if asked.method != "GET" else {}
    return api.ask(asked.method, _addressed(asked.path, tenant), _BODIES.get(operation), headers=headers)


def test_every_address_that_names_a_tenants_thing_is_tried() -> None:
    """An address added later with a parameter of another name would escape; this finds it."""
    law = {"schedule", "version", "code", "revision", "draft", "signer"}  # whose drafts exist: test_law_drafts.py
    asked = {"job", "asset", "base", "currency"}  # a job exists for the key that asked for it: test_jobs.py
    public = {"level", "number"}  # tiles of the log, which names nobody: test_log.py
    named = {
        each["name"] for operation in operations().values() for each in operation.parameters if each["in"] == "path"
    }
    assert set(_THINGS) == named - law - asked - public


@pytest.mark.parametrize("operation", [operation.id for operation in _FOREIGN])
def test_anothers_thing_is_not_found(api: Api, world: World, operation: str) -> None:
    """With a key of the first operator, and with one of an authority elsewhere; its owner finds it."""
    stranger = world.foreign_authority if operation in _OF_AUTHORITIES else world.first.key
    assert 404 == _ask(api.bearing(stranger), operation, world.second).status
    if operations()[operation].method == "GET":
        assert 404 == _ask(api.bearing(world.foreign_authority), operation, world.second).status
        authority = world.new_york if "{group}" in operations()[operation].path else world.authority
        for key in (world.second.key, world.accountant, authority, world.administrator):
            own = _ask(api.bearing(key), operation, world.second)
            assert (404 if operation in _NOT_ASKED_FOR else 200) == own.status
            assert (operation in _NOT_ASKED_FOR) == ("Nobody asked" in own.body.decode())


@pytest.mark.parametrize("operation", [operation.id for operation in _FOREIGN])
def test_anothers_thing_answers_as_what_does_not_exist(api: Api, world: World, operation: str) -> None:
    """Word for word, but for the name that was asked for: nothing tells the two apart."""
    missing = world.second._replace(
        operator="opr_" + "0" * 26,
        farm="frm_" + "0" * 26,
        report="rep_" + "0" * 26,
        assessment="asm_" + "0" * 26,
        declaration="dec_" + "0" * 26,
        obligation=f"obl_opr_{'0' * 26}.kz.digital_mining_fee.2025-07-01",
        lock="lck_" + "0" * 26,
        group="grp_" + "0" * 26,
        event="evt_" + "0" * 26,
    )
    stranger = api.bearing(world.foreign_authority if operation in _OF_AUTHORITIES else world.first.key)
    answers = []
    for tenant in (world.second, missing):
        document = _ask(stranger, operation, tenant).document
        del document["request_id"]
        names = sorted((of(tenant) for of in _THINGS.values()), key=len, reverse=True)
        answers.append([_without(names, str(value)) for value in document.values()])
    assert answers[0] == answers[1]


def test_anothers_thing_in_a_body_is_not_found(first: Api, world: World) -> None:
    """A farm of another's operator, a report of another's farm, a key for another's operator."""
    place = {"name": "Hall 9", "region": "KZ", "time_zone": "Asia/Almaty"}
    assert 404 == first.post("/v1/farms", {"operator": world.second.operator, **place}).status
    report = {"farm": world.second.farm, "period": NEXT_QUARTER, "energy": statement()}
    assert 404 == first.post("/v1/reports", report).status
    assert 404 == first.post("/v1/reports", {**report, "submit": True}).status
    member = {"operator": world.second.operator, "since": "2026-01-01"}
    assert 404 == first.post(f"/v1/groups/{world.first.group}/members", member).status
    group = {"name": "Ours", "schedule": "us_ny.pow_excise", "representative": world.second.operator}
    assert 404 == first.post("/v1/groups", {**group, "members": [member]}).status


def test_anothers_thing_in_a_query_is_not_found(first: Api, world: World) -> None:
    """A list is not narrowed to what does not exist; it is refused."""
    assert 404 == first.get(f"/v1/assessments?report={world.second.report}").status
    assert 404 == first.get(f"/v1/assessments?operator={world.second.operator}").status


@pytest.mark.parametrize(
    "path", ["/v1/operators", "/v1/farms", "/v1/groups", "/v1/reports", "/v1/assessments", "/v1/events"]
)
def test_lists_have_only_ones_own(api: Api, world: World, path: str) -> None:
    """Nothing of the second operator's in what the first is shown; of both in what their accountant is."""
    own, others, both, elsewhere = (
        {item["id"] for item in api.bearing(key).get(path).document["items"]}
        for key in (world.first.key, world.second.key, world.accountant, world.foreign_authority)
    )
    assert own
    assert not own & others
    assert both == own | others
    assert not elsewhere


def test_keys_are_the_administrators_alone(api: Api, world: World) -> None:
    """Nobody else lists, reads, issues or revokes one, not even their own."""
    for key in (world.first.key, world.accountant, world.authority):
        bearer = api.bearing(key)
        assert 403 == bearer.get("/v1/keys").status
        assert 403 == bearer.get(f"/v1/keys/{world.first.key_id}").status
        assert 403 == bearer.delete(f"/v1/keys/{world.first.key_id}").status
        assert 403 == bearer.post("/v1/keys", {"name": "mine", "role": "administrator"}).status


def _without(names: list[str], text: str) -> str:
    for name in names:
        text = text.replace(name, "")
    return text
