"""Reassess one assessment that stands; many are reassessed by a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.canonical import canonical
from service.domain.errors import Conflict
from service.usecases.access import require, visible_assessment
from service.usecases.gathered_facts import lock_taxpayers
from service.usecases.known_at import reading_at
from service.usecases.perform import perform_on
from service.usecases.reassessing import Knowing, reassess_row, tell_reassessed
from service.usecases.record_library import recorded_library
from service.usecases.representations import assessment_json, differences_json
from service.usecases.requests import Answer
from service.usecases.tell import Teller

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.store.reading import Admission
    from service.store.rows import AssessmentRow
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command
    from service.usecases.service import Service


def reassess(service: Service, command: Command, identifier: str) -> Answer:
    """
    Make again by what is known now; answers 201 with the assessment, which supersedes the one named.

    Raises:
        NotFound: there is no such assessment, or it is another tenant's.
        Conflict: another one superseded it already.
        Nonsense: the law no longer applies, or a fact or price is missing; nothing is changed.
    """
    require(command.principal, "assessments:reassess")

    def read(work: UnitOfWork) -> Admission:
        standing = visible_assessment(work, command.principal, identifier)
        lock_taxpayers(work, [standing])
        work.use_knowledge()
        return work.admission(command.principal.key, command.idempotency_key)

    def effect(work: UnitOfWork, now: datetime, _: Admission) -> Answer:
        standing = _standing(work, identifier)
        made = reassess_row(Knowing.of(work, recorded_library(work), now, [standing]), standing)
        for row in made.rows():
            work.add(row)
        tell_reassessed(Teller.of(work, now, command), made, standing)
        document = assessment_json(made.row, made.assessed.case.inputs)
        document["differences"] = differences_json(made.row, made.differences)
        return Answer(201, canonical(document), location=f"/v1/assessments/{made.row.id}")

    return perform_on(service, command, read, effect)


def read_differences(
    service: Service, principal: Principal, identifier: str, known_at: datetime | None = None
) -> dict[str, Json]:
    """Read what a reassessment changed: by cause, span of days and line; nothing where it was made by a filing."""
    require(principal, "assessments:read")
    with reading_at(service, known_at) as reading:
        row = visible_assessment(reading, principal, identifier)
        found = differences_json(row, reading.differences(row.id))
    return {"assessment": row.id, "supersedes": row.supersedes, "currency": row.currency, "differences": found}


def _standing(work: UnitOfWork, identifier: str) -> AssessmentRow:
    row = work.assessment(identifier)
    if row is None:  # it was visible a moment ago, and nothing is ever removed
        raise LookupError(identifier)
    successor = work.successor(identifier)
    if successor is not None:
        detail = f"{successor.id} superseded this assessment already. Reassess the one that stands."
        raise Conflict("invalid-state", detail, extra={"links": {"assessment": f"/v1/assessments/{successor.id}"}})
    return row
