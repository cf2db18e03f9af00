"""The stream of an operator, checked step by step as docs/decisions/0095 says, and by nothing of the service's own."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any

from service.audit.commitments import commit
from service.audit.stream_heads import HEADS, head_entry
from service.clock import system_clock
from service.domain.canonical import Json, canonical, read_canonical, sha256
from service.domain.clock import instant_text
from service.domain.identifiers import new_identifier
from service.evidence.checkpoints import read_checkpoint
from service.evidence.merkle import check_inclusion, leaf_hash, root_of
from service.evidence.notes import read_note, signed_by
from service.store.rows import EventRow, PendingEventRow
from tests.checkpoints import log_key, sign_log
from tests.world import World, service_of

if TYPE_CHECKING:
    from flask import Flask

    from service.usecases.service import Service
    from tests.api import Api


def tell_heads(service: Service) -> None:
    """Have the log commit to the heads of all streams as they are, and sign it."""
    size = sign_log(service).size
    with service.store.reading() as reading:
        entries = sorted(map(head_entry, reading.stream_heads(size)))
    now = system_clock()
    identifier = new_identifier("event", now)
    detail: dict[str, Json] = {
        "root": root_of([leaf_hash(entry) for _, entry in entries]).hex(),
        "size": size,
        "streams": len(entries),
    }
    nobody: dict[str, Json] = {"actor": None, "tenant": None, "stream": None}
    told: dict[str, Json] = {
        **nobody,
        "detail": detail,
        "id": identifier,
        "occurred_at": instant_text(now),
        "type": HEADS,
        "v": 1,
    }
    body = canonical(told)
    with service.store.unit_of_work() as work:
        work.add(EventRow(identifier, None, None, HEADS, body, sha256(body), now, identifier))
        work.add(PendingEventRow(identifier))
        work.commit()
    sign_log(service)


def _proven(shown: dict[str, Any], size: int, root: bytes) -> dict[str, Any]:
    """Return the leaf, which is in the tree."""
    leaf = b64decode(shown["leaf"])
    check_inclusion(leaf_hash(leaf), shown["index"], size, root, [b64decode(each) for each in shown["proof"]])
    read: dict[str, Any] = read_canonical(leaf)
    return read


def _checked(app: Flask, shown: dict[str, Any]) -> list[str]:
    """Return the types of the events, after steps 1 to 3."""
    note, key = read_note(shown["checkpoint"].encode()), log_key(service_of(app)).key
    assert (key,) == signed_by(note, [key])
    origin, size, root = read_checkpoint(note.text)
    assert origin == shown["origin"]
    types, before = [], bytes(32)
    for number, each in enumerate(shown["leaves"]):
        leaf, tenant = _proven(each, size, root), each["tenant"]
        assert (number, before.hex()) == (leaf["stream"]["n"], leaf["stream"]["prev"])
        assert ("tenant", shown["operator"]) == (tenant["field"], tenant["value"])
        assert leaf["event"]["tenant"] == commit("tenant", tenant["value"], b64decode(tenant["salt"]))
        before = leaf_hash(b64decode(each["leaf"]))
        types.append(leaf["event"]["type"])
    assert sorted(each["index"] for each in shown["leaves"]) == [each["index"] for each in shown["leaves"]]
    return types


def test_a_stream_has_every_event_of_its_operator_and_proves_each(app: Flask, first: Api, world: World) -> None:
    """In order, linked, opened to the operator; without heads in the log, none are shown."""
    shown = first.get(f"/v1/operators/{world.first.operator}/stream").document

    types = _checked(app, shown)

    assert ("operator.registered", 9, None) == (types[0], len(types), shown["heads"])
    assert {"farm.registered", "report.submitted", "assessment.created", "payment.noted"} < set(types)


def test_the_heads_prove_that_these_are_all_events_of_the_operator(app: Flask, first: Api, world: World) -> None:
    """The entry of the operator, under its own salt, is in the tree that the leaf of the heads commits to."""
    tell_heads(service_of(app))
    shown = first.get(f"/v1/operators/{world.first.operator}/stream").document
    _checked(app, shown)
    _, size, root = read_checkpoint(read_note(shown["checkpoint"].encode()).text)
    heads = shown["heads"]

    event = _proven(heads, size, root)["event"]

    detail = event["detail"]
    assert (HEADS, heads["streams"]) == (event["type"], detail["streams"])
    assert detail["size"] <= heads["index"]
    last = [each for each in shown["leaves"] if each["index"] < detail["size"]][-1]
    entry = canonical(
        {
            "leaf": leaf_hash(b64decode(last["leaf"])).hex(),
            "n": read_canonical(b64decode(last["leaf"]))["stream"]["n"],
            "stream": commit("stream_of", world.first.operator, b64decode(heads["salt"])),
        }
    )
    proof = [b64decode(each) for each in heads["heads_proof"]]
    streams = heads["index_in_heads"], heads["streams"]
    check_inclusion(leaf_hash(entry), *streams, bytes.fromhex(detail["root"]), proof)


def test_an_operator_that_came_after_the_heads_has_no_entry_in_them(
    app: Flask, administrator: Api, world: World
) -> None:
    """Its events are shown and proven, and nothing says that they are all."""
    tell_heads(service_of(app))
    new = administrator.post("/v1/operators", {"kind": "legal_entity", "name": "Late LLP"}).document["id"]
    sign_log(service_of(app))

    shown = administrator.get(f"/v1/operators/{new}/stream").document

    assert (["operator.registered"], None) == (_checked(app, shown), shown["heads"])
    assert administrator.get(f"/v1/operators/{world.first.operator}/stream").document["heads"] is not None
