"""The tables of reports: their drafts and submitted revisions."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, Text, UniqueConstraint

from service.store.schema import column, key, period, table
from service.store.types import Canonical, Day, Instant

# Not append-only as a whole: a report that was never submitted may change its period or be discarded.
reports: Final = table(
    "reports",
    key("id", Text()),
    column("farm", Text()),
    column("operator", Text()),
    column("client_reference", Text(), null=True),
    column("period_start", Day()),
    column("period_end", Day()),
    column("created_at", Instant()),
    ForeignKeyConstraint(("farm", "operator"), ("farms.id", "farms.operator")),
    UniqueConstraint("operator", "client_reference"),
    period(),
    Index(None, "farm"),
    Index(None, "operator", "period_start"),
    append_only=False,
)

drafts: Final = table(
    "drafts",
    key("report", Text(), ForeignKey("reports.id")),
    column("revision", Integer()),
    column("content", Canonical()),
    column("reason", Text(), null=True),
    column("version", Integer()),
    column("updated_at", Instant()),
    CheckConstraint("revision >= 1 AND version >= 1", name="counts"),
    append_only=False,
)

revisions: Final = table(
    "revisions",
    key("report", Text(), ForeignKey("reports.id")),
    key("revision", Integer()),
    column("farm", Text()),
    column("period_start", Day()),
    column("period_end", Day()),
    column("content", Canonical()),
    column("sha256", Text()),
    column("reason", Text(), null=True),
    column("submitted_at", Instant()),
    period(),
    CheckConstraint("revision >= 1", name="counts"),
    Index(None, "farm", "period_start"),
)
