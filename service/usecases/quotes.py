"""Recorded prices and rates as the kernel asks for them: as known at one instant, read only when one is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.kernel.valuation import NoQuotes, Price, Quotes, Rate

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from service.store.reading import Reading


class RecordedQuotes:
    """Prices and rates of the store, as known at *known_at*."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Reading]], known_at: datetime) -> None:
        """Read through *reading*, which opens a transaction of its own or lends the one under way."""
        self._reading = reading
        self._known_at = known_at

    def price(self, asset: str, currency: str, on: date) -> Price | None:
        """Return the last price of *asset* in *currency* published on or before *on*."""
        with self._reading() as reading:
            row = reading.price(asset, currency, on, self._known_at)
        if row is None:
            return None
        return Price(row.asset, row.currency, row.on_day, row.price, row.source, row.method)

    def rate(self, base: str, currency: str, on: date) -> Rate | None:
        """Return the last rate from *base* to *currency* published on or before *on*."""
        with self._reading() as reading:
            row = reading.rate(base, currency, on, self._known_at)
        return None if row is None else Rate(row.base, row.currency, row.on_day, row.units, row.rate, row.source)


__all__ = ["NoQuotes", "Quotes", "RecordedQuotes"]
