"""Law over HTTP, from the draft to the withdrawal; every answer held against the contract."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.api import Api, Reply
from tests.contract.law_texts import CLIFF, DRAFT
from tests.world import World

FEE = "/v1/schedules/kz.digital_mining_fee"
PATHS = ("", "/checks", "/diff", "/impact")


def submitted(authority: Api) -> tuple[str, Reply]:
    """Draft the example of the description and submit it."""
    draft = authority.post("/v1/law-drafts", {"version": DRAFT})
    path = f"/v1/law-drafts/{draft.document['id']}"
    return path, authority.post(f"{path}/submit", {"cliffs_accepted": [CLIFF]}, if_match=draft.etag)


def put(api: Api, path: str, document: Any, if_match: str) -> Reply:
    """Put a document in the place of another."""
    return api.ask("PUT", path, document, headers={"Idempotency-Key": "put", "If-Match": if_match})


def test_a_version_goes_from_draft_to_law_and_is_taken_back(api: Api, world: World) -> None:
    """Changed, submitted, sent back, submitted again, signed, published by somebody else, withdrawn."""
    authority, administrator = api.bearing(world.authority), api.bearing(world.administrator)
    draft = authority.post("/v1/law-drafts", {"version": DRAFT})
    path = f"/v1/law-drafts/{draft.document['id']}"
    changed = put(authority, path, {"version": DRAFT.replace("a small farm", "a farm")}, draft.etag)
    assert not authority.get(f"{path}/checks").document["publishable"]
    first = authority.post(f"{path}/submit", {"cliffs_accepted": [CLIFF]}, if_match=changed.etag)
    back = administrator.post(f"{path}/reject", {"reason": "read article 3 again"}, if_match=first.etag)
    again = authority.post(f"{path}/submit", {"cliffs_accepted": [CLIFF]}, if_match=back.etag)
    assert authority.get(f"{path}/checks").document["publishable"]
    private = Ed25519PrivateKey.generate()
    public = base64.b64encode(private.public_key().public_bytes_raw()).decode()
    wanted = {"jurisdiction": "KZ", "name": "Ministry", "public_key": public}
    key = administrator.post("/v1/signing-keys", wanted).document["id"]
    value = base64.b64encode(private.sign(again.document["to_sign"].encode())).decode()
    signature = {"signature": {"key": key, "value": value}}

    published = administrator.post(f"{path}/publish", signature, if_match=again.etag)

    assert published.document == authority.get(path).document
    steps = [step["step"] for step in published.document["steps"]]
    assert ["drafted", "changed", "submitted", "rejected", "submitted", "published"] == steps
    assert published.document["sha256"] == api.bearing(None).get(f"{FEE}/versions/example-2027").document["sha256"]
    withdrawn = authority.post(f"{FEE}/versions/example-2027/withdraw", {"reason": "an example"})
    assert (200, "withdrawn") == (withdrawn.status, authority.get(path).document["state"])
    assert [key] == [each["id"] for each in authority.get("/v1/signing-keys").document["items"]]
    assert administrator.delete(f"/v1/signing-keys/{key}").document["revoked_at"]


def test_under_embargo_nobody_else_finds_it(api: Api, world: World) -> None:
    """No list, no name; its authority reads it as before."""
    authority = api.bearing(world.authority)
    path, draft = submitted(authority)
    embargo = {"embargo_until": "2199-01-01T00:00:00Z"}

    published = api.bearing(world.administrator).post(f"{path}/publish", embargo, if_match=draft.etag)

    assert published.document["publication"]["under_embargo"]
    anybody = api.bearing(None)
    assert 404 == anybody.get(f"{FEE}/versions/example-2027").status
    assert b"example-2027" not in anybody.get(FEE).body
    assert 200 == authority.get(path).status


@pytest.mark.parametrize("path", PATHS)
def test_a_draft_exists_for_its_own_authority_alone(api: Api, world: World, path: str) -> None:
    """An authority elsewhere finds nothing, in the words for what never was; an operator may not ask."""
    draft, _ = submitted(api.bearing(world.authority))
    elsewhere = api.bearing(world.foreign_authority)

    found, never = (elsewhere.get(f"{each}{path}") for each in (draft, "/v1/law-drafts/ldr_" + "0" * 26))

    assert [404, 404] == [found.status, never.status]
    assert found.document["detail"].replace(draft.rpartition("/")[2], "ldr_" + "0" * 26) == never.document["detail"]
    assert 403 == api.bearing(world.first.key).get(f"{draft}{path}").status
    assert 200 == api.bearing(world.administrator).get(f"{draft}{path}").status


def test_lists_have_only_ones_own(api: Api, world: World) -> None:
    """Page by page."""
    authority = api.bearing(world.authority)
    drafts = [world.law_draft, *(submitted(authority)[0].rpartition("/")[2] for _ in range(2))]
    page = authority.get("/v1/law-drafts?limit=1").document
    rest = authority.get(f"/v1/law-drafts?after={page['next_cursor']}").document

    assert drafts == [each["id"] for each in (*page["items"], *rest["items"])]
    assert [] == api.bearing(world.foreign_authority).get("/v1/law-drafts").document["items"]
    assert 403 == api.bearing(world.first.key).get("/v1/law-drafts").status


def test_an_authority_neither_drafts_nor_withdraws_law_of_elsewhere(api: Api, world: World) -> None:
    """Its key is of another jurisdiction."""
    elsewhere = api.bearing(world.foreign_authority)

    assert 403 == elsewhere.post("/v1/law-drafts", {"version": DRAFT}).status
    assert 404 == elsewhere.post(f"{FEE}/versions/2024/withdraw", {"reason": "not mine"}).status
    assert 403 == api.bearing(world.first.key).post(f"{FEE}/versions/2024/withdraw", {"reason": "no"}).status


def test_the_differences_of_two_versions_are_open_to_everybody(api: Api) -> None:
    """As data and in words, both ways."""
    there = api.get(f"{FEE}/versions/2024/diff?against=2023").document
    back = api.get(f"{FEE}/versions/2023/diff?against=2024").document

    assert ("2023", "2024") == (there["from"], there["to"])
    assert there["changes"]
    assert back["changes"]
    assert all(change["text"].keys() == {"en", "ru"} for change in there["changes"])


def test_the_impact_of_a_draft_is_what_filing_under_it_would_change(api: Api, world: World) -> None:
    """Twelve and a half gigawatt-hours a farm, at 2.5 instead of 2 tenge; the largest comes with its lines."""
    authority = api.bearing(world.authority)
    draft = authority.post("/v1/law-drafts", {"version": DRAFT})

    impact = authority.get(f"/v1/law-drafts/{draft.document['id']}/impact").document

    assert (2, 2, 2) == (impact["examined"], impact["touched"], impact["changed"])
    assert ("50000000.00", "62500000.00", "12500000.00") == (impact["before"], impact["after"], impact["difference"])
    assert [{"region": "KZ-55", "changed": 2, "difference": "12500000.00"}] == impact["regions"]
    assert {world.first.assessment, world.second.assessment} == {each["assessment"] for each in impact["largest"]}
