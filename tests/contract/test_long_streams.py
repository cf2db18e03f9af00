"""The stream of an operator with a long history: read by pages, in memory and round trips of pages, not of events."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest

from service.audit.events import Request
from service.clock import system_clock
from service.domain.canonical import canonical, read_canonical
from service.domain.errors import Unavailable
from service.evidence.notes import base64_bytes
from service.store.reading.session import Session
from service.usecases import operator_stream as module
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.opened import opened, opening_of
from service.usecases.operator_stream import operator_stream
from service.usecases.tell import Happening, Teller
from tests.checkpoints import sign_log
from tests.contract.test_lost_evidence import by_hand
from tests.world import World, service_of

if TYPE_CHECKING:
    from flask import Flask

    from service.usecases.service import Service
    from tests.api import Api

pytestmark = pytest.mark.thorough

EVENTS: Final = 2000
# Leaves, the tiles of their proofs, events, and what these open to.
_ROUND_TRIPS_OF_A_PAGE: Final = 4


def tell(service: Service, operator: str, count: int) -> None:
    """Have so many requests tell an event of *operator* each, and sign them."""
    for start in range(0, count, 500):
        with service.store.unit_of_work() as work:
            for _ in range(min(500, count - start)):
                Teller(work, system_clock(), "key_1", Request("registerFarm")).tell(
                    Happening("farm.registered", operator)
                )
            work.commit()
    sign_log(service)


def pieces(service: Service, operator: str) -> Iterator[bytes]:
    """Ask as whoever runs the service."""
    return operator_stream(service, LOCAL_ADMINISTRATOR, operator)


def test_pages_are_put_together_to_one_canonical_document(
    app: Flask, first: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long they are; each event is opened as it is by itself, also where another key sealed it."""
    service = service_of(app)
    tell(service, world.first.operator, 20)
    with service.store.unit_of_work() as work:
        sealed_by_the_service = Happening("data.erased", world.first.operator, detail={"openings": 0})
        Teller(work, system_clock(), "key_1", Request("eraseOperator")).tell(sealed_by_the_service)
        work.commit()
    sign_log(service)
    whole = first.get(f"/v1/operators/{world.first.operator}/stream").body

    monkeypatch.setattr(module, "_PAGE", 7)

    document = read_canonical(whole)
    assert whole == canonical(document) == b"".join(pieces(service, world.first.operator))
    assert list(range(len(document["leaves"]))) == [_leaf(each)["stream"]["n"] for each in document["leaves"]]
    with service.store.reading() as reading:
        for each in document["leaves"]:
            event = _leaf(each)["event"]
            row = reading.events_named([event["id"]])[event["id"]]
            assert each["tenant"] == opening_of(opened(reading, service.store.keys, row), event["tenant"])
            assert each["tenant"] is not None


def _leaf(shown: dict[str, Any]) -> dict[str, Any]:
    leaf: dict[str, Any] = read_canonical(base64_bytes(shown["leaf"]))
    return leaf


class _Cost(NamedTuple):
    """What reading a stream took."""

    length: int
    round_trips: int
    peak_bytes: int


def _cost(service: Service, operator: str, asked: list[int]) -> _Cost:
    """Read a stream, and throw each piece away; once more before, because what is remembered is bounded by itself."""
    length = sum(map(len, pieces(service, operator)))
    asked.clear()
    tracemalloc.start()
    for _ in pieces(service, operator):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return _Cost(length, len(asked), peak)


def test_round_trips_and_memory_grow_by_pages_and_not_by_events(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice the history costs as many round trips again as it has pages, and no more memory."""
    service, operator = service_of(app), world.first.operator
    asked: list[int] = []
    fetch = Session._fetch  # noqa: SLF001 - whatever is read goes through it

    def counted(session: Session, *reads: Any) -> list[list[Any]]:
        asked.append(len(reads))
        return fetch(session, *reads)

    monkeypatch.setattr(Session, "_fetch", counted)
    tell(service, operator, EVENTS)
    before = _cost(service, operator, asked)
    tell(service, operator, EVENTS)
    after = _cost(service, operator, asked)

    pages = EVENTS // module._PAGE  # noqa: SLF001 - what is tried
    assert pages * _ROUND_TRIPS_OF_A_PAGE == after.round_trips - before.round_trips
    assert after.length > 1.9 * before.length
    assert after.peak_bytes < 1.2 * before.peak_bytes


def test_what_is_refused_is_refused_before_the_first_byte_and_later_the_answer_has_no_end(
    app: Flask, first: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document that ended well would read as if it were whole."""
    service, operator = service_of(app), world.first.operator
    tell(service, operator, 20)
    monkeypatch.setattr(module, "_PAGE", 7)
    with service.store.reading() as reading:
        *_, last = reading.stream_entries(operator, sign_log(service).size, limit=100)
    by_hand(app, f"DELETE FROM events WHERE id = '{last.event}'")

    shown = pieces(service, operator)

    assert next(shown).startswith(b'{"checkpoint":')
    with pytest.raises(Unavailable, match="cannot show it any more"):
        list(shown)
    monkeypatch.setattr(module, "_PAGE", 100)
    assert (503, "audit-log-damaged") == _refused(first, operator)


def _refused(api: Api, operator: str) -> tuple[int, str]:
    reply = api.get(f"/v1/operators/{operator}/stream")
    return reply.status, reply.code
