"""The rows of taxpayers: operators, their farms, and where these lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """A taxpayer; *kind* is one of `OperatorKind`. A *sandbox* only tries, and its clock can be moved."""

    id: str
    kind: str
    name: str
    client_reference: str | None
    created_at: datetime
    sandbox: bool = False


@dataclass(frozen=True, slots=True)
class ClockMoveRow:
    """
    The clock of a sandbox was moved for the *number*-th time, by the bearer of a key.

    At *moved_at* by the service's clock it was made to show *shown_at*; from there it goes on as every clock does.
    """

    operator: str
    number: int
    shown_at: datetime
    moved_at: datetime
    moved_by: str


@dataclass(frozen=True, slots=True)
class FarmRow:
    """A site of an operator; where it lies is told by its `FarmPlaceRow`s."""

    id: str
    operator: str
    name: str
    time_zone: str
    client_reference: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FarmPlaceRow:
    """Where a farm lies from the day *since* on; of two rows for one day the later recorded counts."""

    farm: str
    since: date
    region: str
    zone: str | None
    recorded_at: datetime
