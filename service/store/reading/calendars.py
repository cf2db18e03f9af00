"""Reads of calendars: the days of rest of each year, as they were known."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select

from service.store.mapping import columns_of
from service.store.reading.known import knowing, known
from service.store.reading.session import Session
from service.store.rows import CalendarYearRow
from service.store.statement import Query
from service.store.tables import calendar_years

_KNOWN: Final = Query(
    CalendarYearRow,
    select(*columns_of(CalendarYearRow))
    .where(known(calendar_years.c.recorded_at))
    .order_by(calendar_years.c.calendar, calendar_years.c.year, calendar_years.c.recorded_at),
)


class Calendars(Session):
    """Calendars."""

    def calendar_years(self, known_at: datetime) -> tuple[CalendarYearRow, ...]:
        """Return what was recorded of each year by *known_at*; of several editions of a year, the last."""
        rows = self._every(_KNOWN, knowing(known_at))
        return tuple({(row.calendar, row.year): row for row in rows}.values())
