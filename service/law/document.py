"""
A schedule and its versions as values, after the format `hashlevy.schedule/1` and `hashlevy.version/1`.

The reader makes them, the resolver chooses between them, the kernel compiles them. They are immutable and compare by
content. Numbers are exact decimals that keep their written scale (`0.00` stays `0.00`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from service.domain.canonical import Json
    from service.law.components import Component
    from service.law.conditions import Condition


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
    kind: str  # tax | levy | eligibility
    subject: str  # operator | farm
    period: str  # month | quarter | year
    accumulates: str  # discrete | year_to_date
    time_zone: str
    currency: str | None


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


class Due(NamedTuple):
    """When the return and the payment are due; nothing where the law asks for none or the source does not say."""

    return_on: DueDay | None
    payment_on: DueDay | None


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
    """The text of a schedule for a span of time (`<version>.yaml`)."""

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

    @property
    def name(self) -> str:
        """Name it as people and reports do: `kz.digital_mining_fee@2024`."""
        return f"{self.schedule}@{self.version}"


class RecordedVersion(NamedTuple):
    """A version together with the span of time during which this service knew it (`withdrawn_at` open: still)."""

    version: Version
    recorded_at: datetime
    withdrawn_at: datetime | None = None
