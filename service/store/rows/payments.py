"""The rows of what statements are drawn from beside assessments: noted payments, and reference rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """
    A payment that somebody noted; money itself never passes through here.

    *jurisdiction* is the one to whose authority it was paid. A note that *reverses* another repeats its figures and
    takes it away, for a *reason*; a note never changes.
    """

    id: str
    operator: str
    jurisdiction: str
    paid_on: date
    currency: str
    amount: Decimal
    reference: str
    reverses: str | None
    reason: str | None
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class ReferenceRateRow:
    """A rate a year (`0.20` is 20 %) that holds from the day *since*; a correction is a row recorded later."""

    series: str
    since: date
    rate: Decimal
    source: str
    recorded_at: datetime
