"""The rows of knowledge that came later: what it makes stale, what reassessing came to, and the jobs that do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class StalenessRow:
    """
    Why an assessment is no longer what would be assessed now.

    *reason* is `law`, `price`, `rate`, `place` or `membership`; *cause* names what was recorded: the hash of a version,
    the series of a quote, a farm, a group. It counts until another assessment supersedes this one.
    """

    assessment: str
    reason: str
    cause: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """
    What one cause changed of one line in one span of days; *difference* is *after* less *before*.

    The differences of the lines that are the *result* sum to the difference of the assessment.
    """

    assessment: str
    position: int
    cause: str
    period_start: date
    period_end: date
    line: str
    result: bool
    before: Decimal
    after: Decimal
    difference: Decimal


@dataclass(frozen=True, slots=True)
class JobRow:
    """Work that is too long for a request: its *kind*, what was asked for as canonical JSON, and how much that was."""

    id: str
    kind: str
    parameters: bytes
    total: int
    requested_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class JobStateRow:
    """
    How far a lane of a job is: `waiting`, `running`, `done` or `cancelled`; *cursor* is the last thing looked at.

    Each lane has operators of its own, so that several workers do one job without waiting for each other.
    """

    job: str
    lane: int
    state: str
    cursor: str
    done: int
    failed: int
    cancelling: bool
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class JobFailureRow:
    """What a job could not do, and why; the rest was done."""

    job: str
    subject: str
    code: str
    detail: str
