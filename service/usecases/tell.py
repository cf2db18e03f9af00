"""Tell the audit log what a write did, in its own transaction: events that name nobody, by commitments and hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from service.audit.events import Occurrence, Request, Rules, make_event
from service.audit.sealing import Sealing
from service.domain.canonical import canonical, sha256
from service.domain.identifiers import new_identifier

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from service.domain.canonical import Json
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command

# Who erased whose data, and by what right, must be shown when all else of the operator no longer opens.
_OF_THE_SERVICE: Final = frozenset({"data.erased"})
_NAMES: Final = ("name", "client_reference")


class Happening(NamedTuple):
    """
    What happened: its type, whom it concerns, and the hashes of what went in, came out and was superseded.

    *detail* is what only the types of `service.audit.details` have to say.
    """

    type: str
    operator: str | None = None
    farm: str | None = None
    inputs_sha256: str | None = None
    result_sha256: str | None = None
    rules: Rules | None = None
    supersedes: str | None = None
    detail: Mapping[str, Json] | None = None


class Teller:
    """Tells the events of one request; those of one operator share their commitments, which its key seals."""

    def __init__(self, work: UnitOfWork, now: datetime, actor: str, request: Request) -> None:
        """Tell in the transaction of *work*, as of *now*, what *actor* asked for by *request*."""
        self._work = work
        self._now = now
        self.actor = actor
        self._request = request
        self._sealings: dict[str, Sealing] = {}

    @classmethod
    def of(cls, work: UnitOfWork, now: datetime, command: Command) -> Teller:
        """Tell what *command* does."""
        request = Request(command.operation, command.fingerprint, command.idempotency_key)
        return cls(work, now, command.principal.key, request)

    def commitment(self, field: str, value: str, operator: str) -> str | None:
        """Return the commitment to *value* that the events of this request on *operator* open with their own."""
        return self._sealing(operator).commitment(field, value)

    def digest(self, document: Mapping[str, Json], operator: str) -> str:
        """Return the hash of *document* with commitments in place of names: in it nobody finds a name by guessing."""
        texts = {member: text for member in _NAMES if isinstance(text := document[member], str)}
        named = {member: self.commitment(member, text, operator) for member, text in texts.items()}
        return sha256(canonical({**document, **named}))

    def tell(self, happening: Happening) -> str:
        """Record *happening* as an event, to be kept with the commit; return its identifier."""
        occurrence = Occurrence(occurred_at=self._now, actor=self.actor, request=self._request, **happening._asdict())
        subject = "" if happening.type in _OF_THE_SERVICE else happening.operator or ""
        event = make_event(new_identifier("event", self._now), occurrence, self._sealing(subject))
        self._work.record(event)
        return event.id

    def _sealing(self, subject: str) -> Sealing:
        return self._sealings.setdefault(subject, Sealing(subject))
