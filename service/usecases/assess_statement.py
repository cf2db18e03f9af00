"""Which schedules concern a statement, and their assessments: shared by estimates and filings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from service.domain.errors import Fault, Nonsense, NotFound, Refusal
from service.kernel.assessing import Assessment, Question, assess
from service.usecases.receipts import refuse_outside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.reports import Place, Statement
    from service.kernel.valuation import Quotes
    from service.law.document import Schedule
    from service.law.library import Library

_NOT_APPLICABLE: Final = "schedule-not-applicable"
_Made = TypeVar("_Made")


class Occasion(NamedTuple):
    """A statement, and what is known at the instant whose knowledge counts."""

    statement: Statement
    known_at: datetime
    quotes: Quotes


class LeftOut(NamedTuple):
    """A schedule of the region that gives no assessment, and why."""

    schedule: str
    reason: str

    def as_json(self) -> dict[str, Json]:
        """Write it for the answer."""
        return {"schedule": self.schedule, "reason": self.reason}


def assess_applicable(library: Library, occasion: Occasion) -> tuple[list[Assessment], list[LeftOut]]:
    """
    Assess *occasion* under every schedule that is law in a region of its farm.

    Schedules that are not in force in the period, or do not concern the operator, are left out and say why.

    Raises:
        Nonsense: a schedule applies, but a fact or a price that it needs is missing; all schedules' faults at once.
    """
    known = library.as_known_at(occasion.known_at)
    schedules = schedules_of(known, occasion.statement.places)
    return every(schedules, lambda schedule: [_assess(known, schedule, occasion)])


def assess_named(library: Library, occasion: Occasion, names: Iterable[str]) -> list[Assessment]:
    """
    Assess *occasion* under the schedules of *names*, each `schedule` or `schedule@version`.

    Raises:
        Nonsense: one is not known, not in force, or lacks a fact; pointers lead to `/schedules/<n>` or to the fact.
    """
    assessments: list[Assessment] = []
    refusals: list[Refusal] = []
    for position, name in enumerate(names):
        schedule_name, _, pinned = name.partition("@")
        try:
            schedule = library.schedule_at(schedule_name, occasion.known_at)
            assessments.append(_assess(library, schedule, occasion, pinned or None))
        except Refusal as refusal:
            refusals.append(refusal if refusal.faults else pointing_at(f"/schedules/{position}", refusal))
    if refusals:
        raise together(refusals)
    return assessments


def schedules_of(library: Library, places: Iterable[Place]) -> list[Schedule]:
    """Return the schedules of every region in which a farm ever was, each once."""
    schedules: dict[str, Schedule] = {}
    for place in places:
        for schedule in library.applying_to(place.region):
            schedules.setdefault(schedule.schedule, schedule)
    return list(schedules.values())


def every(
    schedules: Iterable[Schedule], make: Callable[[Schedule], Iterable[_Made]]
) -> tuple[list[_Made], list[LeftOut]]:
    """
    Return what *make* makes of each of *schedules*, and which of them give nothing because they do not apply.

    Raises:
        Nonsense: some apply, but lack a fact or a price; what all of them lack at once.
    """
    made: list[_Made] = []
    left_out: list[LeftOut] = []
    refusals: list[Refusal] = []
    for schedule in schedules:
        try:
            made += make(schedule)
        except NotFound as unresolved:
            left_out.append(LeftOut(schedule.schedule, unresolved.code))
        except Nonsense as refusal:
            if refusal.code == _NOT_APPLICABLE:
                left_out.append(LeftOut(schedule.schedule, refusal.code))
            else:
                refusals.append(refusal)
    if refusals:
        raise together(refusals)
    return made, left_out


def does_not_apply(refusal: Refusal) -> bool:
    """Tell whether *refusal* says that a schedule has nothing to say of these days or of this operator."""
    return isinstance(refusal, NotFound) or refusal.code == _NOT_APPLICABLE


def _assess(library: Library, schedule: Schedule, occasion: Occasion, pinned: str | None = None) -> Assessment:
    versions, (statement, known_at, quotes) = library.versions(schedule.schedule), occasion
    refuse_outside(statement.production, statement.period, schedule.time_zone)
    return assess(Question(schedule, versions, (statement,), statement.period, known_at, quotes, pinned=pinned))


def pointing_at(pointer: str, refusal: Refusal) -> Nonsense:
    """Say the same of the member of the request that *pointer* leads to."""
    fault = Fault(pointer, refusal.code, refusal.detail)
    return Nonsense(refusal.code, refusal.detail, faults=[fault], extra=refusal.extra)


def together(refusals: list[Refusal]) -> Refusal:
    """Join several refusals into one, so that the sender sees everything at once."""
    first = refusals[0]
    if len(refusals) == 1:
        return first
    faults = list(dict.fromkeys(fault for refusal in refusals for fault in refusal.faults))
    return Nonsense(first.code, first.detail, faults=faults, extra=first.extra)
