"""Reads of jobs: what was asked for, how far it is, what could not be done; and of the assessments that are next."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Integer, Select, bindparam, exists, func, literal_column, or_, select

from service.domain.principals import World
from service.store.mapping import columns_of
from service.store.reading.assessments import reported_within
from service.store.reading.parties import among
from service.store.reading.session import Session
from service.store.rows import AssessmentRow, JobFailureRow, JobRow, JobStateRow
from service.store.statement import Query
from service.store.tables import assessment_staleness, assessments, job_failures, job_states, jobs

_JOB: Final = Query(JobRow, select(*columns_of(JobRow)).where(jobs.c.id == bindparam("id")))
_LANES: Final = Query(
    JobStateRow,
    select(*columns_of(JobStateRow)).where(job_states.c.job == bindparam("id")).order_by(job_states.c.lane),
)
_FAILURES: Final = Query(
    JobFailureRow,
    select(*columns_of(JobFailureRow))
    .where(job_failures.c.job == bindparam("id"))
    .order_by(job_failures.c.subject)
    .limit(bindparam("limit", type_=Integer())),
)
# Whoever takes one holds it until the end of the transaction; another worker passes it over.
_FREE: Final = Query(
    JobStateRow,
    select(*columns_of(JobStateRow))
    .where(or_(job_states.c.state == "waiting", job_states.c.state == "running"))
    .order_by(job_states.c.job, job_states.c.lane)
    .limit(1)
    .with_for_update(skip_locked=True),
)
# A lane has the operators whose identifier ends in one of these: the end of an identifier is random.
LANES: Final = ("01234567", "89abcdef", "ghjkmnpq", "rstvwxyz")
_LAST: Final = 30  # `opr_` and 26 more
_JOBS_KEPT: Final = 16
_successor: Final = assessments.alias("successor")
_stale: Final = exists().where(assessment_staleness.c.assessment == assessments.c.id)


class Chosen(NamedTuple):
    """Which standing assessments of a *world* a job is about; what is none does not narrow them."""

    made_by: datetime
    operator: str | None
    jurisdiction: str | None
    schedule: str | None
    start: date | None
    end: date | None
    stale: bool
    lane: int | None = None
    world: World = World.LIVE


class Jobs(Session):
    """Jobs and what they are about."""

    def job(self, identifier: str) -> JobRow | None:
        """Return what was asked for."""
        return self._first(_JOB, {"id": identifier})

    def job_states(self, identifier: str) -> tuple[JobStateRow, ...]:
        """Return how far each of its lanes is, in order."""
        return self._every(_LANES, {"id": identifier})

    def job_failures(self, identifier: str, limit: int) -> tuple[JobFailureRow, ...]:
        """Return the first things that it could not do, at most *limit*, in the order in which it came to them."""
        return self._every(_FAILURES, {"id": identifier, "limit": limit})

    def free_job(self) -> JobStateRow | None:
        """Return a lane, on which nobody works, of the oldest job; and hold it until this unit of work ends."""
        return self._first(_FREE)

    def count_standing(self, chosen: Chosen) -> int:
        """Return how many assessments stand that are *chosen*."""
        counting = _narrowed(select(func.count()).select_from(assessments), chosen)
        return int(self._execute(counting).scalar_one())

    def standing(self, chosen: Chosen, after: str, limit: int) -> tuple[AssessmentRow, ...]:
        """Return at most *limit* of the assessments *chosen* that stand, after the identifier *after*, in order."""
        return self._every(_standing(chosen, limit), {"after": after})


@lru_cache(maxsize=_JOBS_KEPT)
def _standing(chosen: Chosen, limit: int) -> Query[AssessmentRow]:
    """
    Return the statement of a lane of a job, which its pieces send again and again.

    The limit stands in its text: a plan for any limit at all would sort whatever is left of the job for each piece.
    """
    statement = _narrowed(select(*columns_of(AssessmentRow)), chosen).where(assessments.c.id > bindparam("after"))
    return Query(AssessmentRow, statement.order_by(assessments.c.id).limit(literal_column(str(limit))))


def _narrowed(statement: Select[Any], chosen: Chosen) -> Select[Any]:
    statement = statement.where(
        ~exists().where(_successor.c.supersedes == assessments.c.id), assessments.c.created_at <= chosen.made_by
    )
    is_of_whom = (
        among(assessments.c.operator, chosen.world)
        if chosen.operator is None
        else assessments.c.operator == chosen.operator
    )
    statement = statement.where(is_of_whom)
    if chosen.jurisdiction is not None:
        statement = statement.where(reported_within(chosen.jurisdiction))
    if chosen.schedule is not None:
        statement = statement.where(assessments.c.schedule == chosen.schedule)
    if chosen.start is not None:
        statement = statement.where(assessments.c.period_start >= chosen.start)
    if chosen.end is not None:
        statement = statement.where(assessments.c.period_end <= chosen.end)
    if chosen.lane is not None:
        last = func.substr(assessments.c.operator, _LAST, 1)
        statement = statement.where(or_(*(last == letter for letter in LANES[chosen.lane])))
    return statement.where(_stale) if chosen.stale else statement
