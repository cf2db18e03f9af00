"""
Perform a write exactly once: the effect and the answer kept under its idempotency key are one transaction.

The key is looked up first and taken at the commit, where the database lets only one of many equal requests through; the
others then find its answer and give the same bytes (draft-ietf-httpapi-idempotency-key-header-07), the promise that its
events come into the log among them, signed before the commit. An answer that was found is given when it is as safe as a
new one would be. A refusal keeps nothing, the key included: mend the request and send it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from service.domain.errors import Conflict, Fault, Nonsense, Refusal, Unauthenticated
from service.store.errors import Duplicate, Retryable
from service.store.rows import EventRow, IdempotencyRow
from service.usecases.authenticate import unauthenticated
from service.usecases.requests import Answer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from service.store.reading import Admission
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command
    from service.usecases.service import Service

# A lost race is rare and the next attempt usually finds the winner's answer.
_ATTEMPTS: Final = 5
# What senders name their things by; each is unique to an operator.
_REFERENCES: Final = ("client_reference", "reference")


class Admitted(Protocol):
    """What is read before a write: `service.store.reading.Admission`, or more."""

    @property
    def answer(self) -> IdempotencyRow | None:
        """The answer given before under the idempotency key, if any."""

    @property
    def revoked(self) -> bool:
        """Whether the key of the request was revoked; until here it may have been known from memory."""


State = TypeVar("State", bound=Admitted)


def perform(service: Service, command: Command, effect: Callable[[UnitOfWork, datetime], Answer]) -> Answer:
    """Let *effect* happen once for the key of *command*; see `perform_on`."""

    def read(work: UnitOfWork) -> Admission:
        return work.admission(command.principal.key, command.idempotency_key)

    return perform_on(service, command, read, lambda work, now, _: effect(work, now))


def perform_settled(service: Service, command: Command, effect: Callable[[UnitOfWork, datetime], Answer]) -> Answer:
    """Let *effect* happen so that what exports take up to an instant (record 0090) has it, or never will."""

    def read(work: UnitOfWork) -> Admission:
        work.use_knowledge()
        return work.admission(command.principal.key, command.idempotency_key)

    return perform_on(service, command, read, lambda work, now, _: effect(work, now))


def perform_on(
    service: Service,
    command: Command,
    read: Callable[[UnitOfWork], State],
    effect: Callable[[UnitOfWork, datetime, State], Answer],
) -> Answer:
    """
    Let *effect* happen once for the idempotency key of *command*, on the state that *read* returns, and answer.

    Raises:
        Unauthenticated: the key of the request was revoked.
        Nonsense: `idempotency-key-reused`, the idempotency key came with another request before.
        Unavailable: the database could not do it now, or its outcome is not known.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return _attempt(service, command, read, effect)
        except Retryable:
            if attempt == _ATTEMPTS:
                raise
        except Unauthenticated:
            raise
        except Refusal as refusal:
            # What the database does not vouch for can be seen in it all the same; to ask again is up to the sender.
            if refusal.code == "commit-outcome-unknown":
                raise
            if (answer := _answer_of_twin(service, command)) is not None:
                return answer
            raise _in_the_senders_words(refusal) from refusal
    raise Retryable("busy", "Too many requests for the same thing at once. Send the same request again.")


def _attempt(
    service: Service,
    command: Command,
    read: Callable[[UnitOfWork], State],
    effect: Callable[[UnitOfWork, datetime, State], Answer],
) -> Answer:
    with service.store.unit_of_work() as work:
        state = read(work)
        # Asked behind the locks that were taken for this: whoever held them before did it earlier.
        now = service.clock()
        if state.revoked:
            raise unauthenticated()
        if state.answer is not None:
            answer = _replayed(state.answer, command)
            work.vouch()
            return answer
        answer = _promised(service, work, effect(work, now, state), now)
        work.add(_row(command, answer, now))
        work.commit()
    return answer


def _promised(service: Service, work: UnitOfWork, answer: Answer, now: datetime) -> Answer:
    """Sign that all events which wait for the commit come into the log; without a commit nobody ever sees it."""
    if service.promising is None:
        return answer
    service.promising.notice(work.log_key_changes)
    return answer._replace(promise=service.promising.promise(work.waiting(EventRow), now))


def _answer_of_twin(service: Service, command: Command) -> Answer | None:
    """
    Return the answer of an equal request that was let through meanwhile.

    What this request was refused for may be the very effect of its twin ("period reported already").
    """
    with service.store.reading() as reading:
        row = reading.idempotency(command.principal.key, command.idempotency_key)
    if row is None or row.fingerprint != command.fingerprint:
        return None
    with service.store.unit_of_work() as work:
        work.vouch()
    return _replayed(row, command)


def _in_the_senders_words(refusal: Refusal) -> Refusal:
    """Name the member that is taken: a sender knows nothing of rows and columns."""
    taken = refusal.columns if isinstance(refusal, Duplicate) else ()
    member = next((name for name in _REFERENCES if name in taken), None)
    if "reverses" in taken:
        return Conflict("payment-reversed", "This payment was taken away already.")
    if member is None:
        return refusal
    fault = Fault(f"/{member}", "duplicate-reference", f"expected a {member} of its own")
    detail = f"There is another with this {member} already. Read that one, or choose another reference."
    return Conflict("duplicate-reference", detail, faults=[fault])


def _row(command: Command, answer: Answer, now: datetime) -> IdempotencyRow:
    headers = (("etag", answer.etag), ("location", answer.location), ("promise", answer.promise))
    return IdempotencyRow(
        principal=command.principal.key,
        key=command.idempotency_key,
        operation=command.operation,
        fingerprint=command.fingerprint,
        status=answer.status,
        headers={name: value for name, value in headers if value},
        body=answer.body,
        created_at=now,
    )


def _replayed(row: IdempotencyRow, command: Command) -> Answer:
    if row.fingerprint != command.fingerprint:
        detail = "This Idempotency-Key was used before, for another request. Use a new key for a new request."
        raise Nonsense("idempotency-key-reused", detail)
    kept = row.headers
    return Answer(
        row.status, row.body, kept.get("etag"), kept.get("location"), replayed=True, promise=kept.get("promise")
    )
