"""Quotes as values: what a publisher said an asset or a currency was worth on a day, before anything is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


class PriceQuote(NamedTuple):
    """One *asset* cost *price* of *currency* on a day, as *source* says; *method* is how the day became one figure."""

    asset: str
    currency: str
    on_day: date
    price: Decimal
    source: str
    method: str


class RateQuote(NamedTuple):
    """
    *units* of *base* cost *rate* of *currency* from a day on, as *source* says.

    Publishers quote cheap currencies by the hundred or the ten thousand; the figure is kept as published, because
    dividing it could round.
    """

    base: str
    currency: str
    on_day: date
    units: int
    rate: Decimal
    source: str


class Quotes(NamedTuple):
    """
    All that one file says.

    *published_on* is the day of the list where the file is the list of one day, and nothing where it is a series.
    *left_out* are currencies that the publisher quotes and no schedule, price or report may name.
    """

    format: str
    prices: tuple[PriceQuote, ...]
    rates: tuple[RateQuote, ...]
    published_on: date | None
    left_out: tuple[str, ...]
