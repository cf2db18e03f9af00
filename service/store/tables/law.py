"""The tables of law: the texts of schedule versions as recorded."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Text

from service.store.schema import column, key, table
from service.store.types import Canonical, Instant

schedule_versions: Final = table(
    "schedule_versions",
    key("sha256", Text()),
    column("schedule", Text()),
    column("version", Text()),
    column("schedule_content", Canonical()),
    column("content", Canonical()),
    column("recorded_at", Instant()),
    column("withdrawn_at", Instant(), null=True),
)
