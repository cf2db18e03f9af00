"""`/v1/operators`: the taxpayers, and law tried on what they have reported."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.http.answers import json_answer, streamed, written
from service.http.authentication import principal
from service.http.bodies import json_body
from service.http.context import service
from service.http.idempotency import command
from service.http.paging import KNOWN_PAGE, listed, page
from service.http.preferences import waited
from service.http.queries import takes
from service.http.schemas.estimates import OPERATOR_ESTIMATE
from service.http.schemas.instants import KNOWN_AT, known_at
from service.http.schemas.operators import NEW_OPERATOR
from service.usecases.estimate_operator import estimate_operator
from service.usecases.known_at import refuse_future
from service.usecases.operator_stream import operator_stream
from service.usecases.read import list_operators, read_operator
from service.usecases.register import register_operator

OPERATORS: Final = Blueprint("operators", __name__, url_prefix="/v1/operators")


@OPERATORS.get("/<operator>/stream", endpoint="readStream")
def read_its_stream(operator: str) -> Response:
    """Read all events of an operator, with the proof that they are all."""
    bearer = principal()
    return streamed(waited(lambda: operator_stream(service(), bearer, operator)))


@OPERATORS.post("", endpoint="registerOperator")
def register() -> Response:
    """Register a taxpayer."""
    asked, wanted = command(NEW_OPERATOR)
    return written(register_operator(service(), asked, wanted))


@OPERATORS.get("", endpoint="listOperators")
@takes(KNOWN_PAGE)
def list_all() -> Response:
    """List the operators that the key sees."""
    return listed(list_operators(service(), principal(), page()))


@OPERATORS.get("/<operator>", endpoint="readOperator")
@takes(KNOWN_AT)
def read(operator: str) -> Response:
    """Read an operator."""
    return json_answer(read_operator(service(), principal(), operator, known_at()))


@OPERATORS.post("/<operator>/estimates", endpoint="estimateOperator")
def estimate(operator: str) -> Response:
    """Try law on what an operator has reported."""
    wired, bearer = service(), principal()
    request = OPERATOR_ESTIMATE.read(json_body())
    refuse_future(request.known_at, wired.clock())
    return json_answer(estimate_operator(wired, bearer, operator, request))
