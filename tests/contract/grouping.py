"""Requests that deserve the problems of controlled groups, and of estimates on what was reported."""

from collections.abc import Callable
from typing import Final

from tests.api import Api, Reply
from tests.world import World

_TRIED: Final = {"schedules": ["kz.digital_mining_fee"], "tax_period": {"start": "2025-01-01", "end": "2026-01-01"}}


def _tried(api: Api, world: World, **changes: object) -> Reply:
    return api.post(f"/v1/operators/{world.first.operator}/estimates", {**_TRIED, **changes})


def _grouped(api: Api, *operators: str, schedule: str = "us_ny.pow_excise", since: str = "2025-06-01") -> Reply:
    members = [{"operator": operator, "since": since} for operator in operators]
    group = {"name": "Group", "schedule": schedule, "representative": operators[0], "members": members}
    return api.post("/v1/groups", group)


def _as_a_member(api: Api, world: World, path: str, document: dict[str, object]) -> Reply:
    """Ask in a group for which another files; the operators leave the groups of their own for it."""
    accountant = api.bearing(world.accountant)
    for tenant in (world.first, world.second):
        end = f"/v1/groups/{tenant.group}/members/{tenant.operator}/end"
        accountant.post(end, {"until": "2025-01-01"})
    group = _grouped(accountant, world.second.operator, world.first.operator, since="2025-01-01").document["id"]
    return api.post(path.format(group), document)


OF_GROUPS: Final[dict[str, Callable[[Api, World], Reply]]] = {
    "already-in-group": lambda api, world: _grouped(api, world.first.operator),
    "not-for-groups": lambda api, world: _grouped(api, world.first.operator, schedule="kz.digital_mining_fee"),
    "membership-not-begun": lambda api, world: api.post(
        f"/v1/groups/{world.first.group}/members/{world.first.operator}/end", {"until": "2024-12-31"}
    ),
    "group-not-wholly-yours": lambda api, world: _as_a_member(
        api, world, f"/v1/groups/{{}}/members/{world.first.operator}/end", {"until": "2030-01-01"}
    ),
    "group-withheld": lambda api, world: _as_a_member(
        api, world, f"/v1/operators/{world.first.operator}/estimates", {**_TRIED, "schedules": ["us_ny.pow_excise"]}
    ),
    "not-a-tax-period": lambda api, world: _tried(api, world, tax_period={"start": "2025-07-02", "end": "2025-10-01"}),
    "nothing-reported": lambda api, world: _tried(api, world, tax_period={"start": "2024-01-01", "end": "2024-04-01"}),
}
# Those for which another request has to go before and changes the world.
CHANGING: Final = {"group-not-wholly-yours", "group-withheld"}
