"""Reference rates as known at an instant: for statements and estimates, and as a list of what was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.clock import instant_text
from service.domain.rate_series import RATE_SERIES
from service.kernel.lateness.grounds import RateChange, Rates
from service.usecases.known_at import reading_at
from service.usecases.representations import reference_rate_json

if TYPE_CHECKING:
    from datetime import date, datetime

    from service.domain.canonical import Json
    from service.store.reading import Reading
    from service.store.rows import ReferenceRateRow
    from service.usecases.service import Service


def known_rates(reading: Reading, known_at: datetime) -> dict[str, Rates]:
    """Return every series as known at an instant: of one day, what was recorded last counts."""
    changes: dict[str, dict[date, RateChange]] = {}
    for row in reading.reference_rates_known(known_at):
        changes.setdefault(row.series, {})[row.since] = RateChange(row.since, row.rate, row.source)
    return {name: Rates(name, by_day.values()) for name, by_day in changes.items()}


def list_reference_rates(service: Service, series: str, known_at: datetime | None) -> dict[str, Json]:
    """List the rates of a series by their days, as known at an instant (none: now); open to everybody, like the law."""
    instant = known_at or service.clock()
    counting: dict[date, ReferenceRateRow] = {}
    with reading_at(service, known_at) as reading:
        for row in reading.reference_rates_known(instant):
            if row.series == series:
                counting[row.since] = row
    return {
        "object": "reference_rates",
        "series": series,
        "meaning": dict(RATE_SERIES[series].meaning),
        "known_at": instant_text(instant),
        "rates": [reference_rate_json(row) for row in counting.values()],
    }
