"""Reads of whole series of prices and rates: what is recorded of them, and how far they reach."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import bindparam, distinct, func, select

from service.store.mapping import columns_of
from service.store.reading.known import known
from service.store.reading.session import Session
from service.store.rows import PriceRow, QuoteSeries, RateRow
from service.store.tables import prices, rates

_PRICES: Final = (
    select(*columns_of(PriceRow))
    .where(
        prices.c.asset == bindparam("asset"),
        prices.c.currency == bindparam("currency"),
        prices.c.on_day.between(bindparam("first"), bindparam("last")),
        known(prices.c.recorded_at),
    )
    .order_by(prices.c.on_day, prices.c.recorded_at, prices.c.source)
)
_RATES: Final = (
    select(*columns_of(RateRow))
    .where(
        rates.c.base == bindparam("base"),
        rates.c.currency == bindparam("currency"),
        rates.c.on_day.between(bindparam("first"), bindparam("last")),
        known(rates.c.recorded_at),
    )
    .order_by(rates.c.on_day, rates.c.recorded_at, rates.c.source)
)
_PRICE_SERIES: Final = (
    select(
        prices.c.asset, prices.c.currency, prices.c.source,
        func.count(distinct(prices.c.on_day)), func.min(prices.c.on_day), func.max(prices.c.on_day),
    )
    .where(known(prices.c.recorded_at))
    .group_by(prices.c.asset, prices.c.currency, prices.c.source)
    .order_by(prices.c.asset, prices.c.currency, prices.c.source)
)  # fmt: skip
_RATE_SERIES: Final = (
    select(
        rates.c.base, rates.c.currency, rates.c.source,
        func.count(distinct(rates.c.on_day)), func.min(rates.c.on_day), func.max(rates.c.on_day),
    )
    .where(known(rates.c.recorded_at))
    .group_by(rates.c.base, rates.c.currency, rates.c.source)
    .order_by(rates.c.base, rates.c.currency, rates.c.source)
)  # fmt: skip


class Quotations(Session):
    """Series of prices and rates."""

    def prices_between(self, asset: str, currency: str, first: date, last: date) -> tuple[PriceRow, ...]:
        """Return every recording of the prices of the days *first* to *last*, both included, oldest recording first."""
        return self._all(PriceRow, _PRICES, {"asset": asset, "currency": currency, "first": first, "last": last})

    def rates_between(self, base: str, currency: str, first: date, last: date) -> tuple[RateRow, ...]:
        """Return every recording of the rates of the days *first* to *last*, both included, oldest recording first."""
        return self._all(RateRow, _RATES, {"base": base, "currency": currency, "first": first, "last": last})

    def price_series(self) -> tuple[QuoteSeries, ...]:
        """Return which prices are recorded, by asset, currency and source."""
        return tuple(QuoteSeries._make(record) for record in self._execute(_PRICE_SERIES))

    def rate_series(self) -> tuple[QuoteSeries, ...]:
        """Return which rates are recorded, by base, currency and source."""
        return tuple(QuoteSeries._make(record) for record in self._execute(_RATE_SERIES))
