"""Whatever is sent, the answer is a result or a problem with pointers, never a fault, and never much longer than it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from service.http.interface import put_interface
from service.http.limits import MAX_BODY_BYTES
from service.http.metrics import Metrics
from service.usecases.record_library import shipped_library
from service.usecases.service import Service
from tests.unit.http.bodies import example

# An answer may say 32 things, each with an example, beside what it repeats of the request.
_ROOM: Final = 12_000
_RECORDED: Final = datetime(2026, 10, 1, tzinfo=UTC)
_NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)

_characters = st.text(max_size=30)
_values = st.recursive(
    st.sampled_from(
        [
            *(None, True, False, 0, -1, 1.5, 1e300, 10**30, float("nan"), "", " ", "-0", "1e100000000", "01", "NaN"),
            *("9" * 400, "0." + "1" * 400, "\u0661\u0662", "\x00", "\ud800", "2027-02-30", "0000-00-00", "9999-12-31"),
            *(
                "2027-06-01",
                "RU-IRK",
                "KZ",
                "FI",
                "irkutsk_south",
                "kz.digital_mining_fee@2022-draft",
                "ru.mining_zones",
            ),
        ]
    )
    | st.integers()
    | st.floats()
    | _characters,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_characters, inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Ask the interface over the shipped law."""
    app = Flask("service", static_folder=None)
    put_interface(app, Service(None, shipped_library(_RECORDED), lambda: _NOW), Metrics())
    return app.test_client()


def _holders(document: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place of *document*: what holds it, and under which name or index."""
    steps = document.items() if isinstance(document, dict) else enumerate(document)
    for step, inner in list(steps):
        yield document, step
        if isinstance(inner, (dict, list)):
            yield from _holders(inner)


@st.composite
def spoiled(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the example of the contract with one to three places of it changed, taken away, doubled or added to."""
    document = example()
    for _ in range(draw(st.integers(1, 3))):
        holder, step = draw(st.sampled_from(list(_holders(document))))
        match draw(st.sampled_from(["change", "remove", "double", "add"])):
            case "change":
                holder[step] = draw(_values)
            case "remove":
                del holder[step]
            case "double" if isinstance(holder, list):
                holder.append(copy.deepcopy(holder[step]))
            case _:
                if isinstance(holder, dict):
                    holder[draw(_characters)] = draw(_values)
    return document


def _check(answer: Any, body: bytes) -> None:
    """Hold an answer to *body* against what every answer is."""
    document = json.loads(answer.data)
    if answer.status_code == 200:
        assert "none" == document["legal_effect"]
        return
    assert answer.status_code in {400, 404, 413, 422}, answer.text[:1000]
    assert "application/problem+json" == answer.content_type
    assert all(fault["pointer"] == "" or fault["pointer"].startswith("/") for fault in document["errors"])
    assert all(fault["code"] and fault["message"] for fault in document["errors"])
    assert len(answer.data) <= 2 * len(body) + _ROOM


@given(document=spoiled())
def test_a_spoiled_body_gets_a_result_or_a_problem(client: FlaskClient, document: dict[str, Any]) -> None:
    """One to three things about a good body are changed; most make it wrong, some only make it another."""
    body = json.dumps(document).encode()

    _check(client.post("/v1/estimates", data=body, content_type="application/json"), body)


@given(places=st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=4)), min_size=1, max_size=5))
def test_a_torn_body_gets_a_result_or_a_problem(client: FlaskClient, places: list[tuple[int, bytes]]) -> None:
    """Bytes are overwritten anywhere, in the middle of characters, strings and numbers."""
    body = bytearray(json.dumps(example(), ensure_ascii=False).encode())
    for place, written in places:
        body[place % len(body) : place % len(body) + len(written)] = written

    _check(client.post("/v1/estimates", data=bytes(body), content_type="application/json"), bytes(body))


@given(body=st.binary(max_size=200))
def test_any_bytes_get_a_problem(client: FlaskClient, body: bytes) -> None:
    """Noise is malformed."""
    answer = client.post("/v1/estimates", data=body, content_type="application/json")

    assert 400 <= answer.status_code < 500
    _check(answer, body)


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(example() | {"x" * 1_000_000: 1}).encode(),
        json.dumps(example() | {"energy": [0] * 1000}).encode(),
        json.dumps(example() | {"energy": [{}] * 1000}).encode(),
        json.dumps({str(index): 0 for index in range(50_000)}).encode(),
        json.dumps(example() | {"region": "x" * 1_000_000}).encode(),
        json.dumps(example() | {"schedules": ["x" * 50_000] * 20}).encode(),
        b'{"a":[' + b'{"b":1,"b":1},' * 70_000 + b"1]}",
        b'{"' + b"\\u0001" * 100_000 + b'": 1}',
        b"[" * MAX_BODY_BYTES,
    ],
    ids=[
        "long name",
        "wrong lines",
        "empty lines",
        "many names",
        "long code",
        "long names",
        "doubles",
        "escapes",
        "deep",
    ],
)
def test_the_answer_to_a_hostile_body_is_short(client: FlaskClient, body: bytes) -> None:
    """A service that answers more than it is sent can be turned against others."""
    answer = client.post("/v1/estimates", data=body, content_type="application/json")

    assert 400 <= answer.status_code < 500
    assert len(answer.data) <= _ROOM
    _check(answer, body)
