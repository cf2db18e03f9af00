"""The rows of law: the texts of schedule versions as recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ScheduleVersionRow:
    """The text of a schedule version as it was recorded; *withdrawn_at* is set once, when it is no longer known."""

    sha256: str
    schedule: str
    version: str
    schedule_content: bytes
    content: bytes
    recorded_at: datetime
    withdrawn_at: datetime | None
