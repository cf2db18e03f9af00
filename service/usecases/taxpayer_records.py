"""What is known of the taxpayers that a filing touches: its operator, and who counts as one with it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.periods import Period
from service.store.errors import Retryable
from service.store.reading import Records
from service.usecases.statements import places_by_farm
from service.usecases.subjects import in_force
from service.usecases.tax_periods import Known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from service.law.document import Schedule
    from service.store.reading import Filing, Reading
    from service.store.rows import AcceptedRow, AssessmentRow, OperatorRow
    from service.usecases.subjects import Membership


_A_MOMENT: Final = timedelta(microseconds=1)


class Touched(NamedTuple):
    """What is known, the operators by their identifiers, and the assessments that none supersedes."""

    known: Known
    operators: Mapping[str, OperatorRow]
    standing: tuple[AssessmentRow, ...]


def after_what_was_found(filing: Filing, now: datetime) -> datetime:
    """
    Return *now*, or where a clock was ahead the first instant after all that *filing* found was recorded.

    What is recorded last is then what was known last, however clocks go: an assessment knows what it was made of.
    """
    recorded = [
        *(row.created_at for row in (*filing.locked, filing.operator, filing.farm, filing.report) if row is not None),
        *(row.recorded_at for row in filing.places),
        *(row.recorded_at for row in filing.memberships),
        *(row.recorded_at for row in filing.locks),
        *(row.known_at for row in filing.current),
        *(row.submitted_at for row in (filing.revision,) if row is not None),
    ]
    last = max(recorded, default=now)
    return last + _A_MOMENT if last > now else now


def touched_by(
    reading: Reading, filing: Filing, filed: AcceptedRow, *, now: datetime, schedules: Iterable[Schedule]
) -> Touched:
    """
    Return what is known at *now*, behind the locks of *filing*, of all whom *filed* touches under *schedules*.

    Raises:
        Retryable: something was recorded of another member after *now*, by a clock that is ahead of this one.
    """
    accepted = (filed, *(row for row in filing.accepted if row.report != filed.report))
    operators = {row.id: row for row in filing.locked}
    own = "" if filing.operator is None else filing.operator.id
    memberships = in_force(filing.memberships, now)
    others = reading.records(co_members(schedules, memberships, own), Period(filed.period_start, filed.period_end))
    if any(place.recorded_at > now for each in others for place in each.places):
        raise Retryable("busy", "Another member of the group has just changed. Send the same request again.")
    every = (Records(own, filing.places, accepted, filing.current), *others)
    return Touched(known_of(every, memberships), operators, tuple(row for each in every for row in each.current))


def known_of(records: Iterable[Records], memberships: Sequence[Membership]) -> Known:
    """Put the records of several operators together; reports by farm and day, however they were read."""
    every = list(records)
    accepted = sorted(
        (row for each in every for row in each.accepted), key=lambda row: (row.farm, row.period_start, row.report)
    )
    return Known(
        places=places_by_farm(place for each in every for place in each.places),
        accepted=accepted,
        owners={place.farm: each.operator for each in every for place in each.places},
        memberships=memberships,
    )


def co_members(schedules: Iterable[Schedule], memberships: Iterable[Membership], operator: str) -> list[str]:
    """
    Return who counts as one with *operator* under any of *schedules*, and who files for them, in order.

    Who files for a group need not belong to it any more, and its assessments are found by who files.
    """
    groups = {schedule.schedule for schedule in schedules if schedule.subject == "group"}
    belonging = [each for each in memberships if each.schedule in groups]
    return sorted({name for each in belonging for name in (each.operator, each.representative)} - {operator})
