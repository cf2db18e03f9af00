"""Noted payments and statements of operators: what was paid, and what is left of what is owed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final, NamedTuple

from flask import Blueprint, Response

from service.http.answers import json_answer, written
from service.http.authentication import principal
from service.http.context import service
from service.http.fields import Day, Instant
from service.http.idempotency import command
from service.http.paging import KNOWN_PAGE, listed, page
from service.http.queries import parameters, takes
from service.http.schemas.instants import KNOWN_AT, known_at
from service.http.schemas.payments import NEW_PAYMENT, REVERSAL
from service.http.shape import Shape
from service.usecases.note_payment import note_payment, reverse_payment
from service.usecases.read_payments import list_payments, read_payment
from service.usecases.read_statement import read_statement
from service.usecases.requests import StatementRequest

PAYMENTS: Final = Blueprint("payments", __name__, url_prefix="/v1")


class Asked(NamedTuple):
    """As of which day, and with the knowledge of which instant."""

    as_of: date | None
    known_at: datetime | None


class StatementShape(Shape[Asked]):
    """The parameters of a statement."""

    as_of = Day(load_default=None)
    known_at = Instant(load_default=None)

    def made(self, members: dict[str, Any]) -> Asked:
        """Make the question."""
        return Asked(**members)


@PAYMENTS.post("/operators/<operator>/payments", endpoint="notePayment")
def note(operator: str) -> Response:
    """Note a payment."""
    asked, wanted = command(NEW_PAYMENT)
    return written(note_payment(service(), asked, operator, wanted))


@PAYMENTS.get("/operators/<operator>/payments", endpoint="listPayments")
@takes(KNOWN_PAGE)
def list_all(operator: str) -> Response:
    """List the payments noted of an operator."""
    return listed(list_payments(service(), principal(), operator, page()))


@PAYMENTS.get("/payments/<payment>", endpoint="readPayment")
@takes(KNOWN_AT)
def read(payment: str) -> Response:
    """Read a noted payment."""
    return json_answer(read_payment(service(), principal(), payment, known_at()))


@PAYMENTS.post("/payments/<payment>/reverse", endpoint="reversePayment")
def reverse(payment: str) -> Response:
    """Take a noted payment away."""
    asked, wanted = command(REVERSAL)
    return written(reverse_payment(service(), asked, payment, wanted))


@PAYMENTS.get("/operators/<operator>/statement", endpoint="readStatement")
@takes(StatementShape())
def statement(operator: str) -> Response:
    """Read the statement of an operator."""
    bearer, asked = principal(), parameters()
    return json_answer(read_statement(service(), bearer, StatementRequest(operator, *asked)))
