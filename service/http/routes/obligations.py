"""`/v1/obligations`: what is due, and what authorities decide about it; and what is held of an operator."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from service.http.answers import json_answer, written
from service.http.authentication import principal
from service.http.context import service
from service.http.idempotency import command
from service.http.limits import DEFAULT_PAGE
from service.http.paging import KNOWN_PAGE, hidden, listed, page
from service.http.queries import parameters, takes
from service.http.schemas.instants import KNOWN_AT, known_at
from service.http.schemas.obligations import DECISION, WANTED
from service.usecases.decide_obligation import decide_obligation
from service.usecases.holdings import read_holdings
from service.usecases.obligations import Wanted, list_obligations, read_obligation

OBLIGATIONS: Final = Blueprint("obligations", __name__, url_prefix="/v1")


@OBLIGATIONS.get("/operators/<operator>/obligations", endpoint="listObligations")
@takes(WANTED)
def list_all(operator: str) -> Response:
    """List what an operator owes a return or a payment for."""
    wanted: Wanted = parameters()
    return listed(list_obligations(service(), principal(), operator, wanted))


@OBLIGATIONS.get("/obligations/<obligation>", endpoint="readObligation")
@takes(KNOWN_AT)
def read(obligation: str) -> Response:
    """Read an obligation."""
    return json_answer(read_obligation(service(), principal(), obligation, known_at()))


@OBLIGATIONS.post("/obligations/<obligation>/decisions", endpoint="decideObligation")
def decide(obligation: str) -> Response:
    """Extend, waive or reinstate."""
    asked, decision = command(DECISION)
    return written(decide_obligation(service(), asked, obligation, decision))


@OBLIGATIONS.get("/operators/<operator>/holdings", endpoint="readHoldings")
@takes(KNOWN_PAGE)
def holdings(operator: str) -> Response:
    """Read what is held of an operator; the pages that follow are of the same knowledge."""
    document = read_holdings(service(), principal(), operator, page())
    last = document["next_cursor"]
    if not isinstance(last, str):
        return json_answer(document)
    limit = request.args.get("limit", DEFAULT_PAGE)
    query = urlencode({"known_at": str(document["known_at"]), "after": hidden(last), "limit": limit})
    return json_answer(document | {"next_cursor": hidden(last)}, ("Link", f'<{request.path}?{query}>; rel="next"'))
