"""The rows of assessments: their lines and findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """
    The outcome of one schedule version for one revision.

    *supersedes* is the assessment it takes the place of, *difference* its total less that one's; *document* is the
    whole assessment, *sha256* the hash of it, *version_sha256* that of the version's text. *currency* and *total* are
    none where the schedule states findings only.
    """

    id: str
    report: str
    revision: int
    operator: str
    farm: str
    schedule: str
    version: str
    version_sha256: str
    period_start: date
    period_end: date
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
