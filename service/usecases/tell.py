"""Tell the audit log what a write did, in its own transaction: events that name nobody, by commitments and hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.audit.commitments import Sealing
from service.audit.events import Occurrence, Request, Rules, make_event
from service.domain.identifiers import new_identifier

if TYPE_CHECKING:
    from datetime import datetime

    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command


class Happening(NamedTuple):
    """What happened: its type, whom it concerns, and the hashes of what went in, came out and was superseded."""

    type: str
    operator: str | None = None
    farm: str | None = None
    inputs_sha256: str | None = None
    result_sha256: str | None = None
    rules: Rules | None = None
    supersedes: str | None = None


class Teller:
    """Tells the events of one request; they share its commitments."""

    def __init__(self, work: UnitOfWork, now: datetime, actor: str, request: Request) -> None:
        """Tell in the transaction of *work*, as of *now*, what *actor* asked for by *request*."""
        self._work = work
        self._now = now
        self._actor = actor
        self._request = request
        self._sealing = Sealing()

    @classmethod
    def of(cls, work: UnitOfWork, now: datetime, command: Command) -> Teller:
        """Tell what *command* does."""
        request = Request(command.operation, command.fingerprint, command.idempotency_key)
        return cls(work, now, command.principal.key, request)

    def commitment(self, field: str, value: str) -> str | None:
        """Return the commitment to *value* that the events of this request open with their own."""
        return self._sealing.commitment(field, value)

    def tell(self, happening: Happening) -> None:
        """Record *happening* as an event, to be kept with the commit."""
        occurrence = Occurrence(occurred_at=self._now, actor=self._actor, request=self._request, **happening._asdict())
        self._work.record(make_event(new_identifier("event", self._now), occurrence, self._sealing))
