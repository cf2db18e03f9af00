"""The bodies of `POST /v1/farms` and of what is said of a farm later."""

from __future__ import annotations

from typing import Any, Final

from service.http.fields import Day, Identifier, Text, TimeZone
from service.http.limits import MAX_NAME, MAX_REFERENCE
from service.http.schemas.places import region, zone
from service.http.shape import Shape
from service.usecases.requests import NewPlace, RegisterFarm


class NewFarmShape(Shape[RegisterFarm]):
    """A farm to be registered, with its place and the day from which it is there."""

    operator = Identifier("operator", required=True)
    name = Text(required=True, most=MAX_NAME)
    region = region(required=True)
    zone = zone(load_default=None)
    time_zone = TimeZone(required=True)
    since = Day(load_default=None)
    client_reference = Text(load_default=None, most=MAX_REFERENCE)

    def made(self, members: dict[str, Any]) -> RegisterFarm:
        """Make the request."""
        return RegisterFarm(**members)


class NewPlaceShape(Shape[NewPlace]):
    """Where a farm lies from a day on."""

    since = Day(load_default=None)
    region = region(required=True)
    zone = zone(load_default=None)

    def made(self, members: dict[str, Any]) -> NewPlace:
        """Make the request."""
        return NewPlace(**members)


NEW_FARM: Final = NewFarmShape()
NEW_PLACE: Final = NewPlaceShape()
