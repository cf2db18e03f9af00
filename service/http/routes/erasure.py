"""Erasure of an operator's personal data, and the rules of retention that it waits for."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.http.answers import json_answer, written
from service.http.authentication import principal
from service.http.context import service
from service.http.idempotency import command
from service.http.schemas.erasure import ERASURE_CONFIRMATION, ERASURE_WISH, NEW_RETENTION_RULE
from service.usecases.erasure import confirm_erasure, read_erasure, request_erasure
from service.usecases.retention import list_retention_rules, record_retention_rule

ERASURE: Final = Blueprint("erasure", __name__, url_prefix="/v1")


@ERASURE.post("/retention-rules", endpoint="recordRetentionRule")
def record_rule() -> Response:
    """Record how long a law has records kept."""
    asked, wanted = command(NEW_RETENTION_RULE)
    return written(record_retention_rule(service(), asked, wanted))


@ERASURE.get("/retention-rules", endpoint="listRetentionRules")
def list_rules() -> Response:
    """List the rules."""
    return json_answer(list_retention_rules(service(), principal()))


@ERASURE.post("/operators/<operator>/erasure", endpoint="requestErasure")
def ask(operator: str) -> Response:
    """Ask for the data of an operator to be erased."""
    asked, wanted = command(ERASURE_WISH)
    return written(request_erasure(service(), asked, operator, wanted))


@ERASURE.get("/operators/<operator>/erasure", endpoint="readErasure")
def read(operator: str) -> Response:
    """Read how the data of an operator were erased, or who asked for it."""
    return json_answer(read_erasure(service(), principal(), operator))


@ERASURE.post("/operators/<operator>/erasure/confirm", endpoint="confirmErasure")
def confirm(operator: str) -> Response:
    """Erase them."""
    asked, request = command(ERASURE_CONFIRMATION)
    return written(confirm_erasure(service(), asked, operator, request))
