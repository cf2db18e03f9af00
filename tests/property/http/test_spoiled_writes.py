"""
Every operation that takes a body, given the examples of the contract and whatever can be made of them.

The client that asks holds each answer against `openapi.yaml`: a problem that is not described, or a fault of the
service, fails by itself. What is good enough to be kept is kept, so that later requests meet what earlier ones left.
"""

from __future__ import annotations

import json
import secrets
from typing import Any, Final, NamedTuple

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api import PROBLEM, Api, Reply
from tests.openapi import Operation, examples, operations
from tests.property.http.spoiling import bodies
from tests.property.http.test_spoiled_bodies import MOST
from tests.world import World

pytestmark = pytest.mark.thorough


class Sent(NamedTuple):
    """What the contract shows as sent: the operation, the media type, the name of the example, and the body."""

    operation: Operation
    media_type: str
    name: str
    body: dict[str, Any]


_SENT: Final = [
    Sent(operation, media_type, name, body)
    for operation in operations().values()
    for media_type, said in operation.bodies().items()
    for name, body in examples(said).items()
]


# What is good and needs what this world has not: a recorded price, a report of those days, an operator that only tries.
# What its body names was never asked for in this world.
_NAMING_WHAT_IS_NOT: Final = {"confirmErasure"}
_NEEDING_MORE: Final = {"price-unavailable", "nothing-reported", "live-tenant"}
_OF_AN_AUTHORITY: Final = ("decideObligation", "lockPeriod", "unlockPeriod", "changeLawDraft", "submitLawDraft")


def _true_here(body: dict[str, Any], world: World) -> dict[str, Any]:
    """Name an operator and a farm that there are in the world, in the place of those of the example."""
    operators = (world.first.operator, world.second.operator)
    ours: dict[str, Any] = {"operator": operators[0], "farm": world.first.farm, "representative": operators[0]}
    named = {name: ours[name] for name in body.keys() & ours.keys() if isinstance(body[name], str)}
    members = [
        each | {"operator": operator} for each, operator in zip(body.get("members", ()), operators, strict=False)
    ]
    lists = {"operators": [operators[0]], "members": members}
    return body | named | {name: value for name, value in lists.items() if body.get(name)}


def _ask(api: Api, world: World, sent: Sent, body: bytes) -> Reply:
    """Send *body* in the place of an example, with all headers as they should be."""
    report = world.first.report if sent.operation.id == "amendReport" else world.first.draft
    names = ("operator", "farm", "group", "assessment", "obligation", "lock", "payment")
    things = {name: getattr(world.first, name) for name in names}
    draft = f"/v1/law-drafts/{world.law_draft}"
    law = {"draft": world.law_draft, "schedule": "se.electricity_tax", "version": "general-2023"}
    path = sent.operation.path.format(report=report, **things, **law)
    needed = {each["name"] for each in sent.operation.parameters if each["in"] == "header"}
    headers = {"Content-Type": sent.media_type}
    if "Idempotency-Key" in needed:
        headers["Idempotency-Key"] = secrets.token_hex(16)
    if "If-Match" in needed:
        headers["If-Match"] = api.get(draft if path.startswith(draft) else f"/v1/reports/{report}").etag
    return api.ask(sent.operation.method, path, headers=headers, body=body)


def _bearer(app: Flask, world: World, sent: Sent) -> Api:
    """Ask as somebody who may: an administrator, but for what is an operator's, an authority's or an author's own."""
    owner = {"declareAssessment": world.first.key, "voidAssessment": world.first.key}
    deciding = dict.fromkeys(_OF_AN_AUTHORITY, world.authority)
    return Api(app, (owner | deciding).get(sent.operation.id, world.administrator))


def _named(sent: Sent) -> str:
    return f"{sent.operation.id} {sent.media_type} {sent.name}"


@pytest.mark.parametrize("sent", _SENT, ids=_named)
@given(data=st.data())
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_made_of_an_example_is_answered_as_described(
    furnished: tuple[Flask, World], sent: Sent, data: st.DataObject
) -> None:
    """A result or a problem, and that short."""
    app, world = furnished
    body = data.draw(bodies(_true_here(sent.body, world)))

    reply = _ask(_bearer(app, world, sent), world, sent, body)

    assert reply.status in {200, 201, 202, 400, 404, 409, 413, 422} or reply.code in _NEEDING_MORE
    if reply.status >= 400:
        assert PROBLEM == reply.headers["Content-Type"]
        assert len(reply.body) <= MOST


@pytest.mark.parametrize("sent", _SENT, ids=_named)
def test_an_example_by_itself_is_good(furnished: tuple[Flask, World], sent: Sent) -> None:
    """So that what is spoiled was good before; it may be there already, or need what nobody recorded or reported."""
    app, world = furnished

    reply = _ask(_bearer(app, world, sent), world, sent, json.dumps(_true_here(sent.body, world)).encode())

    there = reply.status in {200, 201, 202, 409} or reply.code in _NEEDING_MORE
    assert there or sent.operation.id in _NAMING_WHAT_IS_NOT, reply.body
