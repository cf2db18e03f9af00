"""What callers ask for, as values: made from JSON by the schemas at the edge, consumed by the use cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from service.domain.canonical import read_canonical

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from service.domain.money import Money
    from service.domain.periods import Period
    from service.domain.principals import Principal
    from service.domain.reports import CostLine, EnergyLine, OperatorKind, ProductionLine, Statement


class Command(NamedTuple):
    """One write: who, under which idempotency key, which operation, and the fingerprint of all that was sent."""

    principal: Principal
    idempotency_key: str
    operation: str
    fingerprint: str
    request_id: str


class Answer(NamedTuple):
    """
    What a write answers, as the very bytes that are kept with its effect, so that a replay gives them again.

    *promise* is signed: that the events of the write come into the log (`service.audit.promising`).
    """

    status: int
    body: bytes
    etag: str | None = None
    location: str | None = None
    replayed: bool = False
    promise: str | None = None

    @property
    def document(self) -> Any:
        """The body, read."""
        return read_canonical(self.body)


class EstimateRequest(NamedTuple):
    """A statement to be tried; *schedules* may name drafts and pin versions (`kz.digital_mining_fee@2022-draft`)."""

    statement: Statement
    schedules: tuple[str, ...] | None
    known_at: datetime | None


class OperatorEstimate(NamedTuple):
    """Law to be tried on what an operator has reported of *tax_period*, as known at *known_at* (none: now)."""

    schedules: tuple[str, ...]
    tax_period: Period
    known_at: datetime | None


class RegisterOperator(NamedTuple):
    """A new taxpayer."""

    kind: OperatorKind
    name: str
    client_reference: str | None


class RegisterFarm(NamedTuple):
    """A new site of an operator; *since* is the first day of its region and zone (none: without limit)."""

    operator: str
    name: str
    region: str
    zone: str | None
    time_zone: str
    since: date | None
    client_reference: str | None


class NewPlace(NamedTuple):
    """Where a farm lies from the day *since* on (none: since always)."""

    since: date | None
    region: str
    zone: str | None


class NewMember(NamedTuple):
    """An operator that belongs to a group from the day *since* up to, not including, *until* (none: from then on)."""

    operator: str
    since: date
    until: date | None


class NewGroup(NamedTuple):
    """Operators that count as one taxpayer of *schedule*; the *representative*, one of them, files for all."""

    name: str
    schedule: str
    representative: str
    members: tuple[NewMember, ...]


class ReportContent(NamedTuple):
    """What a report states for a period."""

    period: Period
    energy: tuple[EnergyLine, ...]
    production: tuple[ProductionLine, ...]
    costs: tuple[CostLine, ...]


class NewReport(NamedTuple):
    """A report to be drafted, or filed at once."""

    farm: str
    client_reference: str | None
    content: ReportContent
    submit: bool


class NewPayment(NamedTuple):
    """A payment to be noted; *jurisdiction* is the one to whose authority it was paid."""

    jurisdiction: str
    paid_on: date
    amount: Money
    reference: str


class Reversal(NamedTuple):
    """What takes a noted payment away: a reference of its own, and why."""

    reference: str
    reason: str


class PaidOn(NamedTuple):
    """A payment of a debt that is only tried."""

    on: date
    amount: Decimal


class RateFrom(NamedTuple):
    """A reference rate that is stated instead of recorded: a year's, from a day on."""

    since: date
    rate: Decimal


class LateInterestRequest(NamedTuple):
    """A debt to be tried for what being late with it costs; *rates* are used in place of the recorded ones."""

    schedule: str
    operator_kind: OperatorKind
    amount: Money
    due_on: date
    paid: tuple[PaidOn, ...]
    as_of: date
    known_at: datetime | None
    rates: tuple[RateFrom, ...] | None


class StatementRequest(NamedTuple):
    """The statement of an operator as of a day (none: that of the knowledge), by the knowledge of an instant."""

    operator: str
    as_of: date | None
    known_at: datetime | None


class Page(NamedTuple):
    """
    A page of a list: what follows *after* (an opaque cursor), at most *limit* of it.

    *known_at* is the instant whose knowledge is asked for; none: all there is.
    """

    after: str | None
    limit: int
    known_at: datetime | None = None
