"""`/v1/events`: what happened, in the order of the audit log."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.http.answers import text_answer
from service.http.authentication import principal
from service.http.context import service
from service.http.paging import POSITIONS, listed, page
from service.http.preferences import waited
from service.http.queries import takes
from service.http.witnessed import witnessed
from service.usecases.inclusion import receipt_of_event
from service.usecases.read import list_events

EVENTS: Final = Blueprint("events", __name__, url_prefix="/v1/events")


@EVENTS.get("", endpoint="listEvents")
@takes(POSITIONS)
def list_all() -> Response:
    """Read what happened."""
    return listed(list_events(service(), principal(), page()), cursor=str)


@EVENTS.get("/<event>/receipt", endpoint="readEventReceipt")
def read_its_receipt(event: str) -> Response:
    """Read the proof that an event is in the audit log."""
    bearer = principal()
    found = waited(lambda: receipt_of_event(service(), bearer, event))
    return text_answer(found.text, *witnessed(found))
