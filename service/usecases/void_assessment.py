"""
Void: withdraw an assessment that was not declared, with the reason.

The assessment stays, and stays the last of its chain: what is filed next supersedes it as it would have, and tells the
difference from it. Withdrawn it can only not be declared, and fulfils nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.canonical import canonical, sha256
from service.domain.clock import instant_text
from service.domain.errors import Conflict
from service.store.rows import AssessmentRow, AssessmentVoidRow
from service.usecases.access import require, visible_assessment
from service.usecases.closed_periods import refuse_locked
from service.usecases.declarable import concern_of_assessment, locks_of_assessment
from service.usecases.declare import refuse_withdrawn
from service.usecases.perform import perform_on
from service.usecases.requests import Answer
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.canonical import Json
    from service.store.reading import Admission
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command
    from service.usecases.service import Service


def void_assessment(service: Service, command: Command, identifier: str, reason: str) -> Answer:
    """
    Withdraw an assessment; answers 201 with what was withdrawn, when and why.

    Raises:
        NotFound: there is no such assessment, or it is another tenant's.
        Conflict: it is declared, superseded or withdrawn already, or its period is locked.
    """
    require(command.principal, "assessments:declare")

    def read(work: UnitOfWork) -> Admission:
        work.lock_operators([visible_assessment(work, command.principal, identifier).operator])
        work.use_knowledge()
        return work.admission(command.principal.key, command.idempotency_key)

    def effect(work: UnitOfWork, now: datetime, _: Admission) -> Answer:
        row = visible_assessment(work, command.principal, identifier)
        refuse_withdrawn(work, row)
        _refuse_settled(work, row)
        concern = concern_of_assessment(work, service.library, row)
        refuse_locked(locks_of_assessment(work, row), concern, command.principal)
        void = AssessmentVoidRow(row.id, row.operator, reason, now)
        work.add(void)
        body = canonical(void_json(void))
        happening = Happening("assessment.voided", row.operator, row.farm, row.sha256, sha256(body))
        Teller.of(work, now, command).tell(happening)
        return Answer(201, body, location=f"/v1/assessments/{row.id}")

    return perform_on(service, command, read, effect)


def void_json(row: AssessmentVoidRow) -> dict[str, Json]:
    """Represent a withdrawal."""
    return {
        "object": "void",
        "assessment": row.assessment,
        "reason": row.reason,
        "voided_at": instant_text(row.voided_at),
        "links": {"assessment": f"/v1/assessments/{row.assessment}"},
    }


def _refuse_settled(work: UnitOfWork, row: AssessmentRow) -> None:
    """Refuse to withdraw what binds, and what another assessment took the place of."""
    for declared in work.declaration_chain(row.subject, row.schedule, row.period_start):
        if declared.assessment == row.id:
            detail = "This assessment is declared, and binds. Amend the report, and declare what comes of it."
            links = {"declaration": f"/v1/declarations/{declared.id}"}
            raise Conflict("already-declared", detail, extra={"links": links})
    successor = work.successor(row.id)
    if successor is not None:
        detail = f"Assessment {successor.id} took the place of this one, which nobody can declare any more."
        links = {"assessment": f"/v1/assessments/{successor.id}"}
        raise Conflict("invalid-state", detail, extra={"links": links})
