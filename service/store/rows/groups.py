"""The rows of controlled groups: which there are, and which operators belong to them from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Operators that count as one taxpayer of a *schedule*; the *representative* is the member that files for all."""

    id: str
    name: str
    schedule: str
    representative: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """
    That an operator belongs to a group on the days [*since*, *until*), or from *since* on.

    Of two rows for one group, operator and first day the later recorded counts; one without a day says it never did.
    """

    controlled_group: str
    operator: str
    since: date
    until: date | None
    recorded_at: datetime


class KnownMembership(NamedTuple):
    """A membership with what its group says: for which schedule, and who files for it."""

    group: str
    schedule: str
    representative: str
    operator: str
    since: date
    until: date | None
    recorded_at: datetime
