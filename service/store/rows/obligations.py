"""The rows of obligations: decisions about them, and locks of periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ObligationDecisionRow:
    """What an authority decided about *obligation*: `extension` (with its days), `waiver`, or `reinstatement`."""

    id: str
    obligation: str
    operator: str
    decision: str
    return_on: date | None
    payment_on: date | None
    reason: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PeriodLockRow:
    """Days whose filings an authority holds still: of one *operator* and *schedule*, or of all in its jurisdiction."""

    id: str
    jurisdiction: str
    operator: str | None
    schedule: str | None
    period_start: date
    period_end: date
    reason: str
    routes: tuple[str, ...]
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PeriodUnlockRow:
    """From when on a lock holds nothing any more."""

    lock: str
    reason: str
    recorded_at: datetime
