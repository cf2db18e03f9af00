"""The rows of reports: their drafts and submitted revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What a farm reports for a period; what it says stands in its draft and its revisions."""

    id: str
    farm: str
    operator: str
    client_reference: str | None
    period_start: date
    period_end: date
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A revision that is still being written; *version* counts its changes, from 1."""

    report: str
    revision: int
    content: bytes
    reason: str | None
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """What was submitted; *revision* counts from 1, and *reason* says why an amendment was made."""

    report: str
    revision: int
    farm: str
    period_start: date
    period_end: date
    content: bytes
    sha256: str
    reason: str | None
    submitted_at: datetime


class AcceptedRow(NamedTuple):
    """The revision of a report that counts, without what it says."""

    report: str
    revision: int
    farm: str
    period_start: date
    period_end: date
    sha256: str
