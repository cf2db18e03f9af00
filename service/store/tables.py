"""
The tables of the store, as SQLAlchemy Core metadata: one a row class, columns in the order of its members.

What is `append_only` here, the migrations guard with triggers.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from service.store.schema import COUNTER, column, key, metadata, period, table
from service.store.types import Canonical, Day, ExactDecimal, Headers, Instant, Names

operators: Final = table(
    "operators",
    key("id", Text()),
    column("kind", Text()),
    column("name", Text()),
    column("client_reference", Text(), null=True),
    column("created_at", Instant()),
)

farms: Final = table(
    "farms",
    key("id", Text()),
    column("operator", Text(), ForeignKey("operators.id")),
    column("name", Text()),
    column("time_zone", Text()),
    column("client_reference", Text(), null=True),
    column("created_at", Instant()),
    UniqueConstraint("operator", "client_reference"),
    UniqueConstraint("id", "operator"),
)

farm_places: Final = table(
    "farm_places",
    key("farm", Text(), ForeignKey("farms.id")),
    key("since", Day()),
    column("region", Text()),
    column("zone", Text(), null=True),
    key("recorded_at", Instant()),
)

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

_superseding: Final = text("supersedes IS NOT NULL")

# No foreign key leads to the version: in PostgreSQL every filing of a country would lock that one row. It cannot be
# removed, because it is append-only, and its hash in the row says which text it was.
assessments: Final = table(
    "assessments",
    key("id", Text()),
    column("report", Text()),
    column("revision", Integer()),
    column("operator", Text()),
    column("farm", Text()),
    column("schedule", Text()),
    column("version", Text()),
    column("version_sha256", Text()),
    column("period_start", Day()),
    column("period_end", Day()),
    column("known_at", Instant()),
    column("currency", Text(), null=True),
    column("total", ExactDecimal(), null=True),
    column("supersedes", Text(), ForeignKey("assessments.id"), null=True),
    column("difference", ExactDecimal(), null=True),
    column("document", Canonical()),
    column("sha256", Text()),
    column("created_at", Instant()),
    ForeignKeyConstraint(("report", "revision"), ("revisions.report", "revisions.revision")),
    period(),
    Index(None, "report", "revision"),
    Index(None, "operator", "id"),
    Index(None, "supersedes", unique=True, postgresql_where=_superseding, sqlite_where=_superseding),
)

assessment_lines: Final = table(
    "assessment_lines",
    key("assessment", Text(), ForeignKey("assessments.id")),
    key("position", Integer()),
    column("segment", Text()),
    column("line", Text()),
    column("kind", Text()),
    column("amount", ExactDecimal()),
    column("law", Text(), null=True),
)

assessment_findings: Final = table(
    "assessment_findings",
    key("assessment", Text(), ForeignKey("assessments.id")),
    key("position", Integer()),
    column("segment", Text()),
    column("code", Text()),
    column("severity", Text()),
    column("law", Text(), null=True),
)

prices: Final = table(
    "prices",
    key("asset", Text()),
    key("currency", Text()),
    key("on_day", Day()),
    column("price", ExactDecimal()),
    key("source", Text()),
    column("method", Text()),
    key("recorded_at", Instant()),
)

rates: Final = table(
    "rates",
    key("base", Text()),
    key("currency", Text()),
    key("on_day", Day()),
    column("units", Integer()),
    column("rate", ExactDecimal()),
    key("source", Text()),
    key("recorded_at", Instant()),
    CheckConstraint("units >= 1", name="units"),
)

keys: Final = table(
    "keys",
    key("id", Text()),
    column("digest", Text()),
    column("name", Text()),
    column("role", Text()),
    column("operators", Names()),
    column("jurisdiction", Text(), null=True),
    column("scopes", Names()),
    column("created_at", Instant()),
    column("expires_at", Instant(), null=True),
    UniqueConstraint("digest"),
)

key_revocations: Final = table(
    "key_revocations",
    key("key", Text(), ForeignKey("keys.id")),
    column("revoked_at", Instant()),
)

# Not append-only: answers may be forgotten when they are no longer promised.
idempotency: Final = table(
    "idempotency",
    key("principal", Text()),
    key("key", Text()),
    column("operation", Text()),
    column("fingerprint", Text()),
    column("status", Integer()),
    column("headers", Headers()),
    column("body", Canonical()),
    column("created_at", Instant()),
    append_only=False,
)

events: Final = table(
    "events",
    key("id", Text()),
    column("operator", Text(), null=True),
    column("farm", Text(), null=True),
    column("type", Text()),
    column("body", Canonical()),
    column("sha256", Text()),
    column("occurred_at", Instant()),
    column("sealing", Text()),
    Index(None, "operator"),
)

# A queue: the sequencer takes from it what it gives a position. *enq* is taken before the commit, so a higher one can
# become visible first; that is why positions are not enq, and why nobody reads the queue by "greater than the last".
pending_events: Final = Table(
    "pending_events",
    metadata,
    Column("enq", COUNTER, primary_key=True, autoincrement=True, nullable=False),
    column("event", Text()),
    sqlite_strict=True,
    sqlite_autoincrement=True,
    info={"append_only": False},
)

event_positions: Final = table(
    "event_positions",
    key("position", COUNTER),
    column("event", Text(), ForeignKey("events.id")),
    UniqueConstraint("event"),
)

# One row: how many events have a position. Whoever appends moves *size* from what it read; only one can.
audit_tree: Final = table(
    "audit_tree",
    key("id", Integer()),
    column("size", COUNTER),
    CheckConstraint("id = 1", name="single"),
    append_only=False,
)

# What the events of one request commit to, under the identifier of the first of them. No foreign key leads here or from
# here: an opening can be forgotten, and the log stays whole.
openings: Final = table(
    "openings",
    key("event", Text()),
    column("seed", LargeBinary()),
    column("disclosures", Canonical()),
)
