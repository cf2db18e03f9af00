"""`/v1/prices` and `/v1/rates`: what coins and currencies were worth, as it is recorded."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from flask import Blueprint, Response
from marshmallow import ValidationError

from service.domain.periods import Period
from service.http.answers import json_answer
from service.http.authentication import principal
from service.http.context import service
from service.http.fields import Day, Instant
from service.http.queries import parameters, takes
from service.http.schemas.instants import KNOWN_AT, known_at
from service.http.schemas.periods import bounded
from service.http.shape import Shape, refusal_of
from service.usecases.read_quotes import Series, list_series, read_series

PRICES: Final = Blueprint("prices", __name__, url_prefix="/v1")


class Asked(NamedTuple):
    """Of which days a series is asked for, and with the knowledge of which instant."""

    period: Period
    known_at: datetime | None


class DaysShape(Shape[Asked]):
    """The parameters that ask for days of a series, half-open like every period."""

    start = Day(required=True)
    end = Day(required=True)
    known_at = Instant(load_default=None)

    def made(self, members: dict[str, Any]) -> Asked:
        """Make the question."""
        return Asked(Period(members["start"], members["end"]), members["known_at"])


_DAYS: Final = DaysShape()


@PRICES.get("/prices", endpoint="listPrices")
@takes(KNOWN_AT)
def list_all() -> Response:
    """List the series."""
    return json_answer(list_series(service(), principal(), known_at()))


@PRICES.get("/prices/<asset>/<currency>", endpoint="readPrices")
@takes(_DAYS)
def read_prices(asset: str, currency: str) -> Response:
    """Read prices of an asset."""
    return _read(Series(asset, currency))


@PRICES.get("/rates/<base>/<currency>", endpoint="readRates")
@takes(_DAYS)
def read_rates(base: str, currency: str) -> Response:
    """Read exchange rates of a currency."""
    return _read(Series(base, currency, is_rate=True))


def _read(series: Series) -> Response:
    asked: Asked = parameters()
    try:
        bounded(asked.period)
    except ValidationError as error:  # each is of its form; together they make no sense
        raise refusal_of(error) from None
    return json_answer(read_series(service(), principal(), series, asked.period, known_at=asked.known_at))
