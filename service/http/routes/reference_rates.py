"""`/v1/reference-rates`: the rates that law names, as recorded, open to everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from flask import Blueprint, Response

from service.domain.rate_series import RATE_SERIES
from service.http.answers import json_answer
from service.http.context import service
from service.http.fields import Choice, Instant
from service.http.queries import parameters, takes
from service.http.shape import Shape
from service.usecases.reference_rates import list_reference_rates

REFERENCE_RATES: Final = Blueprint("reference_rates", __name__, url_prefix="/v1/reference-rates")


class Asked(NamedTuple):
    """Which series, with the knowledge of which instant."""

    series: str
    known_at: datetime | None


class SeriesShape(Shape[Asked]):
    """The parameters that ask for a series."""

    series = Choice(RATE_SERIES, required=True)
    known_at = Instant(load_default=None)

    def made(self, members: dict[str, Any]) -> Asked:
        """Make the question."""
        return Asked(**members)


@REFERENCE_RATES.get("", endpoint="listReferenceRates")
@takes(SeriesShape())
def list_all() -> Response:
    """List the rates of a series."""
    asked: Asked = parameters()
    return json_answer(list_reference_rates(service(), asked.series, asked.known_at))
