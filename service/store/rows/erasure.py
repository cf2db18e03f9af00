"""The rows of erasure: how long the law keeps records, who asked for what to be erased, and what was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class RetentionRuleRow:
    """
    How long the law of *jurisdiction* has records kept, and where it says so: *act*, *article*, perhaps *url*.

    For *years* from what *counted_from* names, a `Beginning` of `service.domain.retention`. Of several rules of one
    jurisdiction that which was recorded last counts.
    """

    id: str
    jurisdiction: str
    years: int
    counted_from: str
    act: str
    article: str
    url: str | None
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ErasureRequestRow:
    """Somebody asked for the personal data of *operator* to be erased, by *act* and *article*; another confirms it."""

    id: str
    operator: str
    act: str
    article: str
    reason: str
    requested_by: str
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """
    The personal data of *operator* were erased, as *event* tells.

    *retained_until* is the day from which on no law wanted the records kept; none, where there were no records.
    """

    operator: str
    request: str
    event: str
    rules: tuple[str, ...]
    retained_until: date | None
    confirmed_by: str
    erased_at: datetime
