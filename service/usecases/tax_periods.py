"""
Tax periods: which assessments a filing asks for, and which of the operator's reports go into each.

An assessment gathers what counts of all reports that the taxpayer filed for its tax period: of every farm in the
jurisdiction, or of the one farm that the schedule looks at, or of every farm of all who belong to a controlled group.
Until they cover the whole period it is an in-year one.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from service.domain.periods import Period, tax_period
from service.domain.regions import lies_in
from service.store.rows import AcceptedRow
from service.usecases.subjects import subjects_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from service.domain.reports import Place
    from service.law.document import Schedule
    from service.store.rows import RevisionRow
    from service.usecases.subjects import Days, Membership, Subject


class Known(NamedTuple):
    """
    What is known of taxpayers: where each farm lies since when, whose it is, and what counts of the reports.

    Of one operator, and where a controlled group counts as one taxpayer of all of its members, with their days.
    """

    places: Mapping[str, tuple[Place, ...]]
    accepted: Sequence[AcceptedRow]
    owners: Mapping[str, str]
    memberships: Sequence[Membership] = ()


class Case(NamedTuple):
    """
    One assessment to be made: of which schedule, whom and which tax period, and what goes into it, in order.

    *subject* is a farm, an operator or a group, *operator* who files for it. *days* are those on which a report counts,
    where these are not all of the tax period.
    """

    schedule: Schedule
    subject: str
    operator: str
    farm: str | None
    tax_period: Period
    inputs: tuple[AcceptedRow, ...]
    is_complete: bool
    days: Mapping[str, Days] = MappingProxyType({})

    @property
    def period(self) -> Period:
        """The days of the tax period from the first to the last that was reported and counts."""
        counted = [part for row in self.inputs for part in _counted(row, self.days.get(row.report, (self.tax_period,)))]
        return Period(min(part.start for part in counted), max(part.end for part in counted))


def cases_of(schedule: Schedule, filed: AcceptedRow, known: Known) -> Iterator[Case]:
    """Yield what is to be assessed under *schedule* because *filed* was: for each tax period and taxpayer it is of."""
    operator = known.owners[filed.farm]
    for period in tax_periods(schedule, Period(filed.period_start, filed.period_end)):
        for subject in subjects_of(schedule, period, operator, filed.farm, known.memberships):
            case = case_of(schedule, subject, period, known)
            if filed in case.inputs:
                yield case


def case_of(schedule: Schedule, subject: Subject, period: Period, known: Known) -> Case:
    """Gather what is known of the tax period *period* of *subject*: what its farms reported of the days that count."""
    farms = {
        farm: subject.days[owner]
        for farm, owner in known.owners.items()
        if owner in subject.days
        and subject.farm in (None, farm)
        and (farm == subject.farm or _concerns(schedule, known.places[farm]))
    }
    inputs = tuple(row for row in known.accepted if row.farm in farms and any(_counted(row, farms[row.farm])))
    complete = all(
        _covers(_days_to_report(schedule, each, known.places[farm]), [row for row in inputs if row.farm == farm])
        for farm, days in farms.items()
        for each in days
    )
    days = days_counted(subject, period, known.owners, inputs)
    return Case(schedule, subject.id, subject.operator, subject.farm, period, inputs, complete, days)


def days_counted(
    subject: Subject, period: Period, owners: Mapping[str, str], inputs: Iterable[AcceptedRow]
) -> dict[str, Days]:
    """Return the days of *period* on which each report counts for *subject*, where these are not all."""
    by_report = {row.report: subject.days[owners[row.farm]] for row in inputs}
    return {report: days for report, days in by_report.items() if days != (period,)}


def accepted(revision: RevisionRow) -> AcceptedRow:
    """Say of a revision what a case says of its inputs."""
    return AcceptedRow(
        report=revision.report,
        revision=revision.revision,
        farm=revision.farm,
        period_start=revision.period_start,
        period_end=revision.period_end,
        sha256=revision.sha256,
    )


def tax_periods(schedule: Schedule, period: Period) -> Iterator[Period]:
    """Yield the tax periods of *schedule* that have a day in common with *period*, earliest first."""
    day = period.start
    while day < period.end:
        found = tax_period(schedule.period, day)
        yield found
        day = found.end


def _counted(row: AcceptedRow, days: Days) -> Iterator[Period]:
    """Yield the parts of *days* that a report is about."""
    reported = Period(row.period_start, row.period_end)
    return (part for each in days if (part := reported.overlap(each)))


def _concerns(schedule: Schedule, places: Iterable[Place]) -> bool:
    """Tell whether a farm lies, or ever lay, where *schedule* is law; day by day the kernel looks closer."""
    return any(lies_in(place.region, schedule.jurisdiction) for place in places)


def _days_to_report(schedule: Schedule, period: Period, places: tuple[Place, ...]) -> Iterator[Period]:
    """Yield the days of *period* on which a farm was there, and in the jurisdiction."""
    for place, until in zip(places, [*(place.since for place in places[1:]), period.end], strict=True):
        days = period.overlap(Period(place.since, until)) if place.since < until else None
        if days and lies_in(place.region, schedule.jurisdiction):
            yield days


def _covers(wanted: Iterable[Period], rows: Iterable[AcceptedRow]) -> bool:
    """Tell whether every day *wanted* was reported."""
    reported = sorted(Period(row.period_start, row.period_end) for row in rows)
    for days in wanted:
        reached = days.start
        for span in reported:
            if span.start <= reached < span.end:
                reached = span.end
        if reached < days.end:
            return False
    return True
