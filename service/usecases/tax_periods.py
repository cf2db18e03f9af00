"""
Tax periods: which assessments a filing asks for, and which of the operator's reports go into each.

An assessment gathers what counts of all reports that the taxpayer filed for its tax period: of every farm in the
jurisdiction, or of the one farm that the schedule looks at, or of every farm of all who belong to a controlled group.
Until they cover the whole period it is an in-year one.

A report goes into every tax period that it has a day of, and into those of its receipts: where these are stated to the
instant, their day in the schedule's time zone may lie beside the report's own (see `service.usecases.receipts`).
"""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from service.domain.periods import Period, day_after, day_before, tax_period
from service.domain.regions import lies_in
from service.store.reading import BESIDE
from service.usecases.receipts import receipts_by_revision
from service.usecases.subjects import subjects_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from service.domain.reports import Place
    from service.law.document import Schedule
    from service.store.rows import AcceptedRow, RevisionRow
    from service.usecases.receipts import Receipts
    from service.usecases.subjects import Days, Membership, Subject


class Known(NamedTuple):
    """
    What is known of taxpayers: where each farm lies since when, whose it is, and what counts of the reports.

    Of one operator, and where a controlled group counts as one taxpayer of all of its members, with their days.
    *receipts* are those of the reports whose content was read; of all that `near` names, before a case is made.
    """

    places: Mapping[str, tuple[Place, ...]]
    accepted: Sequence[AcceptedRow]
    owners: Mapping[str, str]
    memberships: Sequence[Membership] = ()
    receipts: Mapping[tuple[str, int], Receipts] = MappingProxyType({})

    def having_read(self, revisions: Iterable[RevisionRow]) -> Known:
        """Return what is known when the content of *revisions* is too."""
        receipts = receipts_by_revision(revisions)
        return self._replace(receipts={**self.receipts, **receipts}) if receipts else self

    def timed_near(self, days: Period) -> list[tuple[str, int]]:
        """Name the revisions that may state an instant of one of *days*."""
        rows = (row for row in self.accepted if row.timed and _around(_own_days(row)).overlap(days))
        return [(row.report, row.revision) for row in rows]

    def reach(self, row: AcceptedRow, schedule: Schedule) -> Period:
        """Return the days that a report says something of, for *schedule*."""
        receipts = self.receipts.get((row.report, row.revision))
        return _own_days(row) if receipts is None else _own_days(row).joined(receipts.days(schedule.time_zone))


class Case(NamedTuple):
    """
    One assessment to be made: of which schedule, whom and which tax period, and what goes into it, in order.

    *subject* is a farm, an operator or a group, *operator* who files for it. *period* are the days of the tax period
    from the first to the last that was reported and counts. *days* are those on which a report counts, where these are
    not all of the tax period.
    """

    schedule: Schedule
    subject: str
    operator: str
    farm: str | None
    tax_period: Period
    period: Period
    inputs: tuple[AcceptedRow, ...]
    is_complete: bool
    days: Mapping[str, Days] = MappingProxyType({})

    @property
    def beside(self) -> frozenset[str]:
        """The reports that have no day of their own that counts: they are in for a receipt, or for one they had."""
        return frozenset(
            row.report
            for row in self.inputs
            if not any(_common(_own_days(row), self.days.get(row.report, (self.tax_period,))))
        )


def touched(schedule: Schedule, stated: Sequence[AcceptedRow], known: Known) -> Iterator[tuple[Subject, Period]]:
    """Yield whom, in which tax periods, a report is of, or was in the revision before; *stated* are the two, or one."""
    farm, reaches = stated[0].farm, [known.reach(row, schedule) for row in stated]
    operator = known.owners[farm]
    for period in sorted({period for days in reaches for period in tax_periods(schedule, days)}):
        for subject in subjects_of(schedule, period, operator, farm, known.memberships):
            if any(any(_common(days, subject.days[operator])) for days in reaches):
                yield subject, period


