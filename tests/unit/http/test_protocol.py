"""How requests and answers travel: media types, sizes, methods, names, queries, and what no answer may tell."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import NoReturn

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.http.interface import put_interface
from service.http.limits import MAX_BODY_BYTES
from service.http.metrics import Metrics
from service.http.paging import hidden
from service.law.library import Library
from service.usecases.service import Service
from tests.unit.http.answers import problem
from tests.unit.http.bodies import changed, example
from tests.unit.http.conftest import NOW

ESTIMATES = "/v1/estimates"


class BrokenLibrary(Library):
    """A library in which something is wrong that nobody foresaw."""

    def schedules(self) -> NoReturn:
        """Fail."""
        message = "secret inside"
        raise ZeroDivisionError(message)


class ReadyDatabase:
    """A database with which all is well."""

    def ready(self) -> None:
        """Return."""


@pytest.mark.parametrize(
    "declared",
    ["application/json", "Application/JSON", "application/json; charset=utf-8", 'application/json;charset="UTF-8"'],
)
def test_a_body_declared_as_json_is_taken(client: FlaskClient, declared: str) -> None:
    """Media types are compared as RFC 9110 has it."""
    assert 200 == client.post(ESTIMATES, data=json.dumps(example()), content_type=declared).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/merge-patch+json"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
def test_a_body_declared_as_anything_else_is_not(client: FlaskClient, headers: dict[str, str]) -> None:
    """Nobody guesses what was meant."""
    answer = client.post(ESTIMATES, data=json.dumps(example()), headers=headers)

    assert (415, "unsupported-media-type") == problem(answer)


def test_a_body_at_the_bound_is_read_and_one_byte_more_is_too_large(client: FlaskClient) -> None:
    """The bound is told, and holds to the byte."""
    body = json.dumps(example()).encode().ljust(MAX_BODY_BYTES)

    assert 200 == client.post(ESTIMATES, data=body, content_type="application/json").status_code
    answer = client.post(ESTIMATES, data=body + b" ", content_type="application/json")
    assert (413, "payload-too-large") == problem(answer)
    assert "1,048,576 bytes" in answer.text


def test_a_body_of_unknown_length_is_bounded_too(client: FlaskClient) -> None:
    """Chunks are counted as they come."""
    body = json.dumps(example()).encode().ljust(MAX_BODY_BYTES + 1)

    answer = client.post(
        ESTIMATES,
        input_stream=BytesIO(body),
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert (413, "payload-too-large") == problem(answer)


class Broken(BytesIO):
    """A connection that breaks."""

    def read(self, _size: int | None = -1) -> NoReturn:
        """Fail as a socket does."""
        raise ConnectionResetError(104, "Connection reset by peer")


@pytest.mark.parametrize(
    ("stream", "detail"),
    [
        (BytesIO(b"{} "), "The body ended after 3 bytes, and Content-Length declares 100."),
        (Broken(), "The body ended before it was whole: [Errno 104] Connection reset by peer."),
    ],
)
def test_half_a_body_is_no_fault_of_the_service(client: FlaskClient, stream: BytesIO, detail: str) -> None:
    """Nor is it ever taken for a whole one."""
    environ = {"CONTENT_LENGTH": "100"}
    answer = client.post(ESTIMATES, input_stream=stream, content_type="application/json", environ_overrides=environ)

    assert (400, "malformed-json") == problem(answer)
    assert detail == json.loads(answer.data)["detail"]


def test_another_method_is_told_which_ones_there_are(client: FlaskClient) -> None:
    """RFC 9110 demands the header Allow."""
    answer = client.delete(ESTIMATES)

    assert (405, "method-not-allowed") == problem(answer)
    assert {"POST", "OPTIONS"} == set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/", "/v1/estimates/", "/v2/estimates", "//v1/estimates", "/v1/../x", "/static/x"]
)
def test_an_address_that_is_merely_like_one_is_not_found(client: FlaskClient, path: str) -> None:
    """No redirections: one address for one thing."""
    assert (404, "not-found") == problem(client.get(path))


@pytest.mark.parametrize("sent", ["a", "req_01m821gckcfvwa1rjz4tspy76n", "6a1f3c0e-0000-4000-8000-000000000000"])
def test_a_sane_name_of_a_request_is_kept(client: FlaskClient, sent: str) -> None:
    """So that two services' logs can be laid side by side."""
    assert sent == client.get("/livez", headers={"X-Request-Id": sent}).headers["X-Request-Id"]


@pytest.mark.parametrize("sent", ["", "a b", '"quoted"', "x" * 129, "ä", "{}"])
def test_any_other_is_replaced(client: FlaskClient, sent: str) -> None:
    """What goes into logs is not the sender's to format."""
    answered = client.get("/livez", headers={"X-Request-Id": sent.encode().decode("latin-1")}).headers["X-Request-Id"]

    assert re.fullmatch(r"req_[0-9a-z]{26}", answered)


