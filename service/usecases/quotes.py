"""Recorded prices and rates as the kernel asks for them: as known at one instant, read only when one is needed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from service.kernel.valuation import PRICE_AGE_DAYS_MAX, RATE_AGE_DAYS_MAX, NoQuotes, Price, Quotes, Rate

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from service.store.reading import Reading


class RecordedQuotes:
    """Prices and rates of the store, as known at *known_at*; each is read once."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Reading]], known_at: datetime) -> None:
        """Read through *reading*, which opens a transaction of its own or lends the one under way."""
        self._reading = reading
        self._known_at = known_at
        self._prices: dict[tuple[str, str, date], Price | None] = {}
        self._rates: dict[tuple[str, str, date], Rate | None] = {}

    def price(self, asset: str, currency: str, on: date) -> Price | None:
        """Return the last price of *asset* in *currency* published on or before *on*."""
        asked = (asset, currency, on)
        if asked not in self._prices:
            with self._reading() as reading:
                row = reading.price(*asked, self._known_at)
            found = (
                None if row is None else Price(row.asset, row.currency, row.on_day, row.price, row.source, row.method)
            )
            self._prices[asked] = found
        return self._prices[asked]

    def rate(self, base: str, currency: str, on: date) -> Rate | None:
        """Return the last rate from *base* to *currency* published on or before *on*."""
        asked = (base, currency, on)
        if asked not in self._rates:
            with self._reading() as reading:
                row = reading.rate(*asked, self._known_at)
            found = None if row is None else Rate(row.base, row.currency, row.on_day, row.units, row.rate, row.source)
            self._rates[asked] = found
        return self._rates[asked]


class Asked(NamedTuple):
    """A price or rate (*kind*) that was asked for, and since which day a quote would have been good for it."""

    kind: str
    base: str
    currency: str
    asked_on: date
    since: date


class NotedQuotes:
    """Quotes that remember what was asked of them: whatever is recorded later of that may change the answer."""

    def __init__(self, quotes: Quotes) -> None:
        """Ask *quotes*."""
        self._quotes = quotes
        self._asked: dict[Asked, None] = {}

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What was asked for, each once, in the order of the first time."""
        return tuple(self._asked)

    def price(self, asset: str, currency: str, on: date) -> Price | None:
        """Ask for a price."""
        found = self._quotes.price(asset, currency, on)
        self._asked[Asked("price", asset, currency, on, _since(found, on, PRICE_AGE_DAYS_MAX))] = None
        return found

    def rate(self, base: str, currency: str, on: date) -> Rate | None:
        """Ask for a rate."""
        found = self._quotes.rate(base, currency, on)
        self._asked[Asked("rate", base, currency, on, _since(found, on, RATE_AGE_DAYS_MAX))] = None
        return found


def _since(found: Price | Rate | None, on: date, age: int) -> date:
    oldest = on - timedelta(days=age)
    return oldest if found is None else max(found.on_day, oldest)


__all__ = ["Asked", "NoQuotes", "NotedQuotes", "Quotes", "RecordedQuotes"]
