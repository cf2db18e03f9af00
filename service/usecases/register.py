"""Register operators and farms: the identities that reports and assessments hang on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from service.domain.canonical import canonical
from service.domain.errors import Conflict, Fault
from service.domain.identifiers import new_identifier
from service.store.rows import FarmPlaceRow, FarmRow, OperatorRow
from service.usecases.access import require, visible_operator
from service.usecases.perform import perform
from service.usecases.representations import farm_json, operator_json
from service.usecases.requests import Answer
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from datetime import datetime

    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command, RegisterFarm, RegisterOperator
    from service.usecases.service import Service

# The day from which a farm's first place counts when the operator does not say: before any law of the library.
ALWAYS: Final = date(1900, 1, 1)


def register_operator(service: Service, command: Command, request: RegisterOperator) -> Answer:
    """
    Register a taxpayer; answers 201 with the operator.

    It is of the world of the key that asks, live or a sandbox, for good.
    """
    require(command.principal, "operators:write")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        row = OperatorRow(
            id=new_identifier("operator", now),
            kind=request.kind.value,
            name=request.name,
            client_reference=request.client_reference,
            created_at=now,
            sandbox=command.principal.sandbox,
        )
        work.add(row)
        document = operator_json(row)
        body = canonical(document)
        teller = Teller.of(work, now, command)
        teller.tell(Happening("operator.registered", row.id, result_sha256=teller.digest(document, row.id)))
        return Answer(201, body, location=f"/v1/operators/{row.id}")

    return perform(service, command, effect)


def register_farm(service: Service, command: Command, request: RegisterFarm) -> Answer:
    """
    Register a site of an operator; answers 201 with the farm.

    Raises:
        NotFound: there is no such operator, or it is another tenant's.
        Conflict: the operator has a farm with the same client reference.
    """
    require(command.principal, "farms:write")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        operator = visible_operator(work, command.principal, request.operator)
        work.lock_operators([operator.id])
        _refuse_namesake(work, request)
        row = FarmRow(
            id=new_identifier("farm", now),
            operator=operator.id,
            name=request.name,
            time_zone=request.time_zone,
            client_reference=request.client_reference,
            created_at=now,
        )
        place = FarmPlaceRow(
            farm=row.id, since=request.since or ALWAYS, region=request.region, zone=request.zone, recorded_at=now
        )
        work.add(row)
        work.add(place)
        work.marking(now).place(operator.id, row.id, place.since)
        document = farm_json(row, [place])
        body = canonical(document)
        teller = Teller.of(work, now, command)
        digest = teller.digest(document, operator.id)
        teller.tell(Happening("farm.registered", operator.id, row.id, result_sha256=digest))
        return Answer(201, body, location=f"/v1/farms/{row.id}")

    return perform(service, command, effect)


def _refuse_namesake(work: UnitOfWork, request: RegisterFarm) -> None:
    if request.client_reference is None:
        return
    held = work.farm_by_reference(request.operator, request.client_reference)
    if held is not None:
        message = f"expected a client_reference of its own; {held.id} has this one"
        raise Conflict(
            "duplicate-reference",
            "This operator has a farm with the same client_reference already.",
            faults=[Fault("/client_reference", "duplicate-reference", message)],
            extra={"links": {"farm": f"/v1/farms/{held.id}"}},
        )
