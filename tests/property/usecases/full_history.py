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
from itertools import groupby
from math import floor
from typing import Final, NamedTuple

from service.domain.periods import Period
from service.domain.reports import EnergyLine, ProductionLine
from service.usecases.requests import ReportContent
from tests.property.usecases.invented_law import Invented, Terms, charge
from tests.property.usecases.recorded_facts import Filed, Law, Placed, Quote, Where, lies_in_xa

DOES_NOT_APPLY: Final = "does-not-apply"
PRICE_UNAVAILABLE: Final = "price-unavailable"
_MONTHS: Final = {"month": 1, "quarter": 3}
_AGE_MAX: Final = {"price": 5, "rate": 10}
_DAY: Final = timedelta(days=1)


class Case(NamedTuple):
    """What is computed at once: what each report states and where its farm lies, for the days from *start* to *end*."""

    schedule: Invented
    stated: tuple[tuple[ReportContent, Where], ...]
    start: date
    end: date
    in_year: bool


class Subject(NamedTuple):
    """Whom an assessment is of (*farm* where it is of one), under which schedule, and the first day of its period."""

    schedule: Invented
    operator: str
    farm: str | None
    start: date

    @property
    def period(self) -> Period:
        """The tax period."""
        return tax_period(self.schedule, self.start)


class Answer(NamedTuple):
    """Every line by its first day, the day after its last, and its name; and what is owed altogether."""

    lines: dict[tuple[date, date, str], Fraction]
    total: Fraction
    in_year: bool


class NoAnswer(Exception):
    """There is none, for the reason of this code."""

    @property
    def code(self) -> str:
        """The reason."""
        return str(self.args[0])


@dataclass
class FullHistory:
    """All that was ever recorded."""

    laws: list[Law] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    filed: list[Filed] = field(default_factory=list)

    def case(self, subject: Subject, known_at: datetime) -> Case:
        """
        Gather what was reported of *subject*.

        Raises:
            NoAnswer: nothing was, by a farm that the schedule concerns.
        """
        period, where = subject.period, self.where(subject.operator, known_at)
        farms = {farm for farm in where if where[farm].concerns_xa and subject.farm in (None, farm)}
        rows = [
            row
            for row in self.counting(known_at)
            if row.farm in farms and row.content.period.start < period.end and period.start < row.content.period.end
        ]
        if not rows:
            raise NoAnswer(DOES_NOT_APPLY)
        covered = {(row.farm, day) for row in rows for day in days_of(*row.content.period)}
        wanted = {
            (farm, day)
            for farm in farms
            for day in days_of(*period)
            if day >= where[farm].places[0][0] and lies_in_xa(where[farm].on(day))
        }
        return Case(
            subject.schedule,
            tuple((row.content, where[row.farm]) for row in rows),
            max(period.start, min(row.content.period.start for row in rows)),
            min(period.end, max(row.content.period.end for row in rows)),
            not wanted <= covered,
        )

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
        total = Fraction(0)
        for said, days in self._runs(case, law_at):
            there = [
                (content, where, day) for content, where in case.stated for day in days if _counts(content, where, day)
            ]
            if said is None or not there:
                continue
            kwh = sum((_kwh_on(content, day) for content, _, day in there), Fraction(0))
            coins = [line for content, _, day in there for line in content.production if line.received_on == day]
            value = sum((self.worth(line, quotes_at) for line in coins), Fraction(0))
            charged = charge(said, kwh, value)
            lines |= {(days[0], days[-1] + _DAY, name): amount for name, amount in charged.items()}
            total += charged["due"]
        if not lines:
            raise NoAnswer(DOES_NOT_APPLY)
        return Answer(lines, total, case.in_year)

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
        found: dict[str, dict[date, str]] = {}
        for placed in self.placed:
            if placed.operator == operator and placed.at <= known_at:
                found.setdefault(placed.farm, {})[placed.since] = placed.region
        return {farm: Where(tuple(sorted(places.items()))) for farm, places in found.items()}

    def counting(self, known_at: datetime) -> list[Filed]:
        """Return the latest revision of each report."""
        latest = {filed.report: filed for filed in self.filed if filed.at <= known_at}
        return list(latest.values())

    def worth(self, line: ProductionLine, known_at: datetime) -> Fraction:
        """
        Return what coins were worth in euros.

        Raises:
            NoAnswer: nobody has recorded it.
        """
        quantity, day = Fraction(line.quantity), line.received_on
        assert day is not None, "these histories state days, not instants"
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

    def _runs(self, case: Case, law_at: datetime) -> Iterator[tuple[Terms | None, list[date]]]:
        """Yield the runs of days with one version, in one tax period, and with no move where one farm is looked at."""

        def alike(day: date) -> object:
            moves = [where.on(day) for _, where in case.stated] if case.schedule.subject == "farm" else []
            return self.version(case.schedule, day, law_at), tax_period(case.schedule, day), moves

        for _, days in groupby(days_of(case.start, case.end), alike):
            run = list(days)
            yield self.version(case.schedule, run[0], law_at), run


def days_of(start: date, end: date) -> list[date]:
    """Return the days from *start* up to, not including, *end*."""
    return [start + timedelta(days=number) for number in range((end - start).days)]


def tax_period(schedule: Invented, day: date) -> Period:
    """Return the month or quarter of *day*."""
    months = _MONTHS[schedule.period]
    first = (day.month - 1) // months * months
    after = divmod(day.year * 12 + first + months, 12)
    return Period(date(day.year, first + 1, 1), date(after[0], after[1] + 1, 1))


def _counts(content: ReportContent, where: Where, day: date) -> bool:
    return content.period.start <= day < content.period.end and lies_in_xa(where.on(day))


def _replacing(name: str, known: dict[str, Law]) -> list[Terms]:
    """Return the versions that take the place of the one called *name*, directly or through others."""
    found, names = list[Terms](), [name]
    for replaced in names:
        step = [law.said for law in known.values() if law.said.replaces == replaced and law.said.name not in names]
        found += step
        names += [said.name for said in step]
    return found


def _kwh_on(content: ReportContent, day: date) -> Fraction:
    """Return a day's part of all that was consumed."""
    lines = ((line, line.span or content.period) for line in content.energy)
    return sum((_by_day(line, span, day) for line, span in lines if span.start <= day < span.end), Fraction(0))


def _by_day(line: EnergyLine, span: Period, day: date) -> Fraction:
    """Return what the meter would have shown after *day*, less what before it, had it run evenly; in whole mWh..."""
    kwh, all_days, before = Fraction(line.kwh), (span.end - span.start).days, (day - span.start).days

    def shown(after: int) -> Fraction:
        return kwh if after == all_days else Fraction(floor(kwh * after / all_days * 10**6), 10**6)

    return shown(before + 1) - shown(before)
