"""Law that foresees some cases and not others: a refusal that says which, and never a figure in its place."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.http.interface import put_interface
from service.http.metrics import Metrics
from service.usecases.record_library import shipped_library
from service.usecases.service import Service
from tests.unit.http.answers import problem
from tests.unit.http.bodies import example

_RECORDED = datetime(2030, 1, 1, tzinfo=UTC)
_DOCUMENTS = Path(__file__).parent / "law_with_holes"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Ask for estimates by two drafts that have holes; no shipped law has one that a statement could fall into."""
    app = Flask("service", static_folder=None)
    put_interface(app, Service(None, shipped_library(_RECORDED, _DOCUMENTS), lambda: _RECORDED), Metrics())
    return app.test_client()


def estimated(client: FlaskClient, version: str, kwh: str, region: str = "XA-N") -> TestResponse:
    """Estimate the levy on electricity."""
    line: dict[str, Any] = {"kwh": kwh, "supply": "grid", "metering": "metered", "grid_connected": True}
    quarter = {"start": "2027-01-01", "end": "2027-04-01"}
    sent = example() | {"schedules": [f"xa.levy@{version}"], "region": region, "energy": [line], "period": quarter}
    return client.post("/v1/estimates", json=sent | {"production": [], "costs": []})


@pytest.mark.parametrize("kwh", ["50", "75", "100"])
def test_where_no_option_applies_there_is_no_estimate(client: FlaskClient, kwh: str) -> None:
    """The detail names the choice, so that its conditions can be read."""
    answer = estimated(client, "options", kwh)

    assert (422, "no-option-applies") == problem(answer)
    expected = "No option of xa.levy@options#rate (choose) applies: each has a condition, and none of them holds."
    assert expected == json.loads(answer.data)["detail"]


@pytest.mark.parametrize(("kwh", "total"), [("49", "49.00"), ("101", "202.00")])
def test_where_an_option_applies_there_is_one(client: FlaskClient, kwh: str, total: str) -> None:
    """On either side of the hole."""
    (assessment,) = json.loads(estimated(client, "options", kwh).data)["assessments"]

    assert {"amount": total, "currency": "EUR"} == assessment["total"]


def test_where_the_table_has_no_row_there_is_no_estimate(client: FlaskClient) -> None:
    """The fault points at the value that was looked up, and the reason of the document is told."""
    answer = estimated(client, "table", "10", region="XA-E")

    assert (422, "rate-not-found") == problem(answer)
    document = json.loads(answer.data)
    assert ["/region"] == [fault["pointer"] for fault in document["errors"]]
    assert document["detail"].endswith("has no row for place = XA-E; the document says why: The act names two regions.")
