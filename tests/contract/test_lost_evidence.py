"""What is said of evidence that somebody deleted by hand: not that there is none, and never an error of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

from service.evidence.promises import from_header, read_promise
from tests.integration.store.test_append_only import intruder, removals
from tests.world import World, service_of

if TYPE_CHECKING:
    from flask import Flask

    from tests.api import Api

_RECEIPT: Final = "/v1/events/{0.event}/receipt"
_STREAM: Final = "/v1/operators/{0.operator}/stream"
_ITS_EVENT: Final = "DELETE FROM events WHERE type = 'assessment.created'"
_TOLD: Final = "The event that told the assessment"


def by_hand(app: Flask, statement: str) -> None:
    """Do what whoever runs the database can do: take the guards away, and change what is there."""
    store = service_of(app).store
    unguarded = "PRAGMA foreign_keys=OFF"
    if store.url.startswith("postgresql"):
        unguarded = "SET session_replication_role = replica"
    with intruder(store, unguarded) as run:
        for removal in removals(store):
            run(removal)
        assert run(statement)


class _Deed(NamedTuple):
    """A statement that takes evidence away, where it is missed then, and what is said there."""

    statement: str
    address: str
    said: str


_DEEDS: Final = {
    "event": _Deed("DELETE FROM events WHERE id = '{0.event}'", _RECEIPT, "cannot show it any more"),
    "leaf": _Deed("DELETE FROM leaves WHERE event = '{0.event}'", _RECEIPT, "has no leaf there, and waits for none"),
    "tiles": _Deed("DELETE FROM tiles WHERE level = 0", _RECEIPT, "lacks a part of it"),
    "event of an assessment": _Deed(_ITS_EVENT, "/v1/assessments/{0.assessment}/receipt", _TOLD),
    "text of that event": _Deed(
        "UPDATE events SET body = substr(body, 2) WHERE type = 'assessment.created'",
        "/v1/assessments/{0.assessment}/receipt",
        _TOLD,
    ),
    "event of what is disclosed": _Deed(_ITS_EVENT, "/v1/assessments/{0.assessment}/disclosure", _TOLD),
    "event of a stream": _Deed("DELETE FROM events WHERE id = '{0.event}'", _STREAM, "cannot show it any more"),
    "tiles of a stream": _Deed("DELETE FROM tiles WHERE level = 0", _STREAM, "lacks a part of it"),
}


@pytest.mark.parametrize("deed", _DEEDS.values(), ids=_DEEDS)
def test_evidence_that_is_gone_is_told_as_evidence_of_tampering(
    app: Flask, first: Api, world: World, deed: _Deed
) -> None:
    """And the sender is told what to do with the promise: it proves what the service cannot."""
    by_hand(app, deed.statement.format(world.first))

    refused = first.get(deed.address.format(world.first))

    assert (503, "audit-log-damaged") == (refused.status, refused.code)
    assert deed.said in refused.document["detail"]
    assert "evidence of tampering" in refused.document["detail"]
    assert "Keep the promise that came with the write" in refused.document["detail"]


def test_an_event_that_was_taken_from_the_queue_is_not_said_to_come(app: Flask, first: Api, world: World) -> None:
    """Whoever hides an event before it has a leaf would have its sender wait for ever."""
    place = {"operator": world.first.operator, "name": "Hall 2", "region": "KZ", "time_zone": "Asia/Almaty"}
    made = first.post("/v1/farms", place)
    event = read_promise(from_header(made.headers["Hashlevy-Promise"]).text).events[0].event
    path = f"/v1/events/{event}/receipt"
    before = first.get(path).code

    by_hand(app, f"DELETE FROM pending_events WHERE event = '{event}'")

    assert ("not-included-yet", "audit-log-damaged") == (before, first.get(path).code)


@pytest.mark.parametrize(
    ("bearer", "told"),
    [
        ("second", (404, "not-found")),
        ("accountant", (503, "audit-log-damaged")),
        ("authority", (503, "audit-log-damaged")),
        ("foreign_authority", (404, "not-found")),
    ],
    ids=["another operator", "accountant", "authority", "foreign authority"],
)
def test_only_who_could_see_an_event_learns_that_it_is_gone(
    app: Flask, api: Api, world: World, bearer: str, told: tuple[int, str]
) -> None:
    """What belongs to another tenant does not exist, and so is not missing."""
    by_hand(app, f"DELETE FROM events WHERE id = '{world.first.event}'")
    held = getattr(world, bearer)

    refused = api.bearing(held if isinstance(held, str) else held.key).get(_RECEIPT.format(world.first))

    assert told == (refused.status, refused.code)