@pytest.mark.parametrize("path", ["/livez", ESTIMATES, "/nowhere", "/openapi.yaml"])
def test_every_answer_is_guarded(client: FlaskClient, path: str) -> None:
    """Whatever an answer is, nothing makes something else of it."""
    headers = client.get(path).headers

    assert ("nosniff", "no-store", "no-referrer") == (
        headers["X-Content-Type-Options"],
        headers["Cache-Control"],
        headers["Referrer-Policy"],
    )
    assert "default-src 'none'; frame-ancestors 'none'" == headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ("colour=green", ["/colour"]),
        ("schedule=kz.digital_mining_fee&on=2024-01-01&on=2025-01-01", ["/on"]),
        ("schedule=kz.digital_mining_fee", ["/on"]),
        ("schedule=KZ&on=tomorrow&known_at=now", ["/schedule", "/on", "/known_at"]),
    ],
)
def test_queries_are_read_as_strictly_as_bodies(client: FlaskClient, query: str, pointers: list[str]) -> None:
    """Unknown, repeated, missing and malformed parameters are named."""
    answer = client.get(f"/v1/schedules/effective?{query}")

    assert (400, "invalid-parameter") == problem(answer)
    named = [fault["pointer"] for fault in json.loads(answer.data)["errors"]]
    assert pointers == [pointer for pointer in named if pointer in pointers]


def test_an_operation_without_parameters_takes_none(client: FlaskClient) -> None:
    """A misspelt parameter of another operation would be ignored silently."""
    answer = client.post(
        f"{ESTIMATES}?known_at=2026-01-01", data=json.dumps(example()), content_type="application/json"
    )

    assert (400, "invalid-parameter") == problem(answer)


@pytest.mark.parametrize(
    "after", ["", "x", "a" * 39, "A" * 40, "cmVwXzAx", "%00", hidden("rep_not-an-identifier"), "a=b"]
)
def test_a_cursor_that_was_never_answered_is_refused(client: FlaskClient, after: str) -> None:
    """It is not guessed where a page might begin."""
    answer = client.get(f"/v1/reports?after={after}")

    assert (400, "invalid-parameter") == problem(answer)
    assert ["/after"] == [fault["pointer"] for fault in json.loads(answer.data)["errors"]]


def test_a_cursor_that_was_answered_is_taken(client: FlaskClient) -> None:
    """As far as the key, which comes next."""
    answer = client.get(f"/v1/reports?after={hidden('rep_01m6drrdq0e55vwc0q7d99j0kt')}&limit=200")

    assert (401, "unauthenticated") == problem(answer)


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1.5", "ten", "", "01", "9" * 5000, "١"])
def test_a_page_has_from_1_to_200_items(client: FlaskClient, limit: str) -> None:
    """Nobody gets all at once by asking for more."""
    answer = client.get(f"/v1/reports?limit={limit}")

    assert (400, "invalid-parameter") == problem(answer)
    assert ["/limit"] == [fault["pointer"] for fault in json.loads(answer.data)["errors"]]


@pytest.mark.parametrize(
    "known_at", ["2026-11-01T12:00:00.000001Z", "2026-11-01T12:00:00-01:00", "2199-01-01T00:00:00Z"]
)
def test_what_will_be_known_later_cannot_be_asked(client: FlaskClient, known_at: str) -> None:
    """The answer could change until then."""
    answer = client.post(ESTIMATES, json=changed("/known_at", known_at))

    assert (422, "validation-failed") == problem(answer)
    assert ["/known_at"] == [fault["pointer"] for fault in json.loads(answer.data)["errors"]]


def test_the_present_instant_is_known(client: FlaskClient) -> None:
    """The bound itself is taken."""
    answer = client.post(ESTIMATES, json=changed("/known_at", "2026-11-01T13:00:00+01:00"))

    assert "2026-11-01T12:00:00.000000Z" == json.loads(answer.data)["assessments"][0]["known_at"]


def test_a_write_without_a_key_is_challenged_before_its_body_is_read(client: FlaskClient) -> None:
    """Who is not known learns nothing about what could be written."""
    answer = client.post("/v1/operators", data=b"no json", content_type="application/json")

    assert (401, "unauthenticated") == problem(answer)
    assert 'Bearer realm="hashlevy"' == answer.headers["WWW-Authenticate"]


def test_what_nobody_foresaw_is_told_without_a_word_about_the_inside() -> None:
    """The answer has a name under which the log has the rest."""
    app = Flask("service", static_folder=None)
    put_interface(app, Service(None, BrokenLibrary([]), lambda: NOW), Metrics())

    answer = app.test_client().get("/v1/schedules")

    assert (500, "internal-error") == problem(answer)
    assert "secret" not in answer.text
    assert "ZeroDivision" not in answer.text


def test_without_law_the_service_is_not_ready() -> None:
    """Alive is one thing, able to answer another."""
    app = Flask("service", static_folder=None)
    put_interface(app, Service(ReadyDatabase(), Library([]), lambda: NOW), Metrics())  # type: ignore[arg-type] # a fake

    assert 200 == app.test_client().get("/livez").status_code
    answer = app.test_client().get("/readyz")
    assert (503, "unavailable") == problem(answer)
    assert "1" == answer.headers["Retry-After"]
