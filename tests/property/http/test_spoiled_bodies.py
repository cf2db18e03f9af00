"""Whatever is sent, the answer is a result or a problem with pointers, never a fault, and never long."""

from __future__ import annotations

import json
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
from tests.property.http.spoiling import bodies
from tests.unit.http.bodies import example

# `service/http/limits.py` says what a problem may hold; with the rest of its members it stays below this.
MOST: Final = 16 * 1024
_RECORDED: Final = datetime(2026, 10, 1, tzinfo=UTC)
_NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Ask the interface over the shipped law."""
    app = Flask("service", static_folder=None)
    put_interface(app, Service(None, shipped_library(_RECORDED), lambda: _NOW), Metrics())
    return app.test_client()


def _check(answer: Any) -> None:
    """Hold an answer against what every answer is."""
    document = json.loads(answer.data)
    if answer.status_code == 200:
        assert "none" == document["legal_effect"]
        return
    assert answer.status_code in {400, 404, 413, 422}, answer.text[:1000]
    assert "application/problem+json" == answer.content_type
    assert all(fault["pointer"] == "" or fault["pointer"].startswith("/") for fault in document["errors"])
    assert all(fault["code"] and fault["message"] for fault in document["errors"])
    assert len(answer.data) <= MOST


@given(body=bodies(example()))
def test_a_spoiled_body_gets_a_result_or_a_problem(client: FlaskClient, body: bytes) -> None:
    """Some things about a good body are changed; most make it wrong, some only make it another."""
    _check(client.post("/v1/estimates", data=body, content_type="application/json"))


@given(body=st.binary(max_size=200))
def test_any_bytes_get_a_problem(client: FlaskClient, body: bytes) -> None:
    """Noise is malformed."""
    answer = client.post("/v1/estimates", data=body, content_type="application/json")

    assert 400 <= answer.status_code < 500
    _check(answer)


def _far_down(name: str, item: str) -> bytes:
    """Put many of *item* into objects, each in the other, as deep as a body may be."""
    inner = f"[{', '.join([item] * 40)}]"
    for _ in range(29):
        inner = f'{{"{name}": {inner}}}'
    return inner.encode()


_HOSTILE: Final = {
    "long name": json.dumps(example() | {"x" * 1_000_000: 1}).encode(),
    "wrong lines": json.dumps(example() | {"energy": [0] * 1000}).encode(),
    "empty lines": json.dumps(example() | {"energy": [{}] * 1000}).encode(),
    "many names": json.dumps({str(index): 0 for index in range(50_000)}).encode(),
    "long code": json.dumps(example() | {"region": "x" * 1_000_000}).encode(),
    "long names": json.dumps(example() | {"schedules": ["x" * 50_000] * 20}).encode(),
    "unknown names": json.dumps(example() | {"schedules": [f"kz.{'x' * 60}{index}" for index in range(20)]}).encode(),
    "doubles": b'{"a":[' + b'{"b":1,"b":1},' * 70_000 + b"1]}",
    "doubles far down": _far_down("x" * 64, '{"b": 1, "b": 1}'),
    "controls far down": _far_down("\\u0001" * 64, '{"b": 1, "b": 1}'),
    "halves far down": _far_down("\\u0001" * 64, '"\\ud800"'),
    "tildes far down": _far_down("~" * 64, '"\\ud800"'),
    "escapes": b'{"' + b"\\u0001" * 100_000 + b'": 1}',
    "deep": b"[" * MAX_BODY_BYTES,
}


@pytest.mark.parametrize("body", _HOSTILE.values(), ids=_HOSTILE)
def test_the_answer_to_a_hostile_body_is_short(client: FlaskClient, body: bytes) -> None:
    """A service that answers more than it is sent can be turned against others."""
    answer = client.post("/v1/estimates", data=body, content_type="application/json")

    assert 400 <= answer.status_code < 500
    _check(answer)


@pytest.mark.parametrize("path", ["/" + "%01" * 1300, "/" + "%F0%9F%98%80" * 300, "/v1/reports/" + "~" * 4000])
def test_the_answer_to_a_long_address_is_short(client: FlaskClient, path: str) -> None:
    """An address longer than any of ours is not repeated whole."""
    answer = client.get(path)

    assert answer.status_code in {401, 404}
    assert len(answer.data) <= 4096
