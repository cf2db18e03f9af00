"""Keys over HTTP: issued with a secret that is shown once, read without it, revoked for good."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import pytest

from tests.api import Api
from tests.world import World, statement

NEW: Final = {"name": "Ministry", "role": "authority", "jurisdiction": "KZ", "expires_at": "2030-01-01T00:00:00Z"}


def test_a_new_key_is_where_its_location_says(administrator: Api) -> None:
    """The same as when it was issued, but for the secret."""
    issued = administrator.post("/v1/keys", NEW)

    read = administrator.get(issued.headers["Location"])

    assert issued.document == read.document | {"secret": issued.document["secret"]}
    assert issued.document["secret"].encode() not in read.body


def test_a_key_that_is_listed_reads_the_same_by_itself(administrator: Api) -> None:
    """One representation, whichever way one comes."""
    for listed in administrator.get("/v1/keys").document["items"]:
        assert listed == administrator.get(f"/v1/keys/{listed['id']}").document


def test_a_revoked_key_can_still_be_read(administrator: Api, world: World) -> None:
    """What it did can still be attributed."""
    path = f"/v1/keys/{world.first.key_id}"
    assert administrator.get(path).document["revoked"] is False

    revoked = administrator.delete(path)

    assert revoked.document == administrator.get(path).document
    assert revoked.document["revoked"] is True


def test_a_repeated_request_for_a_key_finds_it_without_its_secret(administrator: Api) -> None:
    """Nothing that is kept could show the secret again."""
    issued = administrator.post("/v1/keys", NEW, name="one")

    again = administrator.post("/v1/keys", NEW, name="one")

    assert "true" == again.headers["Idempotent-Replayed"]
    assert issued.document | {"secret": None} == again.document


@pytest.mark.parametrize("key", ["key_" + "0" * 26, "frm_" + "0" * 26, "key_", "%00"])
def test_a_key_that_is_not_there_is_not_found(administrator: Api, key: str) -> None:
    """Whatever is asked for."""
    reply = administrator.get(f"/v1/keys/{key}")

    assert (404, "not-found") == (reply.status, reply.code)


def test_a_key_does_not_read_itself(first: Api, world: World) -> None:
    """Only who manages keys sees them."""
    assert "insufficient-scope" == first.get(f"/v1/keys/{world.first.key_id}").code


def test_nobody_reads_a_key_without_one(api: Api, world: World) -> None:
    """Not even whether it exists."""
    assert "unauthenticated" == api.get(f"/v1/keys/{world.first.key_id}").code


def test_a_key_that_is_known_from_memory_writes_no_more_once_it_is_revoked(
    administrator: Api, first: Api, world: World
) -> None:
    """Whatever it asks for: something good, something refused, or an answer that was given before."""
    report = {"farm": world.first.farm, "period": {"start": "2026-01-01", "end": "2026-04-01"}, "energy": statement()}
    drafted = first.post("/v1/reports", report, name="draft")
    administrator.delete(f"/v1/keys/{world.first.key_id}")

    replies = [
        first.post("/v1/reports", report, name="draft"),
        first.post("/v1/reports", report | {"period": {"start": "2026-04-01", "end": "2026-07-01"}}),
        first.post("/v1/reports", report | {"period": "no period"}),
        first.post("/v1/reports", report | {"farm": world.second.farm}),
        first.delete(drafted.headers["Location"]),
        first.ask("POST", f"{drafted.headers['Location']}/submit", headers={"Idempotency-Key": "no-if-match"}),
        first.ask("POST", "/v1/reports", headers={"Content-Type": "application/json"}, body=b"{}"),
    ]

    assert [HTTPStatus.CREATED] + [HTTPStatus.UNAUTHORIZED] * 7 == [drafted.status, *(each.status for each in replies)]
