"""The rows of calendars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CalendarYearRow:
    """The days of rest of a year of a calendar; *source* is the release that they were taken from."""

    calendar: str
    year: int
    content: bytes
    sha256: str
    source: str
    recorded_at: datetime
