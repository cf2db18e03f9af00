"""
Tax periods: which assessments a filing asks for, and which of the operator's reports go into each.

An assessment gathers what counts of all reports that the taxpayer filed for its tax period: of every farm in the
jurisdiction, or of the one farm that the schedule looks at. Until they cover the whole period it is an in-year one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain.periods import Period, tax_period
from service.domain.regions import lies_in
from service.store.rows import AcceptedRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from service.domain.reports import Place
    from service.law.document import Schedule
    from service.store.rows import RevisionRow


class Known(NamedTuple):
    """What is known of an operator: where each of its farms lies since when, and what counts of its reports."""

    operator: str
    places: Mapping[str, tuple[Place, ...]]
    accepted: Sequence[AcceptedRow]


class Case(NamedTuple):
    """One assessment to be made: of which schedule, whom and which tax period, and what goes into it, in order."""

    schedule: Schedule
    subject: str
    farm: str | None
    tax_period: Period
    inputs: tuple[AcceptedRow, ...]
    is_complete: bool

    @property
    def period(self) -> Period:
        """The days of the tax period from the first to the last that was reported."""
        start = min(row.period_start for row in self.inputs)
        end = max(row.period_end for row in self.inputs)
        return Period(max(start, self.tax_period.start), min(end, self.tax_period.end))


def cases_of(schedule: Schedule, filed: AcceptedRow, known: Known) -> Iterator[Case]:
    """Yield what is to be assessed under *schedule* because *filed* was: once for each tax period it has a day of."""
    for period in tax_periods(schedule, Period(filed.period_start, filed.period_end)):
        yield case_of(schedule, filed.farm, period, known)


def case_of(schedule: Schedule, farm: str, period: Period, known: Known) -> Case:
    """Gather what is known of the tax period *period*, of *farm* or of the operator as *schedule* has it."""
    looks_at = farm if schedule.subject == "farm" else None
    inputs = tuple(
        row
        for row in known.accepted
        if looks_at in (None, row.farm)
        and period.overlap(Period(row.period_start, row.period_end))
        and _concerns(schedule, known.places[row.farm])
    )
    farms = [looks_at] if looks_at else [each for each in known.places if _concerns(schedule, known.places[each])]
    complete = all(
        _covers(_days_to_report(schedule, period, known.places[each]), [row for row in inputs if row.farm == each])
        for each in farms
    )
    return Case(schedule, looks_at or known.operator, looks_at, period, inputs, complete)


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
