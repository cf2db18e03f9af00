"""Stamped checkpoints over HTTP: found by the leaf that they are to be over, and shown as they are kept."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from service.clock import system_clock
from service.domain.clock import instant_text
from service.store.grants import DatabaseRole
from service.store.rows import StampRow
from tests.checkpoints import sign_log
from tests.world import World, service_of

if TYPE_CHECKING:
    from flask import Flask

    from service.store.rows import CheckpointRow
    from tests.api import Api

AUTHORITY = "https://time.example/tsa"


@pytest.fixture
def stamped(app: Flask, first: Api, world: World) -> list[CheckpointRow]:
    """Have two checkpoints stamped, and one more signed after them."""
    place = {"region": "KZ-55", "zone": None, "time_zone": "Asia/Almaty"}
    found, service = [], service_of(app)
    for number in range(3):
        body = {"operator": world.first.operator, "name": f"Hall {number}", **place}
        first.ask("POST", "/v1/farms", body, headers={"Idempotency-Key": f"hall-{number}"})
        found.append(sign_log(service))
    with service.store.acting_as(DatabaseRole.SEQUENCER).unit_of_work() as work:
        for row in found[:2]:
            at = row.made_at + timedelta(seconds=1)
            work.add(StampRow(row.size, AUTHORITY, b"stamp of %d" % row.size, at, system_clock()))
        work.commit()
    return found


def test_the_first_stamp_over_a_leaf_is_found_by_its_position(api: Api, stamped: list[CheckpointRow]) -> None:
    """Without a key: it names nobody, and proves to anybody that the leaf was there by then."""
    first, second, _ = stamped

    pages = [
        api.get(f"/log/v1/stamps?limit=1&after={position}").document
        for position in (0, first.size - 1, first.size, second.size - 1, second.size)
    ]

    sizes = [[each["size"] for each in page["items"]] for page in pages]
    assert [[first.size], [first.size], [second.size], [second.size], []] == sizes


def test_what_is_shown_is_what_was_signed_and_what_was_answered(api: Api, stamped: list[CheckpointRow]) -> None:
    """To the byte, so that others can check it."""
    first, *_ = stamped

    shown = api.get("/log/v1/stamps").document["items"][0]

    assert (first.size, AUTHORITY, first.note) == (shown["size"], shown["authority"], shown["checkpoint"])
    assert b"stamp of %d" % first.size == b64decode(shown["response"])
    assert instant_text(first.made_at + timedelta(seconds=1)) == shown["stamped_at"]


def test_pages_follow_one_another(api: Api, stamped: list[CheckpointRow]) -> None:
    """Each size once; the last page leads nowhere."""
    one = api.get("/log/v1/stamps?limit=1")
    two = api.get(f"/log/v1/stamps?limit=1&after={one.document['next_cursor']}")

    sizes = [each["size"] for page in (one, two) for each in page.document["items"]]
    assert [row.size for row in stamped[:2]] == sizes
    assert ([str(stamped[0].size), None], True) == (
        [page.document["next_cursor"] for page in (one, two)],
        "Link" in one.headers,
    )


def test_where_nobody_is_asked_nothing_is_listed(first: Api) -> None:
    """A list without items is no failure."""
    assert {"items": [], "next_cursor": None} == first.get("/log/v1/stamps").document
