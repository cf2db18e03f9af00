"""Sandboxes over HTTP: from the first key of their administrator to a declaration of a quarter that is to come."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from service.domain.periods import Period, local_day, tax_period
from tests.api import Api, Reply
from tests.world import World, declaration_of, statement

CLOCK = "/v1/test/clock"


class Sandbox:
    """An operator that only tries, with a farm, the key of its administrator and its own."""

    def __init__(self, api: Api, world: World) -> None:
        """Make it, beginning with the key that a live administrator issues."""
        live = api.bearing(world.administrator)
        wanted = {"name": "Trials", "role": "administrator", "sandbox": True}
        self.administrator = api.bearing(live.post("/v1/keys", wanted).document["secret"])
        registered = self.administrator.post("/v1/operators", {"kind": "legal_entity", "name": "Trial LLP"}).document
        self.operator: str = registered["id"]
        key: dict[str, Any] = {"name": "Trial", "role": "operator", "operators": [self.operator]}
        self.own = api.bearing(self.administrator.post("/v1/keys", key).document["secret"])
        place = {"operator": self.operator, "name": "Hall", "region": "KZ-55", "zone": None, "time_zone": "Asia/Almaty"}
        self.farm: str = self.own.post("/v1/farms", place).document["id"]

    def move(self, instant: str) -> Reply:
        """Move the clock."""
        return self.own.post(CLOCK, {"operator": self.operator, "instant": instant})

    def file(self, period: Period) -> Reply:
        """File a period."""
        said = {"farm": self.farm, "period": period.as_json(), "energy": statement(), "submit": True}
        return self.own.post("/v1/reports", said)


@pytest.fixture
def sandbox(api: Api, world: World) -> Sandbox:
    """Make a sandbox in a world of live tenants."""
    return Sandbox(api, world)


def test_a_quarter_to_come_is_filed_and_declared(sandbox: Sandbox) -> None:
    """The clock is moved into it, and behind it; the answers tell what it showed."""
    present = tax_period("quarter", local_day(datetime.now(UTC), ZoneInfo("Asia/Almaty")))
    quarter = tax_period("quarter", present.end)
    assert "period-not-begun" == sandbox.file(quarter).code
    moved = sandbox.move(f"{quarter.start}T12:00:00Z")
    filed = sandbox.file(quarter).document
    assessment = filed["assessments"][0]["id"]
    declare = f"/v1/assessments/{assessment}/declare"
    assert "period-not-ended" == sandbox.own.post(declare, declaration_of()).code
    sandbox.move(f"{quarter.end}T12:00:00Z")
    declared = sandbox.own.post(declare, declaration_of())
    obligation = sandbox.own.get(declared.document["links"]["obligation"]).document

    assert (201, 1) == (moved.status, moved.document["moves"])
    assert quarter.start.isoformat() == filed["report"]["clock_at"][:10]
    assert (201, quarter.end.isoformat()) == (declared.status, declared.document["declared"]["clock_at"][:10])
    assert ("fulfilled", quarter.end.isoformat()) == (obligation["status"], obligation["clock_at"][:10])
    assert 2 == sandbox.own.get(moved.headers["Location"]).document["moves"]


def test_a_clock_is_moved_once_for_one_name(sandbox: Sandbox) -> None:
    """The same request again gives the same answer; another move must be forwards."""
    said = {"operator": sandbox.operator, "instant": "2030-01-01T00:00:00Z"}
    first = sandbox.own.post(CLOCK, said, name="move")
    again = sandbox.own.post(CLOCK, said, name="move")
    back = sandbox.move("2029-01-01T00:00:00Z")

    assert (first.document, "true") == (again.document, again.headers["Idempotent-Replayed"])
    assert (422, ["/instant"]) == (back.status, [fault["pointer"] for fault in back.document["errors"]])


def test_a_live_operators_clock_is_refused_and_anothers_does_not_exist(
    sandbox: Sandbox, first: Api, world: World
) -> None:
    """Whatever the key: only a sandbox has one, and only those of its world know it."""
    live, trial = (f"{CLOCK}?operator={operator}" for operator in (world.first.operator, sandbox.operator))
    said = {"operator": world.first.operator, "instant": "2030-01-01T00:00:00Z"}

    assert [(403, "live-tenant")] * 2 == [
        (each.status, each.code) for each in (first.get(live), first.post(CLOCK, said))
    ]
    assert [404, 404, 404] == [
        first.get(trial).status,
        sandbox.own.get(live).status,
        sandbox.own.post(CLOCK, said).status,
    ]


def test_lists_of_live_keys_have_no_sandbox(sandbox: Sandbox, api: Api, world: World) -> None:
    """Nor have those of a sandbox administrator anything live."""
    for key in (world.administrator, world.authority):
        seen = {each["id"] for each in api.bearing(key).get("/v1/operators").document["items"]}
        assert {world.first.operator, world.second.operator} == seen
    assert [sandbox.operator] == [each["id"] for each in sandbox.administrator.get("/v1/operators").document["items"]]
    assert 403 == sandbox.administrator.get("/v1/law-drafts").status
