"""Read what is recorded of prices and rates: which series there are, and what one says day by day, as known by then."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.clock import instant_text
from service.domain.errors import NotFound
from service.domain.periods import day_before
from service.store.rows import RateRow
from service.usecases.access import require
from service.usecases.known_at import reading_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.periods import Period
    from service.domain.principals import Principal
    from service.store.reading import Reading
    from service.store.rows import PriceRow, QuoteSeries
    from service.usecases.service import Service

_CODE: Final = re.compile(r"[A-Z0-9]{2,12}", re.ASCII)


class Series(NamedTuple):
    """Which series: one of prices of *base*, an asset, or (*is_rate*) of exchange rates of it, in *currency*."""

    base: str
    currency: str
    is_rate: bool = False

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.base[:12]}/{self.currency[:12]}"


def list_series(service: Service, principal: Principal, known_at: datetime | None = None) -> dict[str, Json]:
    """List which prices and rates are recorded, from whom, and for which days."""
    require(principal, "prices:read")
    with reading_at(service, known_at) as reading:
        items = [_series_json("price", series) for series in reading.price_series()]
        items += [_series_json("rate", series) for series in reading.rate_series()]
    return {"items": list(items), "next_cursor": None}


def read_series(
    service: Service, principal: Principal, series: Series, period: Period, *, known_at: datetime | None = None
) -> dict[str, Json]:
    """
    Read what *series* says of the days of *period*: of each source and day what was recorded last.

    Raises:
        NotFound: nothing is recorded of it, for no day at all.
    """
    require(principal, "prices:read")
    with reading_at(service, known_at) as reading:
        if not _is_recorded(reading, series):
            kind = "exchange rate" if series.is_rate else "price"
            raise NotFound("not-found", f"No {kind} {series.name} is recorded. GET /v1/prices lists the series.")
        between = reading.rates_between if series.is_rate else reading.prices_between
        rows: Iterable[PriceRow | RateRow] = between(*series[:2], period.start, day_before(period.end))
    last = {(row.on_day, row.source): row for row in rows}
    members: dict[str, Json] = {"base" if series.is_rate else "asset": series.base, "currency": series.currency}
    return {
        "object": "rates" if series.is_rate else "prices",
        **members,
        "period": period.as_json(),
        "items": [_quote_json(last[key]) for key in sorted(last)],
    }


def _is_recorded(reading: Reading, series: Series) -> bool:
    if not all(_CODE.fullmatch(code) for code in series[:2]):
        return False
    find = reading.rate if series.is_rate else reading.price
    return find(series.base, series.currency, date.max, reading.known_at) is not None


def _series_json(kind: str, series: QuoteSeries) -> dict[str, Json]:
    return {
        "object": "quote_series",
        "kind": kind,
        "series": f"{series.base}/{series.currency}",
        "source": series.source,
        "days": series.days,
        "from": series.first.isoformat(),
        "to": series.last.isoformat(),
        "links": {"quotes": f"/v1/{kind}s/{series.base}/{series.currency}"},
    }


def _quote_json(row: PriceRow | RateRow) -> Json:
    figure: dict[str, Json] = (
        {"units": str(row.units), "rate": f"{row.rate:f}"}
        if isinstance(row, RateRow)
        else {"price": f"{row.price:f}", "method": row.method}
    )
    return {
        "on": row.on_day.isoformat(),
        **figure,
        "source": row.source,
        "recorded_at": instant_text(row.recorded_at),
    }
