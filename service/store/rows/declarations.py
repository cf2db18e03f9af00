"""The rows of declarations and of withdrawn assessments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class DeclarationRow:
    """
    What binds an operator to an assessment.

    *number* counts the declarations of a subject, schedule and tax period from 1; the last one is in effect.
    *declarant* is the person's name, which *document*, the hashed whole, only commits to.
    """

    id: str
    assessment: str
    operator: str
    subject: str
    schedule: str
    period_start: date
    period_end: date
    number: int
    supersedes: str | None
    declarant: str
    document: bytes
    sha256: str
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class AssessmentVoidRow:
    """An undeclared assessment that its operator withdrew."""

    assessment: str
    operator: str
    reason: str
    voided_at: datetime
