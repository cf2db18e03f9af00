"""
A schedule and its versions as values, after the format `hashlevy.schedule/1` and `hashlevy.version/1`.

The reader makes them, the resolver chooses between them, the kernel compiles them. They are immutable and compare by
content. Numbers are exact decimals that keep their written scale (`0.00` stays `0.00`).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from service.domain.canonical import Json
from service.domain.periods import MONTHS_IN, Period, day_before, months_after, tax_period
from service.law.charges import Charge, LateCase
from service.law.components import Component
from service.law.conditions import Condition

SCHEDULE_FORMAT: Final = "hashlevy.schedule/1"
VERSION_FORMAT: Final = "hashlevy.version/1"


class Status(StrEnum):
    """What became of the text; only `enacted` and `repealed` law can be assessed, the rest only estimated."""

    ENACTED = "enacted"
    REPEALED = "repealed"
    PROPOSED = "proposed"
    ILLUSTRATIVE = "illustrative"

    @property
    def is_law(self) -> bool:
        """Tell whether it is, or once was, in force."""
        return self in (Status.ENACTED, Status.REPEALED)


class Evidence(StrEnum):
    """How sure a figure is: read in a source, not yet checked against the primary text, or derived by us."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    INFERRED = "inferred"


class Schedule(NamedTuple):
    """What does not change from version to version (`schedule.yaml`)."""

    schedule: str
    title: dict[str, str]
    jurisdiction: str
    kind: str  # tax | levy | eligibility | aftermath
    subject: str  # operator | farm | group
    period: str  # month | quarter | year
    accumulates: str  # discrete | year_to_date
    time_zone: str
    currency: str | None

    @property
    def is_cut(self) -> bool:
        """Tell whether a tax period is cut where the law changes; a discrete year has the law of its first day."""
        return self.period != "year" or self.accumulates != "discrete"

    def day_of_law(self, day: date) -> date:
        """Return the day whose law counts for what is assessed from *day* on: of a year that is not cut, its first."""
        return day if self.is_cut else tax_period(self.period, day).start

    def tax_periods(self, days: Period, *, is_own_year: bool = False) -> Period:
        """Return the tax periods that *days* are of; the taxpayer's own year may begin in any month."""
        if is_own_year:
            first = days.start.replace(day=1)
            return Period(first, max(months_after(first, MONTHS_IN["year"]), days.end))
        return Period(tax_period(self.period, days.start).start, tax_period(self.period, day_before(days.end)).end)

    @property
    def content(self) -> dict[str, Json]:
        """Return the document as plain JSON, as it is stored and hashed: every key of `schedule.yaml`, nothing more."""
        return {
            "format": SCHEDULE_FORMAT,
            "schedule": self.schedule,
            "title": dict(self.title),
            "jurisdiction": self.jurisdiction,
            "kind": self.kind,
            "subject": self.subject,
            "period": self.period,
            "accumulates": self.accumulates,
            "time_zone": self.time_zone,
            "currency": self.currency,
        }


class Law(NamedTuple):
    """An act that a version rests on."""

    id: str
    title: str
    cite: str
    address: str | None
    evidence: Evidence
    note: str | None


class Input(NamedTuple):
    """A fact that a version asks for, by its own name, with the lines that count."""

    name: str
    fact: str
    where: dict[str, tuple[str, ...]]


class DueDay(NamedTuple):
    """A day counted from the end of the period: the *day*-th of the *month*-th month after it."""

    month: int
    day: int


class Shift(NamedTuple):
    """Where a due day goes that falls on a day of rest; *calendar* is the country whose days of rest count."""

    moves_to: str  # next_working_day
    calendar: str
    law: str
    evidence: Evidence


class AmendmentWindow(NamedTuple):
    """How long what was filed can be amended: so many *years* from the end of the tax period."""

    years: int
    law: str
    evidence: Evidence


class Due(NamedTuple):
    """
    When the return and the payment are due; nothing where the law asks for none or the source does not say.

    *shift* and *amendment* are nothing where no source tells: then no day moves, and no amendment comes too late.
    """

    return_on: DueDay | None
    payment_on: DueDay | None
    shift: Shift | None = None
    amendment: AmendmentWindow | None = None


class Zones(NamedTuple):
    """A list of municipalities that conditions name with `in_list`; its own name is a member too."""

    title: dict[str, str]
    members: tuple[str, ...]


class EmbeddedTest(NamedTuple):
    """A worked case inside a document: inputs by their names, expected values by component."""

    name: str
    inputs: dict[str, str | None]
    day: date | None
    expect: dict[str, str]
    findings: tuple[str, ...] | None


class Version(NamedTuple):
    """
    The text of a schedule for a span of time (`<version>.yaml`).

    *valid_from* open: the sources do not say since when, so it reaches back without limit; *valid_to* open: no end is
    known.
    *content* is the document as plain JSON; *sha256* covers it and the content of its schedule together.
    """

    schedule: str
    version: str
    status: Status
    valid_from: date | None
    valid_to: date | None
    published_on: date | None
    retroactive: dict[str, str] | None
    replaces: str | None
    evidence: Evidence
    laws: dict[str, Law]
    applies: Condition | None
    inputs: dict[str, Input]
    lists: dict[str, Zones]
    components: tuple[Component, ...]
    result: str | None
    due: Due
    notes: tuple[str, ...]
    tests: tuple[EmbeddedTest, ...]
    content: dict[str, Json]
    sha256: str
    gap: dict[str, str] | None = None  # {reason}: why no law was in force just before it
    aftermath: tuple[str, ...] = ()  # the schedules that say what being late costs
    charges: tuple[Charge, ...] = ()  # of an aftermath alone, in place of components
    cases: tuple[LateCase, ...] = ()

    def __hash__(self) -> int:
        """Hash by the content's own SHA-256, so that what is compiled or ordered once can be kept by version."""
        return hash(self.sha256)

    @property
    def name(self) -> str:
        """Name it as people and reports do: `kz.digital_mining_fee@2024`."""
        return f"{self.schedule}@{self.version}"


class RecordedVersion(NamedTuple):
    """A version together with the span of time during which this service knew it (`withdrawn_at` open: still)."""

    version: Version
    recorded_at: datetime
    withdrawn_at: datetime | None = None
