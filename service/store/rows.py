"""
The rows of the store, one frozen class a table, members in the order of the table's columns.

Amounts and quantities are `Decimal`, instants aware `datetime` in UTC, `content`, `document` and `body` canonical JSON
in bytes, `sha256` lower-case hexadecimal. Periods are half-open: `period_end` is the first day no longer in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """A taxpayer; *kind* is one of `OperatorKind`."""

    id: str
    kind: str
    name: str
    client_reference: str | None
    created_at: datetime


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


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """
    The outcome of one schedule version for one revision.

    *supersedes* is the assessment it takes the place of, *difference* its total less that one's; *document* is the
    whole assessment, *sha256* the hash of it, *version_sha256* that of the version's text. *currency* and *total* are
    none where the schedule states findings only.
    """

    id: str
    report: str
    revision: int
    operator: str
    farm: str
    schedule: str
    version: str
    version_sha256: str
    period_start: date
    period_end: date
    known_at: datetime
    currency: str | None
    total: Decimal | None
    supersedes: str | None
    difference: Decimal | None
    document: bytes
    sha256: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of an assessment; *amount* in its currency, *line* the component's id, *law* the article."""

    assessment: str
    position: int
    segment: str
    line: str
    kind: str
    amount: Decimal
    law: str | None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Something an assessment states that is not money."""

    assessment: str
    position: int
    segment: str
    code: str
    severity: str
    law: str | None


@dataclass(frozen=True, slots=True)
class ScheduleVersionRow:
    """The text of a schedule version as it was recorded; *withdrawn_at* is set once, when it is no longer known."""

    sha256: str
    schedule: str
    version: str
    schedule_content: bytes
    content: bytes
    recorded_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What one unit of an asset was worth on a day; a correction is a row recorded later."""

    asset: str
    currency: str
    on_day: date
    price: Decimal
    source: str
    method: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class RateRow:
    """An exchange rate: *units* of *base* were worth *rate* of *currency* on a day."""

    base: str
    currency: str
    on_day: date
    units: int
    rate: Decimal
    source: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key that was issued; *digest* is the hash of its text, which is kept nowhere."""

    id: str
    digest: str
    name: str
    role: str
    operators: tuple[str, ...]
    jurisdiction: str | None
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeyRevocationRow:
    """From when on a key is no longer good."""

    key: str
    revoked_at: datetime


@dataclass(frozen=True, slots=True)
class IdempotencyRow:
    """The answer that a principal got under an idempotency key; *fingerprint* is the hash of what was sent."""

    principal: str
    key: str
    operation: str
    fingerprint: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    created_at: datetime


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


Row = (
    OperatorRow | FarmRow | FarmPlaceRow | ReportRow | DraftRow | RevisionRow | AssessmentRow | LineRow | FindingRow
    | ScheduleVersionRow | PriceRow | RateRow | KeyRow | KeyRevocationRow | IdempotencyRow
    | EventRow | PendingEventRow | EventPositionRow | OpeningRow
)  # fmt: skip


class HeldKey(NamedTuple):
    """A key and the instant from which on it is revoked, if ever."""

    key: KeyRow
    revoked_at: datetime | None


class PositionedEvent(NamedTuple):
    """An event with its place in the log."""

    position: int
    event: EventRow


class QuoteSeries(NamedTuple):
    """Of how many days a source's prices or rates are recorded, the first and the last of them."""

    base: str
    currency: str
    source: str
    days: int
    first: date
    last: date
