"""Note payments: what was paid, when, to whom; corrections are notes that take another away. No money moves here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.canonical import canonical, sha256
from service.domain.errors import Conflict, Fault, Nonsense
from service.domain.identifiers import new_identifier
from service.domain.periods import latest_day
from service.store.rows import PaymentRow
from service.usecases.access import require, visible_operator, visible_payment
from service.usecases.clock_moves import timeline_of
from service.usecases.perform import perform_settled
from service.usecases.representations import payment_json
from service.usecases.requests import Answer
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from datetime import date, datetime

    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command, NewPayment, Reversal
    from service.usecases.service import Service


def note_payment(service: Service, command: Command, operator: str, request: NewPayment) -> Answer:
    """
    Note a payment of an operator; answers 201 with it.

    Raises:
        NotFound: there is no such operator, or it is another tenant's.
        Conflict: the operator has a payment with the same reference.
        Nonsense: it lies in the future, or no law of the jurisdiction is known.
    """
    require(command.principal, "payments:write")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        owner = visible_operator(work, command.principal, operator)
        shown = timeline_of(work, command.principal, owner.id).shown(now)
        _refuse_nonsense(service, request, latest_day(shown))
        _refuse_namesake(work, owner.id, request.reference)
        row = PaymentRow(
            id=new_identifier("payment", now),
            operator=owner.id,
            jurisdiction=request.jurisdiction,
            paid_on=request.paid_on,
            currency=request.amount.currency,
            amount=request.amount.amount,
            reference=request.reference,
            reverses=None,
            reason=None,
            noted_at=now,
        )
        return _noted(work, now, command, row)

    return perform_settled(service, command, effect)


def reverse_payment(service: Service, command: Command, payment: str, request: Reversal) -> Answer:
    """
    Take a noted payment away by a note of its own; answers 201 with that note.

    Raises:
        NotFound: there is no such payment, or it is another tenant's.
        Conflict: it is reversed already or itself reverses another, or the reference is taken.
    """
    require(command.principal, "payments:write")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        held = visible_payment(work, command.principal, payment)
        _refuse_twice(held, work.reversal(held.id))
        _refuse_namesake(work, held.operator, request.reference)
        row = PaymentRow(
            id=new_identifier("payment", now),
            operator=held.operator,
            jurisdiction=held.jurisdiction,
            paid_on=held.paid_on,
            currency=held.currency,
            amount=held.amount,
            reference=request.reference,
            reverses=held.id,
            reason=request.reason,
            noted_at=now,
        )
        return _noted(work, now, command, row)

    return perform_settled(service, command, effect)


def _noted(work: UnitOfWork, now: datetime, command: Command, row: PaymentRow) -> Answer:
    work.add(row)
    body = canonical(payment_json(row))
    kind = "payment.noted" if row.reverses is None else "payment.reversed"
    Teller.of(work, now, command).tell(Happening(kind, row.operator, result_sha256=sha256(body)))
    return Answer(201, body, location=f"/v1/payments/{row.id}")


def _refuse_nonsense(service: Service, request: NewPayment, latest: date) -> None:
    faults = []
    known = sorted({schedule.jurisdiction for schedule in service.library.schedules()})
    if request.jurisdiction not in known:
        message = f"expected a jurisdiction whose law is known here: {', '.join(known)}"
        faults.append(Fault("/jurisdiction", "unknown-choice", message))
    if request.paid_on > latest:
        message = "expected a day that has begun somewhere: a payment is noted when it was made"
        faults.append(Fault("/paid_on", "in-the-future", message))
    if faults:
        raise Nonsense("validation-failed", "This payment cannot be noted. The errors name every fault.", faults=faults)


def _refuse_namesake(work: UnitOfWork, operator: str, reference: str) -> None:
    held = work.payment_by_reference(operator, reference)
    if held is not None:
        message = f"expected a reference of its own; {held.id} has this one"
        raise Conflict(
            "duplicate-reference",
            "This operator has a payment with the same reference already.",
            faults=[Fault("/reference", "duplicate-reference", message)],
            extra={"links": {"payment": f"/v1/payments/{held.id}"}},
        )


def _refuse_twice(held: PaymentRow, reversal: PaymentRow | None) -> None:
    if held.reverses is not None:
        detail = "This note takes another payment away. Note the payment again instead of reversing its reversal."
        raise Conflict("payment-reversed", detail, extra={"links": {"payment": f"/v1/payments/{held.reverses}"}})
    if reversal is not None:
        detail = "This payment was taken away already."
        raise Conflict("payment-reversed", detail, extra={"links": {"reversal": f"/v1/payments/{reversal.id}"}})
