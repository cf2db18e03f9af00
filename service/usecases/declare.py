"""
Declare: bind an operator to one assessment, in the words that were shown, by a person in a stated capacity.

Of each subject, schedule and tax period one declaration is in effect. A correction is another declaration, of the
assessment that came after, which names the one that it supersedes; that one stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from service.audit.events import Rules
from service.domain.canonical import canonical, sha256
from service.domain.clock import clock_member, instant_text
from service.domain.errors import Conflict, Fault, Nonsense
from service.domain.identifiers import new_identifier
from service.domain.periods import first_instant
from service.domain.reports import OperatorKind
from service.law.declaration_texts import DeclarationText, declaration_texts
from service.store.rows import DeclarationRow
from service.usecases.access import require, visible_assessment
from service.usecases.clock_moves import timeline_of
from service.usecases.closed_periods import refuse_closed, refuse_locked
from service.usecases.declarable import concern_of_assessment, locks_of_assessment, newer_inputs, tax_period_of
from service.usecases.declaration_json import declaration_json
from service.usecases.perform import perform_on
from service.usecases.requests import Answer
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.clock import Timeline
    from service.law.document import Schedule
    from service.store.reading import Admission
    from service.store.rows import AssessmentRow
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command
    from service.usecases.service import Service

FORM: Final = "hashlevy.declared/1"
# Who declares for whom: nobody is a company in person, and a person has no director.
CAPACITIES: Final = ("director", "authorised_representative", "individual")
_OF_PEOPLE: Final = ("individual", "authorised_representative")
_OF_ENTITIES: Final = ("director", "authorised_representative")
_PEOPLE: Final = (OperatorKind.INDIVIDUAL, OperatorKind.SOLE_PROPRIETOR)


class Declaring(NamedTuple):
    """
    A declaration to be made.

    *text* and *text_sha256* name the text that was shown, *language* the one it was shown in. *corrects* is the
    declaration that this one takes the place of.
    """

    text: str
    text_sha256: str
    language: str
    capacity: str
    declarant: str
    corrects: str | None


class _Made(NamedTuple):
    """All that a declaration is made of."""

    assessment: AssessmentRow
    declaring: Declaring
    text: DeclarationText
    before: DeclarationRow | None
    at: datetime
    timeline: Timeline


def declare(service: Service, command: Command, identifier: str, declaring: Declaring) -> Answer:
    """
    Declare an assessment; answers 201 with the declaration.

    Raises:
        NotFound: there is no such assessment, or it is another tenant's.
        Conflict: it is in-year, stale, withdrawn or declared, or the period has not ended, is locked, or closed.
        Nonsense: the text is not known by this hash, or the capacity does not fit the operator.
    """
    require(command.principal, "assessments:declare")

    def read(work: UnitOfWork) -> Admission:
        row = visible_assessment(work, command.principal, identifier)
        work.lock_operators([row.operator])  # whoever files for it waits, so that what is current stays so
        work.use_knowledge()
        return work.admission(command.principal.key, command.idempotency_key)

    def effect(work: UnitOfWork, now: datetime, _: Admission) -> Answer:
        row = visible_assessment(work, command.principal, identifier)
        concern = concern_of_assessment(work, service.library, row)
        refuse_locked(locks_of_assessment(work, row), concern, command.principal)
        text = _text(work, row, declaring)
        before = _superseded(work, row, declaring)
        timeline = timeline_of(work, command.principal, row.operator)
        _refuse_unfinished(service.library.schedule(row.schedule), row, timeline.shown(now))
        refuse_stale(work, row)
        if before is not None:
            refuse_closed(service.library, concern, now, timeline)
        teller = Teller.of(work, now, command)
        declared = _row(_Made(row, declaring, text, before, now, timeline), teller)
        work.add(declared)
        _tell(teller, declared, row, before)
        return Answer(201, canonical(declaration_json(declared, None)), location=f"/v1/declarations/{declared.id}")

    return perform_on(service, command, read, effect)


def refuse_withdrawn(work: UnitOfWork, row: AssessmentRow) -> None:
    """
    Refuse an assessment that its operator withdrew.

    Raises:
        Conflict: `assessment-voided`.
    """
    void = work.assessment_void(row.id)
    if void is not None:
        detail = (
            f'This assessment was withdrawn on {instant_text(void.voided_at)} ("{void.reason}"). '
            "Amend the report, and declare what comes of it."
        )
        raise Conflict("assessment-voided", detail, extra={"links": _reports(work, row)})


def refuse_stale(work: UnitOfWork, row: AssessmentRow) -> None:
    """
    Refuse an assessment that what was recorded since would make another.

    Raises:
        Conflict: `assessment-stale`, with the newer inputs in `newer`.
    """
    newer = newer_inputs(work, row)
    if newer:
        detail = (
            "Other inputs were recorded since this assessment was made; `newer` names them. Declare what they give."
        )
        raise Conflict("assessment-stale", detail, extra={"newer": newer})


def _reports(work: UnitOfWork, row: AssessmentRow) -> dict[str, str]:
    """Lead to a report that the assessment rests on, to be amended."""
    return {"report": f"/v1/reports/{work.inputs(row.id)[0].report}"}


def _superseded(work: UnitOfWork, row: AssessmentRow, declaring: Declaring) -> DeclarationRow | None:
    """Return the declaration that this one takes the place of; it has to be named, and to be the one in effect."""
    refuse_withdrawn(work, row)
    chain = work.declaration_chain(row.subject, row.schedule, row.period_start)
    if not chain:
        if declaring.corrects is not None:
            fault = Fault("/corrects", "invalid-value", "expected null: nothing is declared for this tax period yet")
            raise Nonsense("validation-failed", "There is no declaration to correct.", faults=[fault])
        return None
    current = chain[-1]
    if declaring.corrects != current.id or row.id in [each.assessment for each in chain]:
        detail = (
            f"Declaration {current.id} of assessment {current.assessment} is in effect for this tax period. "
            "Declare a later assessment, and name that declaration in corrects."
        )
        links = {"declaration": f"/v1/declarations/{current.id}"}
        raise Conflict("already-declared", detail, extra={"links": links})
    return current


def _refuse_unfinished(schedule: Schedule, row: AssessmentRow, shown: datetime) -> None:
    start, end = tax_period_of(row)
    if schedule.kind not in ("tax", "levy"):
        raise Conflict("nothing-to-declare", f"{schedule.schedule} states findings, and asks for no return.")
    if row.in_year:
        detail = (
            f"This assessment covers a part of the tax period {start} to {end} and is never declared. "
            "Report the rest of the period, and declare the assessment of the whole."
        )
        raise Conflict("assessment-in-year", detail)
    if shown < first_instant(end, ZoneInfo(schedule.time_zone)):
        detail = f"The tax period {start} to {end} ends in {schedule.time_zone}; declare it after that."
        raise Conflict("period-not-ended", detail)


def _text(work: UnitOfWork, row: AssessmentRow, declaring: Declaring) -> DeclarationText:
    """Return the text that was shown, once it is known to be that, and the person to be one who can declare it."""
    operator = work.operator(row.operator)
    kind = None if operator is None else OperatorKind(operator.kind)
    capacities = _OF_PEOPLE if kind in _PEOPLE else _OF_ENTITIES
    if declaring.capacity not in capacities:
        fault = Fault("/capacity", "invalid-value", f"for this operator expected one of {', '.join(capacities)}")
        raise Nonsense("validation-failed", "Nobody declares for this operator in this capacity.", faults=[fault])
    text = declaration_texts().get(declaring.text)
    if text is not None and text.sha256 == declaring.text_sha256:
        return text
    if text is None:
        known = ", ".join(declaration_texts())
        fault = Fault("/text", "invalid-value", f"expected a text of GET /v1/declaration-texts: {known}")
    else:
        fault = Fault("/text_sha256", "invalid-value", f"expected the hash of {text.name}, {text.sha256}")
    detail = (
        "What was shown to the person is not a text that can be declared by. Show a current one, and declare again."
    )
    raise Nonsense("declaration-text-unknown", detail, faults=[fault])


def _row(made: _Made, teller: Teller) -> DeclarationRow:
    row, declaring, before = made.assessment, made.declaring, made.before
    document = canonical(_document(made, teller.commitment("declarant", declaring.declarant, row.operator)))
    return DeclarationRow(
        id=new_identifier("declaration", made.at),
        assessment=row.id,
        operator=row.operator,
        subject=row.subject,
        schedule=row.schedule,
        period_start=row.period_start,
        period_end=row.period_end,
        number=1 if before is None else before.number + 1,
        supersedes=None if before is None else before.id,
        declarant=declaring.declarant,
        document=document,
        sha256=sha256(document),
        declared_at=made.at,
    )


def _document(made: _Made, declarant: str | None) -> dict[str, Json]:
    """Write what is declared, whole: the assessment by its hash, the words as shown, the person as a commitment."""
    row, declaring, before = made.assessment, made.declaring, made.before
    return {
        "form": FORM,
        "operator": row.operator,
        "subject": row.subject,
        "schedule": row.schedule,
        "version": row.version,
        "version_sha256": row.version_sha256,
        "tax_period": tax_period_of(row).as_json(),
        "assessment": row.id,
        "assessment_sha256": row.sha256,
        "text": made.text.name,
        "text_sha256": made.text.sha256,
        "language": declaring.language,
        "words": made.text.words[declaring.language],
        "capacity": declaring.capacity,
        "declarant_commitment": declarant,
        "number": 1 if before is None else before.number + 1,
        "supersedes": None if before is None else before.id,
        "supersedes_sha256": None if before is None else before.sha256,
        "declared_at": instant_text(made.at),
        **clock_member(made.timeline, made.at),
    }


def _tell(teller: Teller, declared: DeclarationRow, row: AssessmentRow, before: DeclarationRow | None) -> None:
    happening = Happening(
        "assessment.declared",
        row.operator,
        row.farm,
        inputs_sha256=row.sha256,
        result_sha256=declared.sha256,
        rules=Rules(f"{row.schedule}@{row.version}", row.version_sha256),
        supersedes=None if before is None else before.sha256,
    )
    teller.tell(happening)
