"""Receipts: the proof that an event is in the log, checked here with nothing but the log's key."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from service.domain.canonical import read_canonical
from service.evidence.checkpoints import read_checkpoint
from service.evidence.merkle import leaf_hash
from service.evidence.notes import signed_by
from service.evidence.promises import from_header, read_promise
from service.evidence.proofs import Proof, read_proof
from tests.checkpoints import log_key, sign_log
from tests.world import World, service_of

if TYPE_CHECKING:
    from flask import Flask

    from tests.api import Api, Reply


def proven(app: Flask, reply: Reply) -> tuple[Proof, dict[str, Any]]:
    """Return the receipt of *reply*, checked, and the event in its leaf."""
    assert (200, "text/plain; charset=utf-8") == (reply.status, reply.headers["Content-Type"])
    proof = read_proof(reply.body)
    key = log_key(service_of(app)).key
    assert (key,) == signed_by(proof.note, [key])
    assert proof.extra is not None
    proof.check(leaf_hash(proof.extra))
    event: dict[str, Any] = read_canonical(proof.extra)["event"]
    return proof, event


def _farm(api: Api, world: World, name: str, **headers: str) -> Reply:
    place = {"region": "KZ-55", "zone": None, "time_zone": "Asia/Almaty"}
    body = {"operator": world.first.operator, "name": name, **place}
    return api.ask("POST", "/v1/farms", body, headers={"Idempotency-Key": name.replace(" ", "-"), **headers})


def _event_of(reply: Reply) -> str:
    return read_promise(from_header(reply.headers["Hashlevy-Promise"]).text).events[0].event


def test_the_receipt_of_an_assessment_proves_its_figures(app: Flask, first: Api, world: World) -> None:
    """It is that of the event which told it: its hash is that of the result."""
    assessment = first.get(f"/v1/assessments/{world.first.assessment}").document

    _, event = proven(app, first.get(f"/v1/assessments/{world.first.assessment}/receipt"))

    assert ("assessment.created", assessment["document_sha256"]) == (event["type"], event["result_sha256"])


def test_the_receipt_of_an_event_is_for_the_latest_checkpoint(app: Flask, first: Api, world: World) -> None:
    """Whoever asks later gets a proof in the tree as it is then; the leaf and its place stay."""
    path = f"/v1/events/{world.first.event}/receipt"
    before, event = proven(app, first.get(path))

    _farm(first, world, "Hall 2")
    size = sign_log(service_of(app)).size
    after, same = proven(app, first.get(path))

    assert world.first.event == event["id"] == same["id"]
    assert size == read_checkpoint(after.note.text).size > read_checkpoint(before.note.text).size
    assert (before.leaf_index, before.extra) == (after.leaf_index, after.extra)


def test_before_a_checkpoint_there_is_no_receipt_and_it_says_when_to_ask_again(first: Api, world: World) -> None:
    """Its code tells it from what belongs to somebody else."""
    event = _event_of(_farm(first, world, "Hall 2"))

    refused = first.get(f"/v1/events/{event}/receipt")
    hidden = first.get(f"/v1/events/{event[:-4]}0000/receipt")

    assert (404, "not-included-yet", "1") == (refused.status, refused.code, refused.headers["Retry-After"])
    assert (404, "not-found", None) == (hidden.status, hidden.code, hidden.headers.get("Retry-After"))


def test_a_reader_that_prefers_to_wait_is_answered_once_there_is_a_checkpoint(
    app: Flask, first: Api, world: World
) -> None:
    """And reads for how long the service was ready to; while it waits, the pool of connections is untouched."""
    event = _event_of(_farm(first, world, "Hall 2"))
    late = threading.Timer(0.3, lambda: sign_log(service_of(app)))
    late.start()

    receipt = first.get(f"/v1/events/{event}/receipt", Prefer="respond-async, wait=9")
    late.join()

    assert event == proven(app, receipt)[1]["id"]
    assert "wait=9" == receipt.headers["Preference-Applied"]


def test_a_reader_is_told_when_the_time_is_over(first: Api, world: World) -> None:
    """Nobody waits longer than they asked to."""
    event = _event_of(_farm(first, world, "Hall 2"))

    began = time.monotonic()
    refused = first.get(f"/v1/events/{event}/receipt", Prefer='wait="1"')

    assert ("not-included-yet", "wait=1") == (refused.code, refused.headers["Preference-Applied"])
    assert 1 <= time.monotonic() - began < 3


def test_a_writer_that_prefers_to_wait_is_answered_when_its_events_are_covered(
    app: Flask, first: Api, world: World
) -> None:
    """The answer is the same but for the header, and so is its repetition, which need not wait."""
    late = threading.Timer(0.3, lambda: sign_log(service_of(app)))
    late.start()

    made = _farm(first, world, "Hall 2", Prefer="wait=9")
    late.join()
    again = _farm(first, world, "Hall 2")

    assert 200 == first.get(f"/v1/events/{_event_of(made)}/receipt").status
    assert (made.body, made.headers["Hashlevy-Promise"]) == (again.body, again.headers["Hashlevy-Promise"])
    assert ("wait=9", None) == (made.headers["Preference-Applied"], again.headers.get("Preference-Applied"))


def test_a_write_is_done_when_nobody_signs_in_time(first: Api, world: World) -> None:
    """To wait is a courtesy: what was acknowledged is, whatever the log does meanwhile."""
    made = _farm(first, world, "Hall 2", Prefer="wait=1")

    assert (201, "wait=1") == (made.status, made.headers["Preference-Applied"])


def test_preferences_that_are_not_understood_are_passed_over(first: Api, world: World) -> None:
    """As RFC 7240 says: they are wishes, no orders."""
    made = _farm(first, world, "Hall 2", Prefer="wait=soon, wait, return=minimal")

    assert (201, None) == (made.status, made.headers.get("Preference-Applied"))
