"""`/v1/operators`: the taxpayers."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.http.answers import json_answer, written
from service.http.authentication import principal
from service.http.context import service
from service.http.idempotency import command
from service.http.paging import PAGE, listed, page
from service.http.queries import takes
from service.http.schemas.operators import NEW_OPERATOR
from service.usecases.read import list_operators, read_operator
from service.usecases.register import register_operator

OPERATORS: Final = Blueprint("operators", __name__, url_prefix="/v1/operators")


@OPERATORS.post("", endpoint="registerOperator")
def register() -> Response:
    """Register a taxpayer."""
    asked, wanted = command(NEW_OPERATOR)
    return written(register_operator(service(), asked, wanted))


@OPERATORS.get("", endpoint="listOperators")
@takes(PAGE)
def list_all() -> Response:
    """List the operators that the key sees."""
    return listed(list_operators(service(), principal(), page()))


@OPERATORS.get("/<operator>", endpoint="readOperator")
def read(operator: str) -> Response:
    """Read an operator."""
    return json_answer(read_operator(service(), principal(), operator))
