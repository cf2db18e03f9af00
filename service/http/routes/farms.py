"""`/v1/farms`: the sites of operators."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.http.answers import json_answer, written
from service.http.authentication import principal
from service.http.context import service
from service.http.idempotency import command
from service.http.paging import KNOWN_PAGE, listed, page
from service.http.queries import takes
from service.http.schemas.farms import NEW_FARM, NEW_PLACE
from service.http.schemas.instants import KNOWN_AT, known_at
from service.usecases.read import list_farms, read_farm
from service.usecases.register import register_farm
from service.usecases.relocate_farm import relocate_farm

FARMS: Final = Blueprint("farms", __name__, url_prefix="/v1/farms")


@FARMS.post("", endpoint="registerFarm")
def register() -> Response:
    """Register a farm of an operator."""
    asked, wanted = command(NEW_FARM)
    return written(register_farm(service(), asked, wanted))


@FARMS.get("", endpoint="listFarms")
@takes(KNOWN_PAGE)
def list_all() -> Response:
    """List the farms that the key sees."""
    return listed(list_farms(service(), principal(), page()))


@FARMS.get("/<farm>", endpoint="readFarm")
@takes(KNOWN_AT)
def read(farm: str) -> Response:
    """Read a farm."""
    return json_answer(read_farm(service(), principal(), farm, known_at()))


@FARMS.post("/<farm>/places", endpoint="relocateFarm")
def relocate(farm: str) -> Response:
    """Record where a farm lies from a day on."""
    asked, wanted = command(NEW_PLACE)
    return written(relocate_farm(service(), asked, farm, wanted))
