"""
Reassess many: of a period, a jurisdiction, a schedule or an operator; as a job that tells how far it is.

A job works in small transactions, each with what it did and how far that is: it can be interrupted at any point and
goes on there, by another worker if need be, and nothing is done twice. What cannot be reassessed is told, and left.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from service.audit.events import Request
from service.domain.canonical import canonical, read_canonical, sha256
from service.domain.clock import instant_text
from service.domain.errors import Conflict, Forbidden, Refusal, Stale
from service.domain.identifiers import is_identifier, new_identifier
from service.domain.principals import Role
from service.domain.regions import lies_in
from service.store.errors import Duplicate, Retryable
from service.store.reading.jobs import Chosen
from service.store.rows import JobFailureRow, JobRow, JobStateRow
from service.usecases.access import missing, require, visible_operator
from service.usecases.gathered_facts import lock_taxpayers
from service.usecases.perform import perform
from service.usecases.reassessing import reassess_row, tell_reassessed
from service.usecases.record_library import recorded_library
from service.usecases.requests import Answer
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.clock import Clock
    from service.domain.periods import Period
    from service.domain.principals import Principal
    from service.law.library import Library
    from service.store.database import Database
    from service.store.reading import Reading
    from service.store.rows import AssessmentRow
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command
    from service.usecases.service import Service

# So many that a commit is cheap for each, and so few that nobody who files waits long for their operators.
_BATCH: Final = 50
_KIND: Final = "reassess"


class Wanted(NamedTuple):
    """Which assessments are to be made again: those that are stale (or all), as far as the rest narrows them."""

    operator: str | None = None
    jurisdiction: str | None = None
    schedule: str | None = None
    period: Period | None = None
    stale_only: bool = True


def reassess_many(service: Service, command: Command, wanted: Wanted) -> Answer:
    """
    Begin a job; answers 202 with it.

    An operator or accountant names one of its operators; an authority reassesses within its jurisdiction.

    Raises:
        NotFound: there is no such operator, or it is another tenant's.
        Forbidden: an authority names a jurisdiction that is not in its own.
    """
    require(command.principal, "assessments:reassess")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        parameters = _parameters(work, command.principal, wanted)
        job = JobRow(new_identifier("job", now), _KIND, canonical(parameters), command.principal.key, now)
        state = JobStateRow(
            job=job.id,
            state="waiting",
            cursor="",
            total=work.count_standing(_chosen(job)),
            done=0,
            failed=0,
            cancelling=False,
            updated_at=now,
        )
        work.add(job)
        work.add(state)
        happening = Happening("job.requested", wanted.operator, inputs_sha256=sha256(job.parameters))
        Teller.of(work, now, command).tell(happening)
        return Answer(202, canonical(_job_json(job, state, ())), location=f"/v1/jobs/{job.id}")

    return perform(service, command, effect)


def read_job(service: Service, principal: Principal, identifier: str) -> dict[str, Json]:
    """
    Read how far a job is.

    Raises:
        NotFound: there is no such job, or it is another's.
    """
    require(principal, "assessments:reassess")
    with service.store.reading() as reading:
        job, state = _visible(reading, principal, identifier)
        return _job_json(job, state, reading.job_failures(job.id))


def cancel_job(service: Service, command: Command, identifier: str) -> Answer:
    """
    Have a job end after what it is doing now; what it did stays. Answers 200 with the job.

    Raises:
        NotFound: there is no such job, or it is another's.
        Conflict: it has ended.
    """
    require(command.principal, "assessments:reassess")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        job, state = _visible(work, command.principal, identifier)
        if state.state not in ("waiting", "running"):
            raise Conflict("invalid-state", f"This job has ended already; it is {state.state}.")
        work.cancel_job(job.id)
        Teller.of(work, now, command).tell(Happening("job.cancelled", inputs_sha256=sha256(job.parameters)))
        return Answer(200, canonical(_job_json(job, replace(state, cancelling=True), work.job_failures(job.id))))

    return perform(service, command, effect)


def work_on_a_job(database: Database, clock: Clock) -> bool:
    """Do the next piece of the oldest job that nobody works on; tells whether there was any."""
    try:
        with database.unit_of_work() as work:
            state = work.free_job()
            if state is None:
                return False
            _do_a_piece(work, state, clock)
            work.commit()
    except (Retryable, Duplicate, Conflict, Stale):
        return True  # somebody else was faster, or files for the same operators: again in a moment
    return True


def _do_a_piece(work: UnitOfWork, state: JobStateRow, clock: Clock) -> None:
    job = work.job(state.job)
    if job is None:  # a foreign key forbids it
        raise LookupError(state.job)
    if state.cancelling:
        work.move_job(state, replace(state, state="cancelled", updated_at=clock()))
        return
    rows = work.standing(_chosen(job), state.cursor, _BATCH)
    lock_taxpayers(work, rows)
    work.use_knowledge()
    now, library = clock(), recorded_library(work)
    teller = Teller(work, now, job.requested_by, Request("reassess job"))
    failed = sum(not _reassess_one(work, library, teller, row, (job, now)) for row in rows)
    moved = replace(
        state,
        state="done" if len(rows) < _BATCH else "running",
        cursor=rows[-1].id if rows else state.cursor,
        done=state.done + len(rows) - failed,
        failed=state.failed + failed,
        updated_at=now,
    )
    work.move_job(state, moved)


def _reassess_one(
    work: UnitOfWork, library: Library, teller: Teller, row: AssessmentRow, of: tuple[JobRow, datetime]
) -> bool:
    """Make *row* again, unless somebody did meanwhile; what cannot be made is told."""
    job, now = of
    if work.successor(row.id) is not None:
        return True
    try:
        made = reassess_row(work, library, row, now)
    except Refusal as refusal:
        if isinstance(refusal, (Retryable, Conflict)):
            raise
        work.add(JobFailureRow(job.id, row.id, refusal.code, refusal.detail))
        return False
    for each in made.rows():
        work.add(each)
    tell_reassessed(teller, made, row)
    return True


def _parameters(work: Reading, principal: Principal, wanted: Wanted) -> dict[str, Json]:
    jurisdiction = _jurisdiction(principal, wanted.jurisdiction)
    if wanted.operator is not None:
        visible_operator(work, principal, wanted.operator)
    elif principal.role in (Role.OPERATOR, Role.ACCOUNTANT):
        raise missing("operator", "")
    return {
        "operator": wanted.operator,
        "jurisdiction": jurisdiction,
        "schedule": wanted.schedule,
        "period": None if wanted.period is None else wanted.period.as_json(),
        "stale_only": wanted.stale_only,
    }


def _jurisdiction(principal: Principal, wanted: str | None) -> str | None:
    """Return the jurisdiction that is meant: an authority means its own, or a part of it that it names."""
    if principal.role is not Role.AUTHORITY:
        return wanted
    own = principal.jurisdiction or ""
    if wanted is None or lies_in(own, wanted):
        return own
    if not lies_in(wanted, own):
        detail = f"This key stands for {own}; it reassesses what lies there, not in {wanted}."
        raise Forbidden("foreign-jurisdiction", detail)
    return wanted


def _chosen(job: JobRow) -> Chosen:
    """Read which assessments *job* is about: those that stood when it was asked for."""
    said: Any = read_canonical(job.parameters)
    period = said["period"]
    return Chosen(
        made_by=job.created_at,
        operator=said["operator"],
        jurisdiction=said["jurisdiction"],
        schedule=said["schedule"],
        start=None if period is None else date.fromisoformat(period["start"]),
        end=None if period is None else date.fromisoformat(period["end"]),
        stale=said["stale_only"],
    )


def _visible(reading: Reading, principal: Principal, identifier: str) -> tuple[JobRow, JobStateRow]:
    """Return a job to whoever asked for it, and to an administrator."""
    job = reading.job(identifier) if is_identifier(identifier, "job") else None
    state = None if job is None else reading.job_state(job.id)
    if job is None or state is None:
        raise missing("job", identifier)
    if principal.role is not Role.ADMINISTRATOR and job.requested_by != principal.key:
        raise missing("job", identifier)
    return job, state


def _job_json(job: JobRow, state: JobStateRow, failures: tuple[JobFailureRow, ...]) -> dict[str, Json]:
    return {
        "object": "job",
        "id": job.id,
        "kind": job.kind,
        "parameters": read_canonical(job.parameters),
        "state": state.state,
        "total": state.total,
        "done": state.done,
        "failed": state.failed,
        "cancelling": state.cancelling,
        "failures": [{"assessment": each.subject, "code": each.code, "detail": each.detail} for each in failures],
        "created_at": instant_text(job.created_at),
        "updated_at": instant_text(state.updated_at),
        "links": {"self": f"/v1/jobs/{job.id}", "cancel": f"/v1/jobs/{job.id}/cancel"},
    }
