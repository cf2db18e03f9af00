"""The tables of what statements are drawn from beside assessments: noted payments, and reference rates."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text

from service.store.schema import column, key, table
from service.store.types import Day, ExactDecimal, Instant

_reversing: Final = text("reverses IS NOT NULL")

payments: Final = table(
    "payments",
    key("id", Text()),
    column("operator", Text(), ForeignKey("operators.id")),
    column("jurisdiction", Text()),
    column("paid_on", Day()),
    column("currency", Text()),
    column("amount", ExactDecimal()),
    column("reference", Text()),
    column("reverses", Text(), ForeignKey("payments.id"), null=True),
    column("reason", Text(), null=True),
    column("noted_at", Instant()),
    UniqueConstraint("operator", "reference"),
    Index(None, "operator", "id"),
    Index(None, "reverses", unique=True, postgresql_where=_reversing, sqlite_where=_reversing),
)

reference_rates: Final = table(
    "reference_rates",
    key("series", Text()),
    key("since", Day()),
    column("rate", ExactDecimal()),
    column("source", Text()),
    key("recorded_at", Instant()),
)
