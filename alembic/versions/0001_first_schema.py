"""
The first schema: parties, reports, assessments, what they rest on, keys, kept answers and audit events.

Column types come from the store, because their form differs by database and never changes; everything else is frozen.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from service.store import guards
from service.store.types import Canonical, Day, ExactDecimal, Headers, Instant, Names

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

TABLES = (
    "operators",
    "farms",
    "farm_places",
    "reports",
    "drafts",
    "revisions",
    "schedule_versions",
    "assessments",
    "assessment_lines",
    "assessment_findings",
    "prices",
    "rates",
    "keys",
    "key_revocations",
    "idempotency",
    "events",
    "pending_events",
    "event_positions",
    "audit_tree",
    "openings",
)
# With the keys that INSERT OR REPLACE would free.
APPEND_ONLY: dict[str, tuple[guards.Key, ...]] = {
    "operators": (("id",),),
    "farms": (("id",), ("operator", "client_reference")),
    "farm_places": (("farm", "since", "recorded_at"),),
    "revisions": (("report", "revision"),),
    "assessments": (("id",), ("supersedes",)),
    "assessment_lines": (("assessment", "position"),),
    "assessment_findings": (("assessment", "position"),),
    "prices": (("asset", "currency", "on_day", "source", "recorded_at"),),
    "rates": (("base", "currency", "on_day", "source", "recorded_at"),),
    "keys": (("id",), ("digest",)),
    "key_revocations": (("key",),),
    "events": (("id",),),
    "event_positions": (("position",), ("event",)),
    "openings": (("commitment",),),
}


def upgrade() -> None:
    """Create the tables, then their guards."""
    _create_parties()
    _create_reports()
    _create_assessments()
    _create_valuation()
    _create_access()
    _create_audit()
    op.execute("INSERT INTO audit_tree (id, size) VALUES (1, 0)")
    guard = _guard_sqlite if op.get_context().dialect.name == "sqlite" else _guard_postgresql
    for statement in guard():
        op.execute(statement)


def downgrade() -> None:
    """Drop everything: before the first schema there was nothing."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        for function in guards.POSTGRESQL_FUNCTION_NAMES:
            op.execute(f"DROP FUNCTION {function}()")


def _column(name: str, kind: TypeEngine[Any], *parts: Any, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, *parts, nullable=null)


def _key(name: str, kind: TypeEngine[Any], *parts: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *parts, primary_key=True, autoincrement=False, nullable=False)


def _period() -> sa.CheckConstraint:
    return sa.CheckConstraint("period_start < period_end", name="period")


def _create_parties() -> None:
    """Operators and farms."""
    op.create_table(
        "operators",
        _key("id", sa.Text()),
        _column("kind", sa.Text()),
        _column("name", sa.Text()),
        _column("client_reference", sa.Text(), null=True),
        _column("created_at", Instant()),
        sqlite_strict=True,
    )
    op.create_table(
        "farms",
        _key("id", sa.Text()),
        _column("operator", sa.Text(), sa.ForeignKey("operators.id")),
        _column("name", sa.Text()),
        _column("time_zone", sa.Text()),
        _column("client_reference", sa.Text(), null=True),
        _column("created_at", Instant()),
        sa.UniqueConstraint("operator", "client_reference"),
        sqlite_strict=True,
    )
    op.create_table(
        "farm_places",
        _key("farm", sa.Text(), sa.ForeignKey("farms.id")),
        _key("since", Day()),
        _column("region", sa.Text()),
        _column("zone", sa.Text(), null=True),
        _key("recorded_at", Instant()),
        sqlite_strict=True,
    )


def _create_reports() -> None:
    """Reports, their drafts and revisions."""
    op.create_table(
        "reports",
        _key("id", sa.Text()),
        _column("farm", sa.Text(), sa.ForeignKey("farms.id")),
        _column("operator", sa.Text(), sa.ForeignKey("operators.id")),
        _column("client_reference", sa.Text(), null=True),
        _column("period_start", Day()),
        _column("period_end", Day()),
        _column("created_at", Instant()),
        sa.UniqueConstraint("operator", "client_reference"),
        _period(),
        sa.Index(None, "farm"),
        sqlite_strict=True,
    )
    op.create_table(
        "drafts",
        _key("report", sa.Text(), sa.ForeignKey("reports.id")),
        _column("revision", sa.Integer()),
        _column("content", Canonical()),
        _column("reason", sa.Text(), null=True),
        _column("version", sa.Integer()),
        _column("updated_at", Instant()),
        sa.CheckConstraint("revision >= 1 AND version >= 1", name="counts"),
        sqlite_strict=True,
    )
    op.create_table(
        "revisions",
        _key("report", sa.Text(), sa.ForeignKey("reports.id")),
        _key("revision", sa.Integer()),
        _column("farm", sa.Text()),
        _column("period_start", Day()),
        _column("period_end", Day()),
        _column("content", Canonical()),
        _column("sha256", sa.Text()),
        _column("reason", sa.Text(), null=True),
        _column("submitted_at", Instant()),
        _period(),
        sa.CheckConstraint("revision >= 1", name="counts"),
        sa.Index(None, "farm", "period_start"),
        sqlite_strict=True,
    )


