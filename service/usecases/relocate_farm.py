"""
Relocate a farm: from a day on it lies elsewhere, or its zone becomes known; what was assessed before stays.

Region and zone are dated facts. A place is recorded beside the earlier ones; assessments made before that are replayed
without it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from service.domain.canonical import canonical
from service.store.rows import FarmPlaceRow
from service.usecases.access import require, visible_farm
from service.usecases.perform import perform_on
from service.usecases.record_library import after_every_assessment
from service.usecases.register import ALWAYS
from service.usecases.representations import farm_json
from service.usecases.requests import Answer
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from service.store.reading import Admission
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

    def read(work: UnitOfWork) -> Admission:
        work.lock_operator(visible_farm(work, command.principal, farm_id).id)
        work.use_knowledge()
        return work.admission(command.principal.key, command.idempotency_key)

    def effect(work: UnitOfWork, now: datetime, _: Admission) -> Answer:
        farm, at = visible_farm(work, command.principal, farm_id), after_every_assessment(work, now)
        known = work.places(farm.id)
        place = FarmPlaceRow(farm.id, request.since or ALWAYS, request.region, request.zone, at)
        work.add(place)
        work.marking(at).place(farm.operator, farm.id, _counts_from(place.since, known))
        document = farm_json(farm, [*known, place])
        teller = Teller.of(work, at, command)
        digest = teller.digest(document, farm.operator)
        teller.tell(Happening("farm.relocated", farm.operator, farm.id, result_sha256=digest))
        return Answer(201, canonical(document), location=f"/v1/farms/{farm.id}")

    return perform_on(service, command, read, effect)


def _counts_from(since: date, known: Sequence[FarmPlaceRow]) -> date:
    """Return the first day for which a place *since* counts: what comes before all that are *known* reaches back."""
    return since if any(place.since < since for place in known) else date.min
