"""The tables of quotes: recorded prices and exchange rates."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, Integer, Text

from service.store.schema import column, key, table
from service.store.types import Day, ExactDecimal, Instant

prices: Final = table(
    "prices",
    key("asset", Text()),
    key("currency", Text()),
    key("on_day", Day()),
    column("price", ExactDecimal()),
    key("source", Text()),
    column("method", Text()),
    key("recorded_at", Instant()),
)

rates: Final = table(
    "rates",
    key("base", Text()),
    key("currency", Text()),
    key("on_day", Day()),
    column("units", Integer()),
    column("rate", ExactDecimal()),
    key("source", Text()),
    key("recorded_at", Instant()),
    CheckConstraint("units >= 1", name="units"),
)
