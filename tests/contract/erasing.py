"""Requests that deserve the problems of erasure: what the law wants kept, what nobody recorded, what is gone."""

from collections.abc import Callable
from typing import Final

from tests.api import Api, Reply
from tests.world import World

WISH: Final = {"legal_basis": {"act": "An act of the tests", "article": "article 1"}, "reason": "Asked for by letter."}
# The term is of the tests, and no law's.
RULE: Final = {
    "jurisdiction": "KZ",
    "years": 5,
    "counted_from": "year-end",
    "act": "An act of the tests",
    "article": "article 2",
}


def _asked(api: Api, world: World) -> Reply:
    return api.bearing(world.authority).post(f"/v1/operators/{world.first.operator}/erasure", WISH)


def _retained(api: Api, world: World) -> Reply:
    api.bearing(world.authority).post("/v1/retention-rules", RULE)
    return _asked(api, world)


def erased(api: Api, world: World) -> str:
    """Register an operator that has no records, have two people erase it, and return its identifier."""
    asking = api.bearing(world.administrator)
    key = asking.post("/v1/keys", {"name": "The second", "role": "administrator"}).document["secret"]
    operator: str = asking.post("/v1/operators", {"kind": "legal_entity", "name": "Nobody's"}).document["id"]
    path = f"/v1/operators/{operator}/erasure"
    request = asking.post(path, WISH).document["request"]
    api.bearing(key).post(f"{path}/confirm", {"request": request})
    return operator


def _erased(api: Api, world: World) -> Reply:
    operator = erased(api, world)
    farm = {"operator": operator, "name": "Hall", "region": "KZ", "time_zone": "Asia/Almaty"}
    return api.bearing(world.administrator).post("/v1/farms", farm)


OF_ERASURE: Final[dict[str, Callable[[Api, World], Reply]]] = {
    "erased": _erased,
    "retention-runs": _retained,
    "retention-not-known": _asked,
}
CHANGING: Final = {"erased", "retention-runs"}
