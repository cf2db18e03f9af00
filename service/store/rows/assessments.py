"""The rows of assessments: their lines and findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """
    The outcome of one schedule for one taxpayer and tax period.

    *subject* is the operator, or the *farm* where the schedule looks at one farm. While the reports do not cover the
    whole tax period it is *in_year*, and can never be declared. *engine* is the build that computed it. *supersedes* is
    the assessment it takes the place of, *difference* its total less that one's; *document* is the whole assessment,
    *sha256* the hash of it, *version_sha256* that of the version's text. *currency* and *total* are none where it
    states findings only.
    """

    id: str
    subject: str
    operator: str
    farm: str | None
    schedule: str
    version: str
    version_sha256: str
    period_start: date
    period_end: date
    in_year: bool
    engine: str
    known_at: datetime
    currency: str | None
    total: Decimal | None
    supersedes: str | None
    difference: Decimal | None
    document: bytes
    sha256: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of an assessment; *amount* in its currency, *line* the component's id, *law* the article."""

    assessment: str
    position: int
    segment: str
    line: str
    kind: str
    amount: Decimal
    law: str | None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Something an assessment states that is not money."""

    assessment: str
    position: int
    segment: str
    code: str
    severity: str
    law: str | None


@dataclass(frozen=True, slots=True)
class InputRow:
    """A revision that an assessment was computed from."""

    assessment: str
    position: int
    report: str
    revision: int


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """
    A segment of an assessment in which a version was in force, and the *facts* that this version was given.

    *region* and *zone* are none where farms in several places are assessed together. *facts* is canonical JSON, values
    by the version's own input names.
    """

    assessment: str
    position: int
    segment: str
    period_start: date
    period_end: date
    version: str
    version_sha256: str
    region: str | None
    zone: str | None
    facts: bytes


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """
    A price or rate (*kind*) that an assessment asked for, for the day *asked_on*.

    Whatever is recorded later for a day from *since* to that day may change the assessment: *since* is the day of the
    quote that was used, or the earliest whose quote would have been.
    """

    assessment: str
    position: int
    kind: str
    base: str
    currency: str
    asked_on: date
    since: date