def _create_assessments() -> None:
    """Schedule versions, assessments, lines and findings."""
    op.create_table(
        "schedule_versions",
        _key("sha256", sa.Text()),
        _column("schedule", sa.Text()),
        _column("version", sa.Text()),
        _column("schedule_content", Canonical()),
        _column("content", Canonical()),
        _column("recorded_at", Instant()),
        _column("withdrawn_at", Instant(), null=True),
        sqlite_strict=True,
    )
    op.create_table(
        "assessments",
        _key("id", sa.Text()),
        _column("report", sa.Text()),
        _column("revision", sa.Integer()),
        _column("operator", sa.Text()),
        _column("farm", sa.Text()),
        _column("schedule", sa.Text()),
        _column("version", sa.Text()),
        _column("version_sha256", sa.Text(), sa.ForeignKey("schedule_versions.sha256")),
        _column("period_start", Day()),
        _column("period_end", Day()),
        _column("known_at", Instant()),
        _column("currency", sa.Text(), null=True),
        _column("total", ExactDecimal(), null=True),
        _column("supersedes", sa.Text(), sa.ForeignKey("assessments.id"), null=True),
        _column("difference", ExactDecimal(), null=True),
        _column("document", Canonical()),
        _column("sha256", sa.Text()),
        _column("created_at", Instant()),
        sa.ForeignKeyConstraint(("report", "revision"), ("revisions.report", "revisions.revision")),
        sa.UniqueConstraint("supersedes"),
        _period(),
        sa.Index(None, "report", "revision"),
        sa.Index(None, "operator", "id"),
        sqlite_strict=True,
    )
    op.create_table(
        "assessment_lines",
        _key("assessment", sa.Text(), sa.ForeignKey("assessments.id")),
        _key("position", sa.Integer()),
        _column("segment", sa.Text()),
        _column("line", sa.Text()),
        _column("kind", sa.Text()),
        _column("amount", ExactDecimal()),
        _column("law", sa.Text(), null=True),
        sqlite_strict=True,
    )
    op.create_table(
        "assessment_findings",
        _key("assessment", sa.Text(), sa.ForeignKey("assessments.id")),
        _key("position", sa.Integer()),
        _column("segment", sa.Text()),
        _column("code", sa.Text()),
        _column("severity", sa.Text()),
        _column("law", sa.Text(), null=True),
        sqlite_strict=True,
    )


def _create_valuation() -> None:
    """Prices and exchange rates."""
    op.create_table(
        "prices",
        _key("asset", sa.Text()),
        _key("currency", sa.Text()),
        _key("on_day", Day()),
        _column("price", ExactDecimal()),
        _key("source", sa.Text()),
        _column("method", sa.Text()),
        _key("recorded_at", Instant()),
        sqlite_strict=True,
    )
    op.create_table(
        "rates",
        _key("base", sa.Text()),
        _key("currency", sa.Text()),
        _key("on_day", Day()),
        _column("units", sa.Integer()),
        _column("rate", ExactDecimal()),
        _key("source", sa.Text()),
        _key("recorded_at", Instant()),
        sa.CheckConstraint("units >= 1", name="units"),
        sqlite_strict=True,
    )


def _create_access() -> None:
    """Keys and kept answers."""
    op.create_table(
        "keys",
        _key("id", sa.Text()),
        _column("digest", sa.Text()),
        _column("name", sa.Text()),
        _column("role", sa.Text()),
        _column("operators", Names()),
        _column("jurisdiction", sa.Text(), null=True),
        _column("scopes", Names()),
        _column("created_at", Instant()),
        _column("expires_at", Instant(), null=True),
        sa.UniqueConstraint("digest"),
        sqlite_strict=True,
    )
    op.create_table(
        "key_revocations",
        _key("key", sa.Text(), sa.ForeignKey("keys.id")),
        _column("revoked_at", Instant()),
        sqlite_strict=True,
    )
    op.create_table(
        "idempotency",
        _key("principal", sa.Text()),
        _key("key", sa.Text()),
        _column("operation", sa.Text()),
        _column("fingerprint", sa.Text()),
        _column("status", sa.Integer()),
        _column("headers", Headers()),
        _column("body", Canonical()),
        _column("created_at", Instant()),
        sqlite_strict=True,
    )


