"""The rows of reports: their drafts and submitted revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple


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


# What a revision has in it that states an instant: a member that is null looks otherwise, and so does a text in a text.
TIMED: Final = b'"received_at":"'


class AcceptedRow(NamedTuple):
    """The revision of a report that counts, without what it says; *timed* tells whether it states instants."""

    report: str
    revision: int
    farm: str
    period_start: date
    period_end: date
    sha256: str
    timed: bool

    @classmethod
    def of(cls, revision: RevisionRow) -> AcceptedRow:
        """Say of a revision that counts what is said of it without its content."""
        return cls(
            report=revision.report,
            revision=revision.revision,
            farm=revision.farm,
            period_start=revision.period_start,
            period_end=revision.period_end,
            sha256=revision.sha256,
            timed=TIMED in revision.content,
        )
