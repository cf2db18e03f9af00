"""The rows of quotes: recorded prices and exchange rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What one unit of an asset was worth on a day; a correction is a row recorded later."""

    asset: str
    currency: str
    on_day: date
    price: Decimal
    source: str
    method: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class RateRow:
    """An exchange rate: *units* of *base* were worth *rate* of *currency* on a day."""

    base: str
    currency: str
    on_day: date
    units: int
    rate: Decimal
    source: str
    recorded_at: datetime


class QuoteSeries(NamedTuple):
    """Of how many days a source's prices or rates are recorded, the first and the last of them."""

    base: str
    currency: str
    source: str
    days: int
    first: date
    last: date
