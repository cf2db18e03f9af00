"""`/v1/estimates`: the law tried on figures, without a key, stored nowhere."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.http.answers import json_answer
from service.http.bodies import json_body
from service.http.context import service
from service.http.schemas.estimates import ESTIMATE
from service.http.schemas.late_interest import LATE_INTEREST
from service.usecases.estimate import estimate
from service.usecases.estimate_late_interest import estimate_late_interest
from service.usecases.known_at import refuse_future

ESTIMATES: Final = Blueprint("estimates", __name__, url_prefix="/v1/estimates")


@ESTIMATES.post("", endpoint="createEstimate")
def create_estimate() -> Response:
    """Estimate the tax on a statement."""
    wired = service()
    request = ESTIMATE.read(json_body())
    refuse_future(request.known_at, wired.clock())
    return json_answer(estimate(wired, request))


@ESTIMATES.post("/late-interest", endpoint="estimateLateInterest")
def create_estimate_of_late_interest() -> Response:
    """Estimate what being late with a debt costs."""
    wired = service()
    request = LATE_INTEREST.read(json_body())
    refuse_future(request.known_at, wired.clock())
    return json_answer(estimate_late_interest(wired, request))
