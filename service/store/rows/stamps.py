"""The rows of time stamps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StampRow:
    """What the *authority* at an address answered about the checkpoint of *size*: that it was there at *stamped_at*."""

    size: int
    authority: str
    response: bytes
    stamped_at: datetime
    made_at: datetime
