"""
Reassess many: of a period, a jurisdiction, a schedule or an operator; as a job that tells how far it is.

A job works in small transactions, each with what it did and how far that is: it can be interrupted at any point and
goes on there, by another worker if need be, and nothing is done twice. What cannot be reassessed is told, and left.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from service.audit.events import Request
from service.domain.canonical import canonical, read_canonical, sha256
from service.domain.clock import instant_text
from service.domain.errors import Conflict, Refusal, Stale
from service.domain.identifiers import is_identifier, new_identifier
from service.domain.principals import Role, World
from service.store.errors import Duplicate, Retryable
from service.store.reading.jobs import LANES, Chosen
from service.store.rows import JobFailureRow, JobRow, JobStateRow
from service.usecases.access import jurisdiction_asked, missing, require, visible_operator
from service.usecases.gathered_facts import lock_taxpayers
from service.usecases.perform import perform
from service.usecases.reassessing import Knowing, reassess_row, tell_reassessed
from service.usecases.record_library import recorded_library
from service.usecases.requests import Answer
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.clock import Clock
    from service.domain.periods import Period
    from service.domain.principals import Principal
    from service.store.database import Database
    from service.store.reading import Reading
    from service.store.rows import AssessmentRow
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command
    from service.usecases.service import Service

# So many that a commit is cheap for each, and so few that nobody who files waits long for their operators.
_BATCH: Final = 500
_KIND: Final = "reassess"
_UNDER_WAY: Final = ("waiting", "running")
# A job of a whole country may fail a hundred thousand times for one reason: an answer shows the first, and counts all.
_FAILURES_SHOWN: Final = 100


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
        total = work.count_standing(_chosen(parameters, now))
        job = JobRow(new_identifier("job", now), _KIND, canonical(parameters), total, command.principal.key, now)
        work.add(job)
        for each in (lanes := [_not_begun(job, lane) for lane in range(len(LANES))]):
            work.add(each)
        happening = Happening("job.requested", wanted.operator, inputs_sha256=sha256(job.parameters))
        Teller.of(work, now, command).tell(happening)
        return Answer(202, canonical(_job_json(job, lanes, ())), location=f"/v1/jobs/{job.id}")

    return perform(service, command, effect)


def read_job(service: Service, principal: Principal, identifier: str) -> dict[str, Json]:
    """
    Read how far a job is.

    Raises:
        NotFound: there is no such job, or it is another's.
    """
    require(principal, "assessments:reassess")
    with service.store.reading() as reading:
        job, lanes = _visible(reading, principal, identifier)
        return _job_json(job, lanes, reading.job_failures(job.id, _FAILURES_SHOWN))


def cancel_job(service: Service, command: Command, identifier: str) -> Answer:
    """
    Have a job end after what it is doing now; what it did stays. Answers 200 with the job.

    Raises:
        NotFound: there is no such job, or it is another's.
        Conflict: it has ended.
    """
    require(command.principal, "assessments:reassess")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        job, lanes = _visible(work, command.principal, identifier)
        if (state := _state(lanes)) not in _UNDER_WAY:
            raise Conflict("invalid-state", f"This job has ended already; it is {state}.")
        for lane in lanes:
            work.cancel_lane(lane)
        Teller.of(work, now, command).tell(Happening("job.cancelled", inputs_sha256=sha256(job.parameters)))
        cancelled = [replace(lane, cancelling=lane.state in _UNDER_WAY) for lane in lanes]
        failures = work.job_failures(job.id, _FAILURES_SHOWN)
        return Answer(200, canonical(_job_json(job, cancelled, failures)))

    return perform(service, command, effect)


def work_on_a_job(database: Database, clock: Clock) -> bool:
    """Do the next piece of a lane, on which nobody works, of the oldest job; tells whether there was any."""
    try:
        with _without_collecting(), database.unit_of_work() as work:
            lane = work.free_job()
            if lane is None:
                return False
            _do_a_piece(work, lane, clock)
            work.commit()
    except (Retryable, Duplicate, Conflict, Stale):
        return True  # somebody else was faster, or files for the same operators: again in a moment
    return True


@contextmanager
def _without_collecting() -> Iterator[None]:
    """
    Let nobody look for cycles of garbage meanwhile.

    A piece makes tens of thousands of rows that all live until its commit, and the collector would look through them
    again and again, a twelfth of the time. What a piece leaves is found when it is done.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _do_a_piece(work: UnitOfWork, lane: JobStateRow, clock: Clock) -> None:
    job = work.job(lane.job)
    if job is None:  # a foreign key forbids it
        raise LookupError(lane.job)
    if lane.cancelling:
        work.move_job(lane, replace(lane, state="cancelled", updated_at=clock()))
        return
    chosen = _chosen(read_canonical(job.parameters), job.created_at)
    rows = work.standing(chosen._replace(lane=lane.lane), lane.cursor, _BATCH)
    lock_taxpayers(work, rows)
    work.use_knowledge()
    now = clock()
    knowing, gone = Knowing.of(work, recorded_library(work), now, rows), work.superseded(rows)
    failed = sum(not _reassess_one(work, knowing, job, row) for row in rows if row.id not in gone)
    moved = replace(
        lane,
        state="done" if len(rows) < _BATCH else "running",
        cursor=rows[-1].id if rows else lane.cursor,
        done=lane.done + len(rows) - failed,
        failed=lane.failed + failed,
        updated_at=now,
    )
    work.move_job(lane, moved)


