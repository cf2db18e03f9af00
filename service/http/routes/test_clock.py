"""`/v1/test/clock`: the clock of a sandbox, to be moved forwards."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.http.answers import json_answer, written
from service.http.authentication import principal
from service.http.context import service
from service.http.idempotency import command
from service.http.queries import parameters, takes
from service.http.schemas.test_clock import NEW_TIME, OF_OPERATOR
from service.usecases.clock_moves import move_clock, read_clock

TEST_CLOCK: Final = Blueprint("test_clock", __name__, url_prefix="/v1/test")


@TEST_CLOCK.get("/clock", endpoint="readClock")
@takes(OF_OPERATOR)
def read() -> Response:
    """Read what the clock of a sandbox shows."""
    return json_answer(read_clock(service(), principal(), parameters()))


@TEST_CLOCK.post("/clock", endpoint="moveClock")
def move() -> Response:
    """Move it forwards."""
    asked, wanted = command(NEW_TIME)
    return written(move_clock(service(), asked, *wanted))
