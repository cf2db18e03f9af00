"""Reads of what assessments rest on: schedule versions, prices and exchange rates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import bindparam, select

from service.store.mapping import columns_of
from service.store.reading.known import as_known, knowing, known
from service.store.reading.session import Session
from service.store.rows import PriceRow, RateRow, ScheduleVersionRow
from service.store.statement import Query
from service.store.tables import prices, rates, schedule_versions

# A withdrawal is the one thing that happens to a recorded text, and the last of its columns.
*_text, _withdrawn_at = columns_of(ScheduleVersionRow)
_VERSIONS: Final = Query(
    ScheduleVersionRow,
    select(*_text, as_known(_withdrawn_at))
    .where(known(schedule_versions.c.recorded_at))
    .order_by(schedule_versions.c.schedule, schedule_versions.c.recorded_at, schedule_versions.c.version),
)
_PRICE: Final = Query(
    PriceRow,
    select(*columns_of(PriceRow))
    .where(
        prices.c.asset == bindparam("asset"),
        prices.c.currency == bindparam("currency"),
        prices.c.on_day <= bindparam("on"),
        known(prices.c.recorded_at),
    )
    .order_by(prices.c.on_day.desc(), prices.c.recorded_at.desc(), prices.c.source)
    .limit(1),
)
_RATE: Final = Query(
    RateRow,
    select(*columns_of(RateRow))
    .where(
        rates.c.base == bindparam("base"),
        rates.c.currency == bindparam("currency"),
        rates.c.on_day <= bindparam("on"),
        known(rates.c.recorded_at),
    )
    .order_by(rates.c.on_day.desc(), rates.c.recorded_at.desc(), rates.c.source)
    .limit(1),
)


class Law(Session):
    """Schedule versions, prices and rates."""

    def schedule_versions(self) -> tuple[ScheduleVersionRow, ...]:
        """Return every version that was recorded, by schedule, then in the order of recording."""
        return self._every(_VERSIONS)

    def price(self, asset: str, currency: str, on: date, known_at: datetime | None) -> PriceRow | None:
        """Return the latest price on or before the day *on*, as it was known at *known_at* (none: now)."""
        values = {"asset": asset, "currency": currency, "on": on, **knowing(known_at)}
        return self._first(_PRICE, values)

    def rate(self, base: str, currency: str, on: date, known_at: datetime | None) -> RateRow | None:
        """Return the latest exchange rate on or before the day *on*, as it was known at *known_at* (none: now)."""
        values = {"base": base, "currency": currency, "on": on, **knowing(known_at)}
        return self._first(_RATE, values)
