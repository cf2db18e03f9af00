"""Taxpayers: an operator with its farms and where they were, and the controlled groups for which it files."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from service.domain.periods import Period, local_day
from service.kernel.obligations import Group, Site, Stint, Taxpayer
from service.usecases.clock_moves import clock_of
from service.usecases.register import ALWAYS
from service.usecases.statements import places_by_farm
from service.usecases.subjects import days_alone, in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from service.store.reading import Reading
    from service.store.rows import FarmRow, OperatorRow
    from service.usecases.subjects import Membership


def taxpayer_of(reading: Reading, operator: OperatorRow, known_at: datetime) -> Taxpayer:
    """Return what was known of *operator* at *known_at*, and of the members of the groups for which it files."""
    memberships = in_force(reading.memberships_beside(operator.id), known_at)
    groups = tuple(_groups(reading, operator, memberships, known_at))
    schedules = {each.schedule for each in memberships if each.operator == operator.id}
    every_day = Period(date.min, date.max)
    alone = {name: days_alone(name, every_day, operator.id, memberships) for name in schedules}
    return Taxpayer(operator.id, operator.kind, tuple(_sites(reading, operator, known_at)), groups, alone)


def first_day(taxpayer: Taxpayer) -> date | None:
    """Return the first day from which *taxpayer* can owe anything; none: it has no farm to owe for."""
    stints = (stint for group in taxpayer.groups for stint in group.stints)
    begun = [max(stint.site.begins, stint.days[0].start) for stint in stints]
    return min((*begun, *(site.begins for site in taxpayer.sites)), default=None)


def _groups(
    reading: Reading, operator: OperatorRow, memberships: Iterable[Membership], known_at: datetime
) -> Iterator[Group]:
    """Yield the groups for which *operator* files, each with the farms of those who belong, and the days of each."""
    found = defaultdict[tuple[str, str], dict[str, list[Period]]](dict)
    for each in memberships:
        if each.representative == operator.id:
            found[each.group, each.schedule].setdefault(each.operator, []).append(each.days)
    for (group, schedule), members in found.items():
        stints = [
            Stint(member.kind, site, tuple(days))
            for identifier, days in members.items()
            if (member := reading.operator(identifier)) is not None
            for site in _sites(reading, member, known_at)
        ]
        yield Group(group, schedule, tuple(stints))


def _sites(reading: Reading, operator: OperatorRow, known_at: datetime) -> Iterator[Site]:
    """Yield the farms of *operator*; by its own clock it is told when each was registered."""
    timeline = clock_of(reading, operator)
    places = places_by_farm(reading.places_of(operator.id, known_at))
    reported = reading.first_reports(operator.id, known_at)
    for farm in reading.farms_of(operator.id, known_at):
        own = places[farm.id]
        registered_at = timeline.shown(farm.created_at.astimezone(UTC))
        yield Site(farm.id, _begins(farm, registered_at, own[0].since, reported), own)


def _begins(farm: FarmRow, registered_at: datetime, since: date, reported: Mapping[str, date]) -> date:
    """
    Return the day from which a farm counts: the first of its first place where that is said.

    A place that reaches back without limit would owe returns since the law began; such a farm counts from the day of
    its registration, or from the first day that it reported.
    """
    if since > ALWAYS:
        return since
    registered = local_day(registered_at, ZoneInfo(farm.time_zone))
    return min(registered, reported.get(farm.id, registered))
