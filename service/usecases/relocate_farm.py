"""
Relocate a farm: from a day on it lies elsewhere, or its zone becomes known; what was assessed before stays.

Region and zone are dated facts. A place is recorded beside the earlier ones; assessments made before that are replayed
without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.canonical import canonical, sha256
from service.store.rows import FarmPlaceRow
from service.usecases.access import require, visible_farm
from service.usecases.perform import perform
from service.usecases.register import ALWAYS
from service.usecases.representations import farm_json
from service.usecases.requests import Answer
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from datetime import datetime

    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command, NewPlace
    from service.usecases.service import Service


def relocate_farm(service: Service, command: Command, farm_id: str, request: NewPlace) -> Answer:
    """
    Record where a farm lies from a day on; answers 201 with the farm and all its places.

    Raises:
        NotFound: there is no such farm, or it is another tenant's.
    """
    require(command.principal, "farms:write")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        farm = visible_farm(work, command.principal, farm_id)
        work.lock_operator(farm.id)
        place = FarmPlaceRow(farm.id, request.since or ALWAYS, request.region, request.zone, now)
        work.add(place)
        work.marking(now).place(farm.operator, farm.id, place.since)
        body = canonical(farm_json(farm, [*work.places(farm.id), place]))
        happening = Happening("farm.relocated", farm.operator, farm.id, result_sha256=sha256(body))
        Teller.of(work, now, command).tell(happening)
        return Answer(201, body, location=f"/v1/farms/{farm.id}")

    return perform(service, command, effect)
