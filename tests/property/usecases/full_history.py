"""
A naive model of the service: it keeps every fact with the instant of its recording, and computes each answer anew.

Day by day, in fractions, with nothing kept from one question to the next. What is known at an instant is what was
recorded by then. It shares the values of domain/ with the service, and none of its arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Final

from service.domain.periods import Period
from service.domain.reports import EnergyLine, ProductionLine
from service.usecases.requests import ReportContent
from tests.property.usecases.answers import DOES_NOT_APPLY, PRICE_UNAVAILABLE, Answer, Case, NoAnswer, Stating, Subject
from tests.property.usecases.belonging import taxpayer
from tests.property.usecases.invented_law import CLOSED, DUTY, Invented, Terms, charge
from tests.property.usecases.naive_calendar import A_DAY, days_of, is_winter, reach, received, tax_period
from tests.property.usecases.recorded_facts import Belonged, Filed, Law, Paid, Placed, Quote, Spot, Where

_MWH: Final = 10**6  # milliwatt-hours in a kilowatt-hour: what a meter shows is cut off there
_AGE_MAX: Final = {"price": 5, "rate": 10}


@dataclass
class FullHistory:
    """All that was ever recorded."""

    laws: list[Law] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    filed: list[Filed] = field(default_factory=list)
    paid: list[Paid] = field(default_factory=list)
    belonged: list[Belonged] = field(default_factory=list)

    def case(self, subject: Subject, known_at: datetime) -> Case:
        """
        Gather what was reported of *subject*.

        Raises:
            NoAnswer: nothing was, by a farm that the schedule concerns.
        """
        counted = self.counted(subject, known_at)
        where = {farm: lies for operator in counted for farm, lies in self.where(operator, known_at).items()}
        owners = {placed.farm: placed.operator for placed in self.placed}
        days = {
            farm: counted[owners[farm]]
            for farm in where
            if where[farm].concerns_xa and subject.farm in (None, farm) and counted[owners[farm]]
        }
        zone = subject.schedule.time_zone
        reported = [row for row in self.counting(known_at) if row.farm in days]
        rows = [row for row in reported if days[row.farm].intersection(days_of(*row.reach(zone)))]
        rows = rows or [row.at_nothing(days[row.farm]) for row in self._taken_away(zone, days, known_at)]
        if not rows:
            raise NoAnswer(DOES_NOT_APPLY)
        covered = {(row.farm, day) for row in reported for day in days_of(*row.content.period)}
        wanted = {
            (farm, day)
            for farm in days
            for day in days[farm]
            if day >= where[farm].places[0][0] and where[farm].on(day).is_in_xa
        }
        reached = {day for row in rows for day in days[row.farm].intersection(days_of(*row.reach(zone)))}
        return Case(
            subject.schedule,
            tuple(Stating(row.content, where[row.farm], days[row.farm]) for row in rows),
            min(reached),
            max(reached) + A_DAY,
            not wanted <= covered,
            subject.period.start,
        )

    def counted(self, subject: Subject, known_at: datetime) -> dict[str, frozenset[date]]:
        """Return the days of the tax period on which each operator's figures count for *subject*."""
        every_day = days_of(*subject.period)
        if subject.schedule.subject != "group":
            return {subject.operator: frozenset(every_day)}
        counted = {
            operator: frozenset(
                day
                for day in every_day
                if taxpayer(self.belonged, subject.schedule, operator, day, known_at)
                == (subject.operator, subject.group)
            )
            for operator in {subject.operator, *(each.operator for each in self.belonged)}
        }
        return {operator: days for operator, days in counted.items() if days}

    def answer(self, subject: Subject, known_at: datetime) -> Answer:
        """
        Assess *subject* by what was known at an instant.

        Raises:
            NoAnswer: the law does not apply, or a price is missing.
        """
        return self.compute(self.case(subject, known_at), law_at=known_at, quotes_at=known_at)

    def compute(self, case: Case, *, law_at: datetime, quotes_at: datetime) -> Answer:
        """
        Compute *case*; what is known of the law and of prices may be of different instants.

        Raises:
            NoAnswer: as `answer`.
        """
        lines: dict[tuple[date, date, str], Fraction] = {}
        found: set[tuple[date, date, str]] = set()
        zone = case.schedule.time_zone
        for said, days in self._runs(case, law_at):
            there = [
                (content, where, day)
                for content, where, counts in case.stated
                for reached in [reach(content.period, content.production, zone)]
                for day in days
                if reached.start <= day < reached.end and where.on(day).is_in_xa and (counts is None or day in counts)
            ]
            if said is None or not there:
                continue
            kwh = Fraction(sum(_mwh_on(content, day) for content, _, day in there), _MWH)
            coins = [line for content, _, day in there for line in content.production if received(line, zone) == day]
            value = sum((self.worth(line, received(line, zone), quotes_at) for line in coins), Fraction(0))
            span = days[0], days[-1] + A_DAY
            first = days[0] if case.schedule.is_cut else case.year
            charged = charge(said, kwh, value, winter=is_winter(first, said.winter))
            lines |= {(*span, name): amount for name, amount in charged.items()}
            if case.schedule == DUTY and there[0][1].on(days[0]).zone in said.closed:
                found.add((*span, CLOSED))
        if not lines:
            raise NoAnswer(DOES_NOT_APPLY)
        total = sum((amount for (_, _, name), amount in lines.items() if name == "due"), Fraction(0))
        return Answer(lines, found, total, case.in_year)

    def version(self, schedule: Invented, day: date, known_at: datetime) -> Terms | None:
        """Return the version in force on *day*: of those that nothing replaces by then the one that began last."""
        known: dict[str, Law] = {}
        for law in sorted(self.laws, key=lambda law: law.at):
            if (
                law.schedule == schedule
                and law.at <= known_at
                and not (law.withdrawn_at and law.withdrawn_at <= known_at)
            ):
                known[law.said.name] = law
        begun = [
            law
            for law in known.values()
            if law.said.since <= day
            and (law.said.until is None or day < law.said.until)
            and not any(other.since <= day for other in _replacing(law.said.name, known))
        ]
        best = max(begun, key=lambda law: (law.said.since, law.at, law.said.name), default=None)
        return None if best is None else best.said

    def where(self, operator: str, known_at: datetime) -> dict[str, Where]:
        """Return where each farm of *operator* lies."""
        found: dict[str, dict[date, Spot]] = {}
        for placed in self.placed:
            if placed.operator == operator and placed.at <= known_at:
                found.setdefault(placed.farm, {})[placed.since] = placed.spot
        return {farm: Where(tuple(sorted(places.items()))) for farm, places in found.items()}

    def counting(self, known_at: datetime) -> list[Filed]:
        """Return the latest revision of each report."""
        latest = {filed.report: filed for filed in self.filed if filed.at <= known_at}
        return list(latest.values())

    def worth(self, line: ProductionLine, day: date, known_at: datetime) -> Fraction:
        """
        Return what coins were worth in euros on the *day* of their receipt.

        Raises:
            NoAnswer: nobody has recorded it.
        """
        quantity = Fraction(line.quantity)
        if line.unit_price is not None:
            return quantity * Fraction(line.unit_price.amount)
        in_euros = self.quote("price", line.asset, "EUR", day, known_at)
        if in_euros is not None:
            return quantity * in_euros
        in_dollars, rate = (
            self.quote("price", line.asset, "USD", day, known_at),
            self.quote("rate", "USD", "EUR", day, known_at),
        )
        if in_dollars is None or rate is None:
            raise NoAnswer(PRICE_UNAVAILABLE)
        return quantity * in_dollars * rate

    def quote(self, kind: str, base: str, currency: str, day: date, known_at: datetime) -> Fraction | None:
        """Return the last figure of *day* or of the few days before it; of one day the one recorded last."""
        found = [
            quote
            for quote in self.quotes
            if (quote.kind, quote.base, quote.currency) == (kind, base, currency)
            and quote.at <= known_at
            and day - timedelta(days=_AGE_MAX[kind]) <= quote.day <= day
        ]
        return Fraction(max(found, key=lambda quote: (quote.day, quote.at)).figure) if found else None

    def _taken_away(self, zone: str, days: dict[str, frozenset[date]], known_at: datetime) -> list[Filed]:
        """Return the report that was the last to lose whatever it had of *days*, if there was one."""
        revisions: dict[str, list[Filed]] = {}
        for row in self.filed:
            if row.farm in days and row.at <= known_at:
                revisions.setdefault(row.report, []).append(row)
        had = [
            after
            for rows in revisions.values()
            for before, after in pairwise(rows)
            if days[before.farm].intersection(days_of(*before.reach(zone)))
        ]
        return [max(had, key=lambda row: row.at)] if had else []

    def _runs(self, case: Case, law_at: datetime) -> Iterator[tuple[Terms | None, list[date]]]:
        """
        Yield the runs of days with one version, in one tax period, all in winter or none.

        And with no move, where one farm is looked at. What is not cut has one, by its first day.
        """
        if not case.schedule.is_cut:
            yield self.version(case.schedule, case.year, law_at), days_of(case.start, case.end)
            return

        def alike(day: date) -> tuple[Terms | None, object]:
            moves = [where.on(day) for _, where, _ in case.stated] if case.schedule.subject == "farm" else []
            said = self.version(case.schedule, day, law_at)
            return said, (said and is_winter(day, said.winter), tax_period(case.schedule.period, day), moves)

        for (said, _), days in groupby(days_of(case.start, case.end), alike):
            yield said, list(days)


def _replacing(name: str, known: dict[str, Law]) -> list[Terms]:
    """Return the versions that take the place of the one called *name*, directly or through others."""
    found, names = list[Terms](), [name]
    for replaced in names:
        step = [law.said for law in known.values() if law.said.replaces == replaced and law.said.name not in names]
        found += step
        names += [said.name for said in step]
    return found


def _mwh_on(content: ReportContent, day: date) -> int:
    """Return a day's part of all that was consumed, in milliwatt-hours."""
    lines = ((line, line.span or content.period) for line in content.energy)
    return sum(_by_day(line, span, day) for line, span in lines if span.start <= day < span.end)


def _by_day(line: EnergyLine, span: Period, day: date) -> int:
    """Return what the meter would have shown after *day*, less what before it, had it run evenly; in whole mWh."""
    mwh, all_days, before = int(line.kwh * _MWH), (span.end - span.start).days, (day - span.start).days
    return mwh * (before + 1) // all_days - mwh * before // all_days
