"""What a stored assessment looked at, what it would look at now, and the locks of those whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain.errors import Nonsense
from service.domain.identifiers import is_identifier
from service.domain.periods import Period
from service.store.errors import Retryable
from service.store.rows import AcceptedRow
from service.usecases.statements import places_by_farm, statements_of
from service.usecases.subjects import group_of, in_force, subject_of
from service.usecases.tax_periods import Case, Known, case_of, days_counted, near, reported_days
from service.usecases.taxpayer_records import known_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from service.domain.reports import Statement
    from service.law.document import Schedule
    from service.store.reading import Reading, Source
    from service.store.rows import AssessmentRow, OperatorRow
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.subjects import Membership, Subject


class Facts(NamedTuple):
    """What an assessment looks at: which revisions, and what these state with where the farms were."""

    case: Case
    statements: dict[str, Statement]


def facts_of(reading: Source, schedule: Schedule, row: AssessmentRow, *, places_now: bool = False) -> Facts:
    """
    Return what *row* looked at: the revisions kept with it, and the places and members known when it was made.

    Or (*places_now*) the places that are known now.
    """
    known_at = None if places_now else row.known_at
    revisions = reading.inputs(row.id)
    farms = sorted({revision.farm for revision in revisions})
    owners = dict.fromkeys(farms, row.operator)
    if schedule.subject == "group":
        owners |= {farm.id: farm.operator for farm in map(reading.farm, farms) if farm is not None}
    known = Known(
        places=places_by_farm(place for farm in farms for place in reading.places(farm, known_at)),
        accepted=tuple(map(AcceptedRow.of, revisions)),
        owners=owners,
        memberships=_memberships(reading, schedule, row, row.known_at),
    ).having_read(revisions)
    subject, period = _subject(schedule, row, known.memberships), Period(row.period_start, row.period_end)
    inputs = tuple(known.accepted)
    days = days_counted(subject, period, owners, inputs)
    reported = reported_days(schedule, period, known, inputs, days)
    case = Case(schedule, row.subject, row.operator, row.farm, period, reported, inputs, not row.in_year, days)
    return Facts(case, statements_of(_operators(reading, known), known, revisions))


def facts_then_and_now(reading: Source, schedule: Schedule, row: AssessmentRow) -> tuple[Facts, Facts]:
    """
    Return what *row* looked at, and what counts now for its taxpayer and tax period: one and the same where it is.

    Raises:
        Nonsense: as `facts_now`.
    """
    now = facts_now(reading, schedule, row)
    then = now if _looked_at(reading, schedule, row, now.case) else facts_of(reading, schedule, row)
    return then, now


def facts_now(reading: Source, schedule: Schedule, row: AssessmentRow) -> Facts:
    """
    Return what counts now for the taxpayer and tax period of *row*.

    What it had of a report for a receipt alone may have been taken away; while nothing else counts, it is at nothing.
    Where no farm is looked at any more, its reports stand for themselves, and the law will say nothing of them.

    Raises:
        Nonsense: nothing does, and belonging to a group decides what would.
    """
    period = Period(row.period_start, row.period_end)
    memberships = _memberships(reading, schedule, row)
    subject = _subject(schedule, row, memberships)
    known = known_of(reading.records(sorted(subject.days), period), memberships)
    timed = [(each.report, each.revision) for each in near(schedule, subject, known) if each.timed]
    known = known.having_read(reading.revisions_of(timed) if timed else ())
    case = case_of(schedule, subject, period, known)
    if not case.inputs:
        kept = facts_of(reading, schedule, row).case.beside
        case = case_of(schedule, subject, period, known, kept=kept)
    if not case.inputs and schedule.subject != "group":
        return facts_of(reading, schedule, row, places_now=True)
    if not case.inputs:
        detail = f"{row.schedule} no longer concerns anything that was reported of {period.start} to {period.end}."
        raise Nonsense("schedule-not-applicable", detail)
    revisions = reading.revisions_of([(each.report, each.revision) for each in case.inputs])
    return Facts(case, statements_of(_operators(reading, known), known, revisions))


def _looked_at(reading: Source, schedule: Schedule, row: AssessmentRow, case: Case) -> bool:
    """Tell whether *row* was made of the *case* of now, and knew the places of its farms as they are known now."""
    if schedule.subject == "group" or case.is_complete == row.in_year:
        return False
    looked_at = [(each.report, each.revision) for each in reading.inputs(row.id)]
    farms = {each.farm for each in case.inputs}
    return (
        (case.subject, case.operator, case.farm) == (row.subject, row.operator, row.farm)
        and looked_at == [(each.report, each.revision) for each in case.inputs]
        and all(reading.places(farm, row.known_at) == reading.places(farm) for farm in farms)
    )


def lock_taxpayers(work: UnitOfWork, rows: Iterable[AssessmentRow]) -> None:
    """
    Let nobody file, or change a group, for those whom *rows* are of until this unit of work ends.

    Raises:
        Retryable: somebody joined one of the groups while this waited.
    """
    standing = list(rows)
    wanted = _taxpayers(work, standing)
    work.lock_operators(wanted)
    if _taxpayers(work, standing) - wanted:
        raise Retryable("busy", "Who belongs to the group has just changed. Send the same request again.")


def _taxpayers(reading: Reading, rows: Iterable[AssessmentRow]) -> set[str]:
    """Return who files for *rows*, and of groups all who ever belonged."""
    found: set[str] = set()
    for row in rows:
        found.add(row.operator)
        if is_identifier(row.subject, "group"):
            found.update(each.operator for each in reading.memberships(row.subject))
    return found


def _subject(schedule: Schedule, row: AssessmentRow, memberships: Sequence[Membership]) -> Subject:
    period = Period(row.period_start, row.period_end)
    if is_identifier(row.subject, "group"):
        return group_of(row.subject, row.operator, period, memberships)
    return subject_of(schedule, period, row.operator, row.farm, memberships)


def _memberships(
    reading: Source, schedule: Schedule, row: AssessmentRow, known_at: datetime | None = None
) -> tuple[Membership, ...]:
    return in_force(reading.memberships_beside(row.operator), known_at) if schedule.subject == "group" else ()


def _operators(reading: Source, known: Known) -> dict[str, OperatorRow]:
    found = map(reading.operator, sorted(set(known.owners.values())))
    return {operator.id: operator for operator in found if operator is not None}