def near(schedule: Schedule, subject: Subject, known: Known) -> Iterator[AcceptedRow]:
    """Yield the reports that may say something of the days of *subject*: what they state has to be read to know."""
    farms = _farms_of(schedule, subject, known)
    for row in known.accepted:
        if any(_common(_around(_own_days(row)) if row.timed else _own_days(row), farms.get(row.farm, ()))):
            yield row


def case_of(schedule: Schedule, subject: Subject, period: Period, known: Known, *, kept: Collection[str] = ()) -> Case:
    """
    Gather what is known of the tax period *period* of *subject*: what its farms reported of the days that count.

    Where nothing is, the reports *kept* go in: what they had of it was taken away, and that is to be assessed too.
    """
    farms = _farms_of(schedule, subject, known)
    counting = (row for row in known.accepted if any(_common(known.reach(row, schedule), farms.get(row.farm, ()))))
    inputs = tuple(counting) or tuple(row for row in known.accepted if row.report in kept and farms.get(row.farm))
    complete = all(
        _covers(_days_to_report(schedule, each, known.places[farm]), [row for row in inputs if row.farm == farm])
        for farm, days in farms.items()
        for each in days
    )
    days = days_counted(subject, period, known.owners, inputs)
    reported = reported_days(schedule, period, known, inputs, days)
    return Case(schedule, subject.id, subject.operator, subject.farm, period, reported, inputs, complete, days)


def days_counted(
    subject: Subject, period: Period, owners: Mapping[str, str], inputs: Iterable[AcceptedRow]
) -> dict[str, Days]:
    """Return the days of *period* on which each report counts for *subject*, where these are not all."""
    by_report = {row.report: subject.days[owners[row.farm]] for row in inputs}
    return {report: days for report, days in by_report.items() if days != (period,)}


def reported_days(
    schedule: Schedule, period: Period, known: Known, inputs: Iterable[AcceptedRow], days: Mapping[str, Days]
) -> Period:
    """Return the days from the first to the last that *inputs* say something of; without any, the one next to them."""
    counted = [(row, days.get(row.report, (period,))) for row in inputs]
    if parts := [part for row, each in counted for part in _common(known.reach(row, schedule), each)]:
        return Period(min(part.start for part in parts), max(part.end for part in parts))
    beside = (
        (max(row.period_start - day, day_after(day) - row.period_end), day)
        for row, each in counted
        for span in each
        for day in (span.start, day_before(span.end))
    )
    _, nearest = min(beside, default=(timedelta(), period.start))
    return Period(nearest, day_after(nearest))


def tax_periods(schedule: Schedule, period: Period) -> Iterator[Period]:
    """Yield the tax periods of *schedule* that have a day in common with *period*, earliest first."""
    day = period.start
    while day < period.end:
        found = tax_period(schedule.period, day)
        yield found
        day = found.end


def _own_days(row: AcceptedRow) -> Period:
    return Period(row.period_start, row.period_end)


def _around(days: Period) -> Period:
    """Return *days* with those on which a receipt of one of them may be elsewhere."""
    return Period(days.start - BESIDE, days.end + BESIDE)


def _common(span: Period, days: Days) -> Iterator[Period]:
    """Yield the parts of *days* that lie in *span*."""
    return (part for each in days if (part := span.overlap(each)))


def _farms_of(schedule: Schedule, subject: Subject, known: Known) -> dict[str, Days]:
    """Return the farms that *schedule* looks at for *subject*, each with the days on which it counts."""
    return {
        farm: subject.days[owner]
        for farm, owner in known.owners.items()
        if owner in subject.days
        and subject.farm in (None, farm)
        and (farm == subject.farm or _concerns(schedule, known.places[farm]))
    }


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
    reported = sorted(map(_own_days, rows))
    for days in wanted:
        reached = days.start
        for span in reported:
            if span.start <= reached < span.end:
                reached = span.end
        if reached < days.end:
            return False
    return True
