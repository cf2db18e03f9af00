"""`known_at` on reads: what came later is not there, what will come cannot be asked for."""

from typing import Final

import pytest
from flask import Flask

from service.clock import system_clock
from service.domain.clock import instant_text
from service.usecases.import_prices import PriceFile, import_prices
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.requests import Command
from tests.api import Api
from tests.contract.addresses import DAYS, TAKING, address
from tests.openapi import operations
from tests.world import World, service_of

_BEFORE: Final = "2020-01-01T00:00:00Z"
_DRAWN: Final = "listReferenceRates"  # a series is there before any rate of it is


@pytest.mark.parametrize("operation", [each.id for each in TAKING])
def test_what_will_be_known_later_cannot_be_asked_for(standing_app: Flask, world: World, operation: str) -> None:
    """The refusal names the parameter and says what time it is."""
    reply = Api(standing_app, world.administrator).get(address(operations()[operation], world, "2999-01-01T00:00:00Z"))

    assert (422, "validation-failed") == (reply.status, reply.code)
    assert [("/known_at", "in-the-future")] == [(each["pointer"], each["code"]) for each in reply.document["errors"]]


@pytest.mark.parametrize("operation", [each.id for each in TAKING if each.id != _DRAWN])
def test_before_anything_was_recorded_there_was_nothing(standing_app: Flask, world: World, operation: str) -> None:
    """Lists are empty; a single thing is not found, and the detail says with which knowledge."""
    asked = operations()[operation]

    reply = Api(standing_app, world.administrator).get(address(asked, world, _BEFORE))

    if operation.startswith("list") and "{" not in asked.path:
        assert [] == reply.document["items"]
    elif operation.startswith("export"):
        assert 1 == len(reply.body.splitlines())  # the header row
    elif asked.path.endswith("/totals"):
        assert (0, []) == (reply.document["lines"], reply.document["sums"])
    else:
        assert 404 == reply.status
        assert "2020-01-01T00:00:00.000000Z" in reply.document["detail"]


def test_a_draft_is_not_knowledge(first: Api, world: World) -> None:
    """While an amendment is written, the revision that counts is what is known; a first draft is not known at all."""
    path = f"/v1/reports/{world.first.report}"
    submitted = first.get(path)
    first.post(f"{path}/amend", {"reason": "read again"}, if_match=submitted.etag)
    now = instant_text(system_clock())

    assert "draft" == first.get(path).document["status"]
    assert submitted.body == first.get(f"{path}?known_at={now}").body
    assert 404 == first.get(f"/v1/reports/{world.first.draft}?known_at={now}").status
    assert [world.first.report] == [each["id"] for each in first.get(f"/v1/reports?known_at={now}").document["items"]]


def test_a_list_goes_on_with_the_same_knowledge(standing_app: Flask, world: World) -> None:
    """The link to the next page carries the instant."""
    now = instant_text(system_clock())

    reply = Api(standing_app, world.accountant).get(f"/v1/farms?limit=1&known_at={now}")

    assert f"known_at={now.replace(':', '%3A')}" in reply.headers["Link"]


def test_a_revised_price_leaves_the_earlier_one_readable(app: Flask, first: Api) -> None:
    """Both are recorded; which one is told depends on the instant asked for."""
    instants = []
    for number, figure in enumerate(("106000.50", "106001")):
        content = f"asset,currency,date,price,source,method\nBTC,USD,2025-07-01,{figure},exchange,close\n"
        command = Command(LOCAL_ADMINISTRATOR, f"price-{number}", "prices import", "0" * 64, "req-1")
        import_prices(service_of(app), command, PriceFile(content.encode()))
        instants.append(instant_text(system_clock()))

    told = [first.get(f"/v1/prices/BTC/USD?{DAYS}&known_at={each}").document["items"] for each in instants]

    assert [["106000.50"], ["106001"]] == [[item["price"] for item in items] for items in told]
    assert told[1] == first.get(f"/v1/prices/BTC/USD?{DAYS}").document["items"]
    assert ["/v1/prices/BTC/USD"] == [each["links"]["quotes"] for each in first.get("/v1/prices").document["items"]]
    assert 404 == first.get(f"/v1/rates/USD/KZT?{DAYS}").status


@pytest.mark.parametrize("query", ["start=2025-07-01&end=2025-07-01", "start=2025-07-01&end=2026-07-03"])
def test_days_of_a_series_are_at_least_one_and_at_most_a_year(standing_app: Flask, world: World, query: str) -> None:
    """As with every other period."""
    reply = Api(standing_app, world.administrator).get(f"/v1/prices/BTC/USD?{query}")

    assert (422, "/end") == (reply.status, reply.document["errors"][0]["pointer"])
