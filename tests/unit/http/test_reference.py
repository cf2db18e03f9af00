"""What the service tells about itself: its problems, its description, its figures."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from tests.openapi import PATH
from tests.unit.http.answers import problem


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/plain; charset=utf-8"),
    ],
)
def test_a_problem_is_explained_to_programs_and_to_people(
    client: FlaskClient, accept: str | None, content_type: str
) -> None:
    """The address that `type` gives leads somewhere, whoever follows it."""
    answer = client.get("/problems/stale-revision", headers={} if accept is None else {"Accept": accept})

    assert (200, content_type) == (answer.status_code, answer.content_type)


@pytest.mark.parametrize(("asked", "title"), [("", "The report has changed"), ("ru-RU, en;q=0.5", "Отчёт изменился")])
def test_a_problem_is_explained_in_the_language_asked_for(client: FlaskClient, asked: str, title: str) -> None:
    """English, unless Russian is preferred."""
    answer = client.get("/problems/stale-revision", headers={"Accept-Language": asked} if asked else {})

    assert title == json.loads(answer.data)["title"]


def test_an_unknown_problem_is_not_found(client: FlaskClient) -> None:
    """Problems have an end, too."""
    assert (404, "not-found") == problem(client.get("/problems/unheard-of"))


def test_the_description_is_served_as_it_is_written(client: FlaskClient) -> None:
    """Byte for byte the file that the tests hold the service to."""
    assert PATH.read_bytes() == client.get("/openapi.yaml").data


def test_figures_count_requests_by_operation_and_tell_of_no_tenant(client: FlaskClient) -> None:
    """An address with an identifier in it is one operation, not one series each."""
    client.get("/v1/farms/frm_00000000000000000000000000")
    client.get("/v1/farms/frm_11111111111111111111111111")

    figures = client.get("/metrics").text

    assert 'hashlevy_requests_total{method="GET",operation="readFarm",status="401"} 2.0' in figures
    assert "frm_" not in figures
