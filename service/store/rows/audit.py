"""The rows of the audit log: events, their queue, positions and openings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class EventRow:
    """
    An entry for the audit log; *operator* and *farm* say who may read it and are not part of *body*.

    *sealing* is the event whose `OpeningRow` has what the commitments open to: the first of the same request.
    """

    id: str
    operator: str | None
    farm: str | None
    type: str
    body: bytes
    sha256: str
    occurred_at: datetime
    sealing: str


@dataclass(frozen=True, slots=True)
class PendingEventRow:
    """An event that waits for its position."""

    event: str


@dataclass(frozen=True, slots=True)
class EventPositionRow:
    """The place of an event in the audit log, from 0, without gaps."""

    position: int
    event: str


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """
    What the events of a request commit to; it can be forgotten without breaking the log.

    *seed* gives the salts, *disclosures* are the fields and values in canonical JSON: see `service.audit.commitments`.
    """

    event: str
    seed: bytes
    disclosures: bytes


class PositionedEvent(NamedTuple):
    """An event with its place in the log."""

    position: int
    event: EventRow
