"""The tables of erasure: retention rules, requests for erasure, and what was erased."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ForeignKey, Index, Integer, Text

from service.store.schema import column, key, table
from service.store.types import Day, Instant, Names

retention_rules: Final = table(
    "retention_rules",
    key("id", Text()),
    column("jurisdiction", Text()),
    column("years", Integer()),
    column("counted_from", Text()),
    column("act", Text()),
    column("article", Text()),
    column("url", Text(), null=True),
    column("recorded_by", Text()),
    column("recorded_at", Instant()),
)

erasure_requests: Final = table(
    "erasure_requests",
    key("id", Text()),
    column("operator", Text(), ForeignKey("operators.id")),
    column("act", Text()),
    column("article", Text()),
    column("reason", Text()),
    column("requested_by", Text()),
    column("requested_at", Instant()),
    Index(None, "operator"),
)

# What stands here lets the guards of other tables through, so that names can be taken out of them; and nobody back in.
erasures: Final = table(
    "erasures",
    key("operator", Text(), ForeignKey("operators.id")),
    column("request", Text(), ForeignKey("erasure_requests.id")),
    column("event", Text()),
    column("rules", Names()),
    column("retained_until", Day(), null=True),
    column("confirmed_by", Text()),
    column("erased_at", Instant()),
)
