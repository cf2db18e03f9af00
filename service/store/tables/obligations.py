"""The tables of obligations: what authorities decided about single ones, and the periods that they locked."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ForeignKey, Index, Text

from service.store.schema import column, key, period, table
from service.store.types import Day, Instant, Names

obligation_decisions: Final = table(
    "obligation_decisions",
    key("id", Text()),
    column("obligation", Text()),
    column("operator", Text(), ForeignKey("operators.id")),
    column("decision", Text()),
    column("return_on", Day(), null=True),
    column("payment_on", Day(), null=True),
    column("reason", Text()),
    column("recorded_at", Instant()),
    Index(None, "operator"),
)

period_locks: Final = table(
    "period_locks",
    key("id", Text()),
    column("jurisdiction", Text()),
    column("operator", Text(), ForeignKey("operators.id"), null=True),
    column("schedule", Text(), null=True),
    column("period_start", Day()),
    column("period_end", Day()),
    column("reason", Text()),
    column("routes", Names()),
    column("recorded_at", Instant()),
    period(),
    Index(None, "period_end"),
)

period_unlocks: Final = table(
    "period_unlocks",
    key("lock", Text(), ForeignKey("period_locks.id")),
    column("reason", Text()),
    column("recorded_at", Instant()),
)
