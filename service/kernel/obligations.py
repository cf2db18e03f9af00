"""
Obligations: what a taxpayer owes a return or a payment for, period by period, by the law as it was known.

A pure function of where the farms are and what the law says: nothing is stored when a farm is registered, moves, or a
version comes into force, and nothing can be forgotten. Law that is only proposed obliges nobody, and eligibility asks
for no return.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

from service.domain.errors import NotFound
from service.domain.periods import Period, tax_period
from service.domain.regions import lies_in
from service.domain.reports import Place
from service.kernel.program import compile_version
from service.law.document import RecordedVersion, Schedule, Version
from service.law.library import Library
from service.law.resolver import change_days, resolve

# Eligibility asks for no return, and what being late costs is no return of its own.
_CHARGED: Final = frozenset({"tax", "levy"})
_EVERY_DAY: Final = (Period(date.min, date.max),)


class Status(StrEnum):
    """Where an obligation stands."""

    UPCOMING = "upcoming"
    OPEN = "open"
    FULFILLED = "fulfilled"
    OVERDUE = "overdue"
    FULFILLED_LATE = "fulfilled-late"
    WAIVED = "waived"


class Site(NamedTuple):
    """A farm that works from the day *begins* on; *places* as of a statement, earliest first."""

    farm: str
    begins: date
    places: tuple[Place, ...]

    def present(self, period: Period, jurisdiction: str) -> Iterator[tuple[Period, str]]:
        """Yield the parts of *period* in which it works in *jurisdiction*, with the region of each."""
        edges = [self.begins, *(place.since for place in self.places[1:]), date.max]
        for place, (start, end) in zip(self.places, pairwise(edges), strict=True):
            begun = max(start, self.begins)
            stay = Period(begun, end).overlap(period) if begun < end else None
            if stay is not None and lies_in(place.region, jurisdiction):
                yield stay, place.region


class Stint(NamedTuple):
    """A farm of an operator of a *kind*, on the *days* on which it counts for whoever owes."""

    kind: str
    site: Site
    days: tuple[Period, ...] = _EVERY_DAY


class Group(NamedTuple):
    """A controlled group that counts as one taxpayer of a *schedule*: the farms of its members, while they belong."""

    id: str
    schedule: str
    stints: tuple[Stint, ...]


class Taxpayer(NamedTuple):
    """
    Whose obligations are asked for: an operator's own, and those of the *groups* for which it files.

    *alone* are, by schedule, the days on which it belongs to no group of it; none are said where it never does.
    """

    operator: str
    kind: str
    sites: tuple[Site, ...]
    groups: tuple[Group, ...] = ()
    alone: Mapping[str, tuple[Period, ...]] = MappingProxyType({})


class Obligation(NamedTuple):
    """
    What *subject* (an operator, a farm or a group, as the schedule says) owes for a tax period under a version of law.

    *operator* files for it. *farms* are those that the return is about.
    """

    operator: str
    subject: str
    schedule: Schedule
    version: Version
    tax_period: Period
    farms: tuple[str, ...]

    @property
    def id(self) -> str:
        """Name it by what it is: the same obligation has the same name, whenever and wherever it is worked out."""
        return obligation_id(self.subject, self.schedule.schedule, self.tax_period.start)

    @property
    def farm(self) -> str | None:
        """The farm that owes it; nothing where the operator or a group does."""
        return self.subject if self.schedule.subject == "farm" else None

    @property
    def group(self) -> str | None:
        """The controlled group that owes it, if one does."""
        return self.subject if self.schedule.subject == "group" and self.subject != self.operator else None

    @property
    def needs_declaration(self) -> bool:
        """Tell whether a declared assessment fulfils it; without a return, a complete assessment does."""
        return self.version.due.return_on is not None


class Course(NamedTuple):
    """What decides where an obligation stands: the ends of its period and of its term, and what was done about it."""

    ended_at: datetime
    runs_out_at: datetime | None
    fulfilled_at: datetime | None
    waived: bool


def status_at(course: Course, now: datetime) -> Status:
    """Return where an obligation stands at *now*; without a known term nothing is ever late."""
    late_from = course.runs_out_at
    if course.fulfilled_at is not None:
        late = late_from is not None and course.fulfilled_at >= late_from
        return Status.FULFILLED_LATE if late and not course.waived else Status.FULFILLED
    if course.waived:
        return Status.WAIVED
    if late_from is not None and now >= late_from:
        return Status.OVERDUE
    return Status.OPEN if now >= course.ended_at else Status.UPCOMING


def obligation_id(subject: str, schedule: str, period_start: date) -> str:
    """Name an obligation."""
    return f"obl_{subject}.{schedule}.{period_start.isoformat()}"


def obligations(taxpayer: Taxpayer, library: Library, known_at: datetime, span: Period) -> Iterator[Obligation]:
    """
    Yield the obligations of *taxpayer* for the tax periods that have a day in *span*, in order of schedule and period.

    The version is that of the last day on which the schedule was in force where a farm was.
    """
    for schedule in library.schedules():
        if schedule.kind not in _CHARGED:
            continue
        question = _Question(schedule, library.versions(schedule.schedule), known_at, taxpayer.operator)
        for subject, stints in _subjects(taxpayer, schedule):
            yield from _of_subject(question, subject, stints, span)


def _subjects(taxpayer: Taxpayer, schedule: Schedule) -> Iterator[tuple[str, tuple[Stint, ...]]]:
    """Yield who owes under *schedule*, with the farms that it owes for."""
    operator, kind, sites = taxpayer[:3]
    if schedule.subject == "farm":
        for site in sites:
            yield site.farm, (Stint(kind, site),)
    elif schedule.subject == "operator":
        yield operator, tuple(Stint(kind, site) for site in sites)
    else:
        alone = taxpayer.alone.get(schedule.schedule, _EVERY_DAY)
        yield operator, tuple(Stint(kind, site, alone) for site in sites)
        for group in taxpayer.groups:
            if group.schedule == schedule.schedule:
                yield group.id, group.stints


class _Stay(NamedTuple):
    """Some days of a farm of an operator of a kind in a region."""

    days: Period
    region: str
    kind: str
    farm: str


class _Question(NamedTuple):
    schedule: Schedule
    versions: tuple[RecordedVersion, ...]
    known_at: datetime
    operator: str

    def version_on(self, day: date, stay: _Stay) -> Version | None:
        """Return the law of a day for that kind of operator in that region, if there is any."""
        try:
            version = resolve(self.schedule, self.versions, day, self.known_at).version
        except NotFound:
            return None
        applies = version.status.is_law and compile_version(self.schedule, version).applies(stay.kind, stay.region)
        return version if applies else None


def _of_subject(question: _Question, subject: str, stints: Iterable[Stint], span: Period) -> Iterator[Obligation]:
    schedule = question.schedule
    for period in _tax_periods(schedule.period, span):
        stays = _stays(stints, period, schedule.jurisdiction)
        liable = [(*found, stay.farm) for stay in stays if (found := _last(question, stay, period))]
        if liable:
            _, version, _ = max(liable, key=lambda each: each[0])
            farms = tuple(dict.fromkeys(farm for _, _, farm in liable))
            yield Obligation(question.operator, subject, schedule, version, period, farms)


def _stays(stints: Iterable[Stint], period: Period, jurisdiction: str) -> Iterator[_Stay]:
    for kind, site, days in stints:
        for stay, region in site.present(period, jurisdiction):
            for part in days:
                if common := part.overlap(stay):
                    yield _Stay(common, region, kind, site.farm)


def _tax_periods(kind: str, span: Period) -> Iterator[Period]:
    period = tax_period(kind, span.start)
    while period.start < span.end:
        yield period
        period = tax_period(kind, period.end)


def _last(question: _Question, stay: _Stay, period: Period) -> tuple[date, Version] | None:
    """Return the last day of *stay* on which there is law, and its version."""
    if not question.schedule.is_cut:
        version = question.version_on(period.start, stay)  # chosen by the first day of the year, as assessments are
        return None if version is None else (stay.days.end, version)
    for part in reversed(list(stay.days.cut_at(change_days(question.versions, question.known_at)))):
        day = part.end - timedelta(days=1)
        version = question.version_on(day, stay)
        if version is not None:
            return day, version
    return None
