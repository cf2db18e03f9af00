"""What is disclosed of an assessment: the bytes behind each hash, and of whom it concerns only what was asked for."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest

from service.audit.commitments import commit
from service.domain.canonical import read_canonical, sha256
from service.evidence.proofs import read_proof
from tests.world import World

if TYPE_CHECKING:
    from tests.api import Api


def _event(shown: dict[str, Any]) -> dict[str, Any]:
    leaf = read_proof(shown["receipt"].encode()).extra
    assert leaf is not None
    event: dict[str, Any] = read_canonical(leaf)["event"]
    return event


def test_every_hash_of_the_event_is_that_of_what_is_disclosed(first: Api, world: World) -> None:
    """The result, the revisions that were looked at and their contents, and the law."""
    shown = first.get(f"/v1/assessments/{world.first.assessment}/disclosure").document
    event = _event(shown)

    assert event["result_sha256"] == sha256(b64decode(shown["result"]))
    assert event["inputs_sha256"] == sha256(b64decode(shown["inputs"]))
    contents = [
        [each["report"], str(each["revision"]), sha256(b64decode(each["content"]))] for each in shown["reports"]
    ]
    assert read_canonical(b64decode(shown["inputs"])) == contents
    assert event["rules"]["sha256"] in {sha256(b64decode(each["text"])) for each in shown["law"]}
    assert [["KZ-55"]] == [[place["region"] for place in each["places"]] for each in shown["facts"]["statements"]]


def test_nothing_is_opened_without_being_named(first: Api, world: World) -> None:
    """Whoever shows the document shows no more of themselves than they chose."""
    shown = first.get(f"/v1/assessments/{world.first.assessment}/disclosure").document

    assert [] == shown["opened"]


@pytest.mark.parametrize(
    ("opening", "places"),
    [
        ("tenant", ["/tenant"]),
        ("idempotency_key,actor", ["/actor", "/request/idem"]),
        ("farm,tenant,actor,idempotency_key", ["/tenant", "/actor", "/request/idem"]),
    ],
    ids=["one", "two", "all"],
)
def test_what_is_named_is_opened_at_its_place(first: Api, world: World, opening: str, places: list[str]) -> None:
    """Each with a salt of its own; of a member that the event leaves empty there is nothing to open."""
    shown = first.get(f"/v1/assessments/{world.first.assessment}/disclosure?open={opening}").document

    assert places == [each["at"] for each in shown["opened"]]
    for each in shown["opened"]:
        commitment: Any = _event(shown)
        for member in each["at"].split("/")[1:]:
            commitment = commitment[member]
        assert commitment == commit(each["field"], each["value"], b64decode(each["salt"]))
    assert {world.first.operator} >= {each["value"] for each in shown["opened"] if each["at"] == "/tenant"}


@pytest.mark.parametrize("opening", ["", "tenant,tenant", "name", "tenant,"], ids=["none", "twice", "other", "end"])
def test_what_cannot_be_opened_is_refused(first: Api, world: World, opening: str) -> None:
    """By its name, before anything is read."""
    refused = first.get(f"/v1/assessments/{world.first.assessment}/disclosure?open={opening}")

    assert ("invalid-parameter", "/open") == (refused.code, refused.document["errors"][0]["pointer"])
