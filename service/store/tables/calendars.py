"""The table of calendars: the days of rest of each year, as they were recorded."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Integer, Text

from service.store.schema import column, key, table
from service.store.types import Canonical, Instant

calendar_years: Final = table(
    "calendar_years",
    key("calendar", Text()),
    key("year", Integer()),
    column("content", Canonical()),
    column("sha256", Text()),
    column("source", Text()),
    key("recorded_at", Instant()),
)
