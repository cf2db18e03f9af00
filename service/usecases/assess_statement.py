"""Which schedules concern a statement, and their assessments: shared by estimates, filings and replays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.errors import Fault, Nonsense, NotFound, Refusal
from service.kernel.assessing import Assessment, Question, assess

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.reports import Statement
    from service.kernel.valuation import Quotes
    from service.law.document import Schedule
    from service.law.library import Library

_NOT_APPLICABLE: Final = "schedule-not-applicable"


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
    Assess *occasion* under every schedule that is law in the region of its first day.

    Schedules that are not in force in the period, or do not concern the operator, are left out and say why.

    Raises:
        Nonsense: a schedule applies, but a fact or a price that it needs is missing; all schedules' faults at once.
    """
    assessments: list[Assessment] = []
    left_out: list[LeftOut] = []
    refusals: list[Refusal] = []
    for schedule in _schedules_of(library, occasion.statement):
        try:
            assessments.append(_assess(library, schedule, occasion))
        except NotFound as unresolved:
            left_out.append(LeftOut(schedule.schedule, unresolved.code))
        except Nonsense as refusal:
            if refusal.code == _NOT_APPLICABLE:
                left_out.append(LeftOut(schedule.schedule, refusal.code))
            else:
                refusals.append(refusal)
    if refusals:
        raise _together(refusals)
    return assessments, left_out


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
            assessments.append(_assess(library, library.schedule(schedule_name), occasion, pinned or None))
        except Refusal as refusal:
            refusals.append(refusal if refusal.faults else _pointing_at(f"/schedules/{position}", refusal))
    if refusals:
        raise _together(refusals)
    return assessments


def _schedules_of(library: Library, statement: Statement) -> list[Schedule]:
    """Return the schedules of every region in which the farm was during the period, each once."""
    schedules: dict[str, Schedule] = {}
    for place in statement.places:
        for schedule in library.applying_to(place.region):
            schedules.setdefault(schedule.schedule, schedule)
    return list(schedules.values())


def _assess(library: Library, schedule: Schedule, occasion: Occasion, pinned: str | None = None) -> Assessment:
    versions = library.versions(schedule.schedule)
    statement = occasion.statement
    return assess(
        Question(schedule, versions, (statement,), statement.period, occasion.known_at, occasion.quotes, pinned=pinned)
    )


def _pointing_at(pointer: str, refusal: Refusal) -> Nonsense:
    fault = Fault(pointer, refusal.code, refusal.detail)
    return Nonsense(refusal.code, refusal.detail, faults=[fault], extra=refusal.extra)


def _together(refusals: list[Refusal]) -> Refusal:
    """Join several refusals into one, so that the sender sees everything at once."""
    first = refusals[0]
    if len(refusals) == 1:
        return first
    faults = list(dict.fromkeys(fault for refusal in refusals for fault in refusal.faults))
    return Nonsense(first.code, first.detail, faults=faults, extra=first.extra)