def _reassess_one(work: UnitOfWork, knowing: Knowing, job: JobRow, row: AssessmentRow) -> bool:
    """Make *row* again; what cannot be made is told."""
    try:
        made = reassess_row(knowing, row)
    except Refusal as refusal:
        if isinstance(refusal, (Retryable, Conflict)):
            raise
        work.add(JobFailureRow(job.id, row.id, refusal.code, refusal.detail))
        return False
    for each in made.rows():
        work.add(each)
    # Each has commitments of its own, so that those of one taxpayer can be erased without the others'.
    tell_reassessed(Teller(work, knowing.now, job.requested_by, Request("reassess job")), made, row)
    return True


def _parameters(work: Reading, principal: Principal, wanted: Wanted) -> dict[str, Json]:
    jurisdiction = jurisdiction_asked(principal, wanted.jurisdiction)
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
        "sandbox": principal.sandbox,
    }


def _chosen(said: Any, asked_at: datetime) -> Chosen:
    """Return which assessments are asked for by the parameters *said*: those that stood at *asked_at*."""
    period = said["period"]
    return Chosen(
        made_by=asked_at,
        operator=said["operator"],
        jurisdiction=said["jurisdiction"],
        schedule=said["schedule"],
        start=None if period is None else date.fromisoformat(period["start"]),
        end=None if period is None else date.fromisoformat(period["end"]),
        stale=said["stale_only"],
        world=_world(said),
    )


def _world(said: Any) -> World:
    """Return of which world a job is by its parameters; those of before there were sandboxes do not say."""
    return World.SANDBOX if said.get("sandbox") else World.LIVE


def _not_begun(job: JobRow, lane: int) -> JobStateRow:
    return JobStateRow(
        job=job.id, lane=lane, state="waiting", cursor="", done=0, failed=0, cancelling=False, updated_at=job.created_at
    )


def _state(lanes: Sequence[JobStateRow]) -> str:
    """Return the state of a job from those of its lanes: it has ended when all have."""
    states = {lane.state for lane in lanes}
    if len(states) == 1:
        return states.pop()
    return "running" if states & {*_UNDER_WAY} else "cancelled"


def _visible(reading: Reading, principal: Principal, identifier: str) -> tuple[JobRow, tuple[JobStateRow, ...]]:
    """Return a job to whoever asked for it, and to an administrator of its world."""
    job = reading.job(identifier) if is_identifier(identifier, "job") else None
    if job is None or _world(read_canonical(job.parameters)) is not principal.world:
        raise missing("job", identifier)
    if principal.role is not Role.ADMINISTRATOR and job.requested_by != principal.key:
        raise missing("job", identifier)
    return job, reading.job_states(job.id)


def _job_json(job: JobRow, lanes: Sequence[JobStateRow], failures: tuple[JobFailureRow, ...]) -> dict[str, Json]:
    return {
        "object": "job",
        "id": job.id,
        "kind": job.kind,
        "parameters": read_canonical(job.parameters),
        "state": _state(lanes),
        "total": job.total,
        "done": sum(lane.done for lane in lanes),
        "failed": sum(lane.failed for lane in lanes),
        "cancelling": any(lane.cancelling for lane in lanes),
        "failures": [{"assessment": each.subject, "code": each.code, "detail": each.detail} for each in failures],
        "created_at": instant_text(job.created_at),
        "updated_at": instant_text(max(lane.updated_at for lane in lanes)),
        "links": {"self": f"/v1/jobs/{job.id}", "cancel": f"/v1/jobs/{job.id}/cancel"},
    }
