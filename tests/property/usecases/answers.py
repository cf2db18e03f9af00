"""What the naive model is asked, and what it answers."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from service.domain.periods import Period
from service.usecases.requests import ReportContent
from tests.property.usecases.invented_law import Invented
from tests.property.usecases.naive_calendar import tax_period
from tests.property.usecases.recorded_facts import Where

DOES_NOT_APPLY: Final = "does-not-apply"
PRICE_UNAVAILABLE: Final = "price-unavailable"


class Stating(NamedTuple):
    """What a report states, where its farm lies, and on which days it counts (none: all)."""

    content: ReportContent
    where: Where
    counts: frozenset[date] | None = None


class Case(NamedTuple):
    """
    What is computed at once: what each report states, for the days from *start* to *end*.

    *year* is the first day of the taxpayer's year: what is not cut is all of its law.
    """

    schedule: Invented
    stated: tuple[Stating, ...]
    start: date
    end: date
    in_year: bool
    year: date


class Subject(NamedTuple):
    """
    Whom an assessment is of, under which schedule, and the first day of its period.

    Of a *farm*, of a *group* for which the operator files, or of the operator by itself.
    """

    schedule: Invented
    operator: str
    farm: str | None
    start: date
    group: str | None = None

    @property
    def period(self) -> Period:
        """The tax period."""
        return tax_period(self.schedule.period, self.start)


class Answer(NamedTuple):
    """
    Every line by its first day, the day after its last, and its name; and what is owed altogether.

    *found* is what was found, and on which days.
    """

    lines: dict[tuple[date, date, str], Fraction]
    found: set[tuple[date, date, str]]
    total: Fraction
    in_year: bool


NOTHING: Final = Answer({}, set(), Fraction(0), in_year=False)


class NoAnswer(Exception):
    """There is none, for the reason of this code."""

    @property
    def code(self) -> str:
        """The reason."""
        return str(self.args[0])