def _create_audit() -> None:
    """Events, their queue, their places in the log, and what their commitments open to."""
    op.create_table(
        "events",
        _key("id", sa.Text()),
        _column("operator", sa.Text(), null=True),
        _column("farm", sa.Text(), null=True),
        _column("type", sa.Text()),
        _column("body", Canonical()),
        _column("sha256", sa.Text()),
        _column("occurred_at", Instant()),
        sa.Index(None, "operator"),
        sqlite_strict=True,
    )
    op.create_table(
        "pending_events",
        sa.Column("enq", COUNTER, autoincrement=True, primary_key=True, nullable=False),
        _column("event", sa.Text(), sa.ForeignKey("events.id")),
        sa.UniqueConstraint("event"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "event_positions",
        _key("position", COUNTER),
        _column("event", sa.Text(), sa.ForeignKey("events.id")),
        sa.UniqueConstraint("event"),
        sqlite_strict=True,
    )
    op.create_table(
        "audit_tree",
        _key("id", sa.Integer()),
        _column("size", COUNTER),
        sa.CheckConstraint("id = 1", name="single"),
        sqlite_strict=True,
    )
    op.create_table(
        "openings",
        _key("commitment", sa.Text()),
        _column("event", sa.Text(), sa.ForeignKey("events.id")),
        _column("field", sa.Text()),
        _column("salt", sa.LargeBinary()),
        _column("value", sa.Text()),
        sa.Index(None, "event"),
        sqlite_strict=True,
    )


def _guard_postgresql() -> list[str]:
    statements = list(guards.POSTGRESQL_FUNCTIONS)
    for table in APPEND_ONLY:
        for operation in ("UPDATE", "DELETE", "TRUNCATE"):
            statements += guards.postgresql_guard(table, operation)
    statements += guards.postgresql_guard("schedule_versions", "UPDATE", "allow_one_withdrawal")
    statements += guards.postgresql_guard("schedule_versions", "DELETE")
    statements += guards.postgresql_guard("schedule_versions", "TRUNCATE")
    statements += guards.postgresql_guard("reports", "UPDATE", "refuse_change_of_submitted")
    statements += guards.postgresql_guard("reports", "DELETE", "refuse_change_of_submitted")
    statements += guards.postgresql_guard("reports", "TRUNCATE")
    statements += guards.postgresql_guard("idempotency", "UPDATE")
    statements += guards.postgresql_guard("audit_tree", "UPDATE", "refuse_shrinking")
    statements += guards.postgresql_guard("audit_tree", "DELETE")
    statements += guards.postgresql_guard("audit_tree", "TRUNCATE")
    return statements


def _guard_sqlite() -> list[str]:
    statements = []
    for table, keys in APPEND_ONLY.items():
        statements += [guards.sqlite_guard(table, "UPDATE"), guards.sqlite_guard(table, "DELETE")]
        statements += guards.sqlite_replacement_guard(table, keys)
    versioned = ("sha256", "schedule", "version", "schedule_content", "content", "recorded_at")
    withdrawn_again = "OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL"
    submitted = "EXISTS (SELECT 1 FROM revisions WHERE report = OLD.id)"
    return [
        *statements,
        guards.sqlite_guard("schedule_versions", "UPDATE", of=versioned),
        guards.sqlite_guard("schedule_versions", "UPDATE", of=("withdrawn_at",), when=withdrawn_again),
        guards.sqlite_guard("schedule_versions", "DELETE"),
        *guards.sqlite_replacement_guard("schedule_versions", (("sha256",),)),
        guards.sqlite_guard("reports", "UPDATE", of=("id", "farm", "operator", "client_reference", "created_at")),
        guards.sqlite_guard("reports", "UPDATE", of=("period_start", "period_end"), when=submitted),
        guards.sqlite_guard("reports", "DELETE", when=submitted),
        *guards.sqlite_replacement_guard("reports", (("id",), ("operator", "client_reference"))),
        guards.sqlite_guard("idempotency", "UPDATE"),
        *guards.sqlite_replacement_guard("idempotency", (("principal", "key"),)),
        guards.sqlite_guard("audit_tree", "UPDATE", when="NEW.size < OLD.size"),
        guards.sqlite_guard("audit_tree", "DELETE"),
        *guards.sqlite_replacement_guard("audit_tree", (("id",),)),
    ]
