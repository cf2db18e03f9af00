"""
Subjects: whom a schedule looks at, and on which days each operator's figures count for whom.

A controlled group counts as one taxpayer: a member counts for the group on the days on which it belongs to it, and for
itself on the others. Belonging is a dated fact, known from the instant at which it was recorded.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from service.domain.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from service.law.document import Schedule
    from service.store.rows import KnownMembership, MembershipRow

Days = tuple[Period, ...]
_Row = TypeVar("_Row", "KnownMembership", "MembershipRow")


class Membership(NamedTuple):
    """The days on which an operator belongs to a group, of a schedule, for which the *representative* files."""

    group: str
    schedule: str
    representative: str
    operator: str
    days: Period


class Subject(NamedTuple):
    """
    Whom one assessment is of: a farm, an operator or a group, and on which days of the tax period each counts for it.

    *operator* is who files for it.
    """

    id: str
    operator: str
    farm: str | None
    days: Mapping[str, Days]


def in_force(rows: Iterable[KnownMembership], known_at: datetime | None = None) -> tuple[Membership, ...]:
    """Return who belongs where, as known at *known_at* (none: now), in the order of groups, operators and days."""
    known = [row for row in rows if known_at is None or row.recorded_at <= known_at]
    return tuple(
        Membership(row.group, row.schedule, row.representative, row.operator, Period(row.since, row.until or date.max))
        for row in _latest(known, lambda row: (row.group, row.operator, row.since))
    )


def latest_memberships(rows: Iterable[MembershipRow]) -> list[MembershipRow]:
    """Return who belongs to one group, in the order of operators and days."""
    return _latest(rows, lambda row: (row.operator, row.since))


def _latest(rows: Iterable[_Row], key: Callable[[_Row], Any]) -> list[_Row]:
    """Return one row of each *key*: that which was recorded last, unless it says that there never was a day."""
    latest = {key(row): row for row in sorted(rows, key=lambda row: row.recorded_at)}
    return [row for _, row in sorted(latest.items()) if row.until is None or row.since < row.until]


def subjects_of(
    schedule: Schedule, period: Period, operator: str, farm: str, memberships: Sequence[Membership]
) -> Iterator[Subject]:
    """Yield for whom what *operator* did at *farm* in *period* counts under *schedule*; by groups, then itself."""
    if schedule.subject == "farm":
        yield Subject(farm, operator, farm, {operator: (period,)})
    elif schedule.subject == "operator":
        yield Subject(operator, operator, None, {operator: (period,)})
    else:
        yield from _taxpayers(schedule, period, operator, memberships)


def subject_of(
    schedule: Schedule, period: Period, operator: str, farm: str | None, memberships: Sequence[Membership]
) -> Subject:
    """Return the farm if there is one, else *operator* by itself: without the days on which it belongs to a group."""
    if farm is not None or schedule.subject != "group":
        return Subject(farm or operator, operator, farm, {operator: (period,)})
    return Subject(operator, operator, None, {operator: days_alone(schedule.schedule, period, operator, memberships)})


def days_alone(schedule: str, period: Period, operator: str, memberships: Iterable[Membership]) -> Days:
    """Return the days of *period* on which *operator* belongs to no group of *schedule*."""
    belonging = [each for each in memberships if (each.operator, each.schedule) == (operator, schedule)]
    edges = (day for each in belonging for day in each.days)
    return _joined(
        part for part in period.cut_at(edges) if not any(each.days.contains(part.start) for each in belonging)
    )


def group_of(group: str, representative: str, period: Period, memberships: Sequence[Membership]) -> Subject:
    """Return *group*, for which *representative* files, with the days of *period* that count of each member."""
    days: dict[str, Days] = {}
    for each in memberships:
        if each.group == group and (common := each.days.overlap(period)):
            days[each.operator] = _joined((*days.get(each.operator, ()), common))
    return Subject(group, representative, None, days)


def _taxpayers(
    schedule: Schedule, period: Period, operator: str, memberships: Sequence[Membership]
) -> Iterator[Subject]:
    own = [each for each in memberships if (each.operator, each.schedule) == (operator, schedule.schedule)]
    for group, representative in dict.fromkeys((each.group, each.representative) for each in own):
        subject = group_of(group, representative, period, memberships)
        if operator in subject.days:
            yield subject
    alone = subject_of(schedule, period, operator, None, memberships)
    if alone.days[operator]:
        yield alone


def _joined(days: Iterable[Period]) -> Days:
    """Put together what follows upon one another: a day on which nothing changes is no edge."""
    joined: list[Period] = []
    for each in sorted(days):
        if joined and joined[-1].end == each.start:
            joined[-1] = Period(joined[-1].start, each.end)
        else:
            joined.append(each)
    return tuple(joined)
