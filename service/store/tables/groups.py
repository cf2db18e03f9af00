"""The tables of controlled groups: operators that count as one taxpayer, and the days on which each belongs."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text

from service.store.schema import column, key, table
from service.store.types import Day, Instant

controlled_groups: Final = table(
    "controlled_groups",
    key("id", Text()),
    column("name", Text()),
    column("schedule", Text()),
    column("representative", Text(), ForeignKey("operators.id")),
    column("created_at", Instant()),
)

memberships: Final = table(
    "memberships",
    key("controlled_group", Text(), ForeignKey("controlled_groups.id")),
    key("operator", Text(), ForeignKey("operators.id")),
    key("since", Day()),
    column("until", Day(), null=True),
    key("recorded_at", Instant()),
    CheckConstraint("since <= until", name="days"),
    Index(None, "operator"),
)
