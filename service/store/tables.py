"""
The tables of the store, as SQLAlchemy Core metadata: one a row class, columns in the order of its members.

Constraint names follow one convention, so that a migration can name what it changes on every database. In SQLite all
tables are STRICT: a column refuses values of another type, so that no decimal ever turns into a binary float.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.sql.base import SchemaEventTarget
from sqlalchemy.types import TypeEngine

from service.store.types import Canonical, Day, ExactDecimal, Headers, Instant, Names

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# A counter of the audit log; SQLite numbers rows only in a column that is plainly INTEGER.
_COUNTER: Final = BigInteger().with_variant(Integer(), "sqlite")


def _table(name: str, *parts: SchemaEventTarget, append_only: bool = True) -> Table:
    """Declare a table; *append_only* says that migrations must guard it with triggers, which the tests demand."""
    return Table(name, metadata, *parts, sqlite_strict=True, info={"append_only": append_only})


def _column(name: str, kind: TypeEngine[Any], *parts: SchemaEventTarget, null: bool = False) -> Column[Any]:
    return Column(name, kind, *parts, nullable=null)


def _key(name: str, kind: TypeEngine[Any], *parts: SchemaEventTarget) -> Column[Any]:
    return Column(name, kind, *parts, primary_key=True, autoincrement=False, nullable=False)


def _period() -> CheckConstraint:
    return CheckConstraint("period_start < period_end", name="period")


operators: Final = _table(
    "operators",
    _key("id", Text()),
    _column("kind", Text()),
    _column("name", Text()),
    _column("client_reference", Text(), null=True),
    _column("created_at", Instant()),
)

farms: Final = _table(
    "farms",
    _key("id", Text()),
    _column("operator", Text(), ForeignKey("operators.id")),
    _column("name", Text()),
    _column("time_zone", Text()),
    _column("client_reference", Text(), null=True),
    _column("created_at", Instant()),
    UniqueConstraint("operator", "client_reference"),
)

farm_places: Final = _table(
    "farm_places",
    _key("farm", Text(), ForeignKey("farms.id")),
    _key("since", Day()),
    _column("region", Text()),
    _column("zone", Text(), null=True),
    _key("recorded_at", Instant()),
)

# Not append-only as a whole: a report that was never submitted may change its period or be discarded.
reports: Final = _table(
    "reports",
    _key("id", Text()),
    _column("farm", Text(), ForeignKey("farms.id")),
    _column("operator", Text(), ForeignKey("operators.id")),
    _column("client_reference", Text(), null=True),
    _column("period_start", Day()),
    _column("period_end", Day()),
    _column("created_at", Instant()),
    UniqueConstraint("operator", "client_reference"),
    _period(),
    Index(None, "farm"),
    append_only=False,
)

drafts: Final = _table(
    "drafts",
    _key("report", Text(), ForeignKey("reports.id")),
    _column("revision", Integer()),
    _column("content", Canonical()),
    _column("reason", Text(), null=True),
    _column("version", Integer()),
    _column("updated_at", Instant()),
    CheckConstraint("revision >= 1 AND version >= 1", name="counts"),
    append_only=False,
)

revisions: Final = _table(
    "revisions",
    _key("report", Text(), ForeignKey("reports.id")),
    _key("revision", Integer()),
    _column("farm", Text()),
    _column("period_start", Day()),
    _column("period_end", Day()),
    _column("content", Canonical()),
    _column("sha256", Text()),
    _column("reason", Text(), null=True),
    _column("submitted_at", Instant()),
    _period(),
    CheckConstraint("revision >= 1", name="counts"),
    Index(None, "farm", "period_start"),
)

schedule_versions: Final = _table(
    "schedule_versions",
    _key("sha256", Text()),
    _column("schedule", Text()),
    _column("version", Text()),
    _column("schedule_content", Canonical()),
    _column("content", Canonical()),
    _column("recorded_at", Instant()),
    _column("withdrawn_at", Instant(), null=True),
)

assessments: Final = _table(
    "assessments",
    _key("id", Text()),
    _column("report", Text()),
    _column("revision", Integer()),
    _column("operator", Text()),
    _column("farm", Text()),
    _column("schedule", Text()),
    _column("version", Text()),
    _column("version_sha256", Text(), ForeignKey("schedule_versions.sha256")),
    _column("period_start", Day()),
    _column("period_end", Day()),
    _column("known_at", Instant()),
    _column("currency", Text(), null=True),
    _column("total", ExactDecimal(), null=True),
    _column("supersedes", Text(), ForeignKey("assessments.id"), null=True),
    _column("difference", ExactDecimal(), null=True),
    _column("document", Canonical()),
    _column("sha256", Text()),
    _column("created_at", Instant()),
    ForeignKeyConstraint(("report", "revision"), ("revisions.report", "revisions.revision")),
    UniqueConstraint("supersedes"),
    _period(),
    Index(None, "report", "revision"),
    Index(None, "operator", "id"),
)

assessment_lines: Final = _table(
    "assessment_lines",
    _key("assessment", Text(), ForeignKey("assessments.id")),
    _key("position", Integer()),
    _column("segment", Text()),
    _column("line", Text()),
    _column("kind", Text()),
    _column("amount", ExactDecimal()),
    _column("law", Text(), null=True),
)

assessment_findings: Final = _table(
    "assessment_findings",
    _key("assessment", Text(), ForeignKey("assessments.id")),
    _key("position", Integer()),
    _column("segment", Text()),
    _column("code", Text()),
    _column("severity", Text()),
    _column("law", Text(), null=True),
)

prices: Final = _table(
    "prices",
    _key("asset", Text()),
    _key("currency", Text()),
    _key("on_day", Day()),
    _column("price", ExactDecimal()),
    _key("source", Text()),
    _column("method", Text()),
    _key("recorded_at", Instant()),
)

rates: Final = _table(
    "rates",
    _key("base", Text()),
    _key("currency", Text()),
    _key("on_day", Day()),
    _column("units", Integer()),
    _column("rate", ExactDecimal()),
    _key("source", Text()),
    _key("recorded_at", Instant()),
    CheckConstraint("units >= 1", name="units"),
)

keys: Final = _table(
    "keys",
    _key("id", Text()),
    _column("digest", Text()),
    _column("name", Text()),
    _column("role", Text()),
    _column("operators", Names()),
    _column("jurisdiction", Text(), null=True),
    _column("scopes", Names()),
    _column("created_at", Instant()),
    _column("expires_at", Instant(), null=True),
    UniqueConstraint("digest"),
)

key_revocations: Final = _table(
    "key_revocations",
    _key("key", Text(), ForeignKey("keys.id")),
    _column("revoked_at", Instant()),
)

# Not append-only: answers may be forgotten when they are no longer promised.
idempotency: Final = _table(
    "idempotency",
    _key("principal", Text()),
    _key("key", Text()),
    _column("operation", Text()),
    _column("fingerprint", Text()),
    _column("status", Integer()),
    _column("headers", Headers()),
    _column("body", Canonical()),
    _column("created_at", Instant()),
    append_only=False,
)

events: Final = _table(
    "events",
    _key("id", Text()),
    _column("operator", Text(), null=True),
    _column("farm", Text(), null=True),
    _column("type", Text()),
    _column("body", Canonical()),
    _column("sha256", Text()),
    _column("occurred_at", Instant()),
    Index(None, "operator"),
)

# A queue: the sequencer takes from it what it gives a position. *enq* is taken before the commit, so a higher one can
# become visible first; that is why positions are not enq, and why nobody reads the queue by "greater than the last".
pending_events: Final = Table(
    "pending_events",
    metadata,
    Column("enq", _COUNTER, primary_key=True, autoincrement=True, nullable=False),
    _column("event", Text(), ForeignKey("events.id")),
    UniqueConstraint("event"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
    info={"append_only": False},
)

event_positions: Final = _table(
    "event_positions",
    _key("position", _COUNTER),
    _column("event", Text(), ForeignKey("events.id")),
    UniqueConstraint("event"),
)

# One row: how many events have a position. Whoever appends moves *size* from what it read; only one can.
audit_tree: Final = _table(
    "audit_tree",
    _key("id", Integer()),
    _column("size", _COUNTER),
    CheckConstraint("id = 1", name="single"),
    append_only=False,
)

openings: Final = _table(
    "openings",
    _key("commitment", Text()),
    _column("event", Text(), ForeignKey("events.id")),
    _column("field", Text()),
    _column("salt", LargeBinary()),
    _column("value", Text()),
    Index(None, "event"),
)
