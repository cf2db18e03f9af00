"""
The first schema: parties, reports, assessments, what they rest on, keys and kept answers.

Column types and the ways to declare a column come from the store and never change; everything else is frozen here.
"""

import sqlalchemy as sa
from alembic import op

from service.store import guards
from service.store.schema import column, key, period
from service.store.types import Canonical, Day, ExactDecimal, Flag, Headers, Instant, Names

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "operators", "farms", "farm_places", "reports", "drafts", "revisions",
    "schedule_versions", "assessments", "assessment_inputs", "assessment_segments", "assessment_quotes",
    "assessment_lines", "assessment_findings",
    "prices", "rates", "keys", "key_revocations", "idempotency",
)  # fmt: skip
# With the keys that INSERT OR REPLACE would free.
APPEND_ONLY: dict[str, tuple[guards.Key, ...]] = {
    "operators": (("id",),),
    "farms": (("id",), ("operator", "client_reference")),
    "farm_places": (("farm", "since", "recorded_at"),),
    "revisions": (("report", "revision"),),
    "assessments": (("id",), ("supersedes",)),
    "assessment_inputs": (("assessment", "position"),),
    "assessment_segments": (("assessment", "position"),),
    "assessment_quotes": (("assessment", "position"),),
    "assessment_lines": (("assessment", "position"),),
    "assessment_findings": (("assessment", "position"),),
    "prices": (("asset", "currency", "on_day", "source", "recorded_at"),),
    "rates": (("base", "currency", "on_day", "source", "recorded_at"),),
    "keys": (("id",), ("digest",)),
    "key_revocations": (("key",),),
}


def upgrade() -> None:
    """Create the tables, then their guards."""
    _create_parties()
    _create_reports()
    _create_assessments()
    _create_valuation()
    _create_access()
    guard = _guard_sqlite if op.get_context().dialect.name == "sqlite" else _guard_postgresql
    for statement in guard():
        op.execute(statement)


def downgrade() -> None:
    """Drop everything: before the first schema there was nothing."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        for function in ("refuse_change", "refuse_change_of_submitted", "allow_one_withdrawal"):
            op.execute(f"DROP FUNCTION {function}()")


def _create_parties() -> None:
    """Operators and farms."""
    op.create_table(
        "operators",
        key("id", sa.Text()),
        column("kind", sa.Text()),
        column("name", sa.Text()),
        column("client_reference", sa.Text(), null=True),
        column("created_at", Instant()),
        sqlite_strict=True,
    )
    op.create_table(
        "farms",
        key("id", sa.Text()),
        column("operator", sa.Text(), sa.ForeignKey("operators.id")),
        column("name", sa.Text()),
        column("time_zone", sa.Text()),
        column("client_reference", sa.Text(), null=True),
        column("created_at", Instant()),
        sa.UniqueConstraint("operator", "client_reference"),
        sa.UniqueConstraint("id", "operator"),
        sqlite_strict=True,
    )
    op.create_table(
        "farm_places",
        key("farm", sa.Text(), sa.ForeignKey("farms.id")),
        key("since", Day()),
        column("region", sa.Text()),
        column("zone", sa.Text(), null=True),
        key("recorded_at", Instant()),
        sqlite_strict=True,
    )


def _create_reports() -> None:
    """Reports, their drafts and revisions."""
    op.create_table(
        "reports",
        key("id", sa.Text()),
        column("farm", sa.Text()),
        column("operator", sa.Text()),
        column("client_reference", sa.Text(), null=True),
        column("period_start", Day()),
        column("period_end", Day()),
        column("created_at", Instant()),
        sa.ForeignKeyConstraint(("farm", "operator"), ("farms.id", "farms.operator")),
        sa.UniqueConstraint("operator", "client_reference"),
        period(),
        sa.Index(None, "farm"),
        sqlite_strict=True,
    )
    op.create_table(
        "drafts",
        key("report", sa.Text(), sa.ForeignKey("reports.id")),
        column("revision", sa.Integer()),
        column("content", Canonical()),
        column("reason", sa.Text(), null=True),
        column("version", sa.Integer()),
        column("updated_at", Instant()),
        sa.CheckConstraint("revision >= 1 AND version >= 1", name="counts"),
        sqlite_strict=True,
    )
    op.create_table(
        "revisions",
        key("report", sa.Text(), sa.ForeignKey("reports.id")),
        key("revision", sa.Integer()),
        column("farm", sa.Text()),
        column("period_start", Day()),
        column("period_end", Day()),
        column("content", Canonical()),
        column("sha256", sa.Text()),
        column("reason", sa.Text(), null=True),
        column("submitted_at", Instant()),
        period(),
        sa.CheckConstraint("revision >= 1", name="counts"),
        sa.Index(None, "farm", "period_start"),
        sqlite_strict=True,
    )


def _create_assessments() -> None:
    """Schedule versions, and assessments with what they were computed from and what they state."""
    superseding, first = sa.text("supersedes IS NOT NULL"), sa.text("supersedes IS NULL")
    op.create_table(
        "schedule_versions",
        key("sha256", sa.Text()),
        column("schedule", sa.Text()),
        column("version", sa.Text()),
        column("schedule_content", Canonical()),
        column("content", Canonical()),
        column("recorded_at", Instant()),
        column("withdrawn_at", Instant(), null=True),
        sqlite_strict=True,
    )
    op.create_table(
        "assessments",
        key("id", sa.Text()),
        column("subject", sa.Text()),
        column("operator", sa.Text(), sa.ForeignKey("operators.id")),
        column("farm", sa.Text(), null=True),
        column("schedule", sa.Text()),
        column("version", sa.Text()),
        column("version_sha256", sa.Text()),
        column("period_start", Day()),
        column("period_end", Day()),
        column("in_year", Flag()),
        column("engine", sa.Text()),
        column("known_at", Instant()),
        column("currency", sa.Text(), null=True),
        column("total", ExactDecimal(), null=True),
        column("supersedes", sa.Text(), sa.ForeignKey("assessments.id"), null=True),
        column("difference", ExactDecimal(), null=True),
        column("document", Canonical()),
        column("sha256", sa.Text()),
        column("created_at", Instant()),
        sa.ForeignKeyConstraint(("farm", "operator"), ("farms.id", "farms.operator")),
        period(),
        sa.Index(None, "operator", "id"),
        sa.Index(None, "schedule", "period_start"),
        sa.Index(None, "supersedes", unique=True, postgresql_where=superseding, sqlite_where=superseding),
        sa.Index(None, "subject", "schedule", "period_start", unique=True, postgresql_where=first, sqlite_where=first),
        sqlite_strict=True,
    )
    op.create_table(
        "assessment_inputs",
        key("assessment", sa.Text(), sa.ForeignKey("assessments.id")),
        key("position", sa.Integer()),
        column("report", sa.Text()),
        column("revision", sa.Integer()),
        sa.ForeignKeyConstraint(("report", "revision"), ("revisions.report", "revisions.revision")),
        sa.Index(None, "report", "revision"),
        sqlite_strict=True,
    )
    op.create_table(
        "assessment_segments",
        key("assessment", sa.Text(), sa.ForeignKey("assessments.id")),
        key("position", sa.Integer()),
        column("segment", sa.Text()),
        column("period_start", Day()),
        column("period_end", Day()),
        column("version", sa.Text()),
        column("version_sha256", sa.Text()),
        column("region", sa.Text(), null=True),
        column("zone", sa.Text(), null=True),
        column("facts", Canonical()),
        sqlite_strict=True,
    )
    op.create_table(
        "assessment_quotes",
        key("assessment", sa.Text(), sa.ForeignKey("assessments.id")),
        key("position", sa.Integer()),
        column("kind", sa.Text()),
        column("base", sa.Text()),
        column("currency", sa.Text()),
        column("asked_on", Day()),
        column("since", Day()),
        sa.Index(None, "kind", "base", "currency", "asked_on"),
        sqlite_strict=True,
    )
    op.create_table(
        "assessment_lines",
        key("assessment", sa.Text(), sa.ForeignKey("assessments.id")),
        key("position", sa.Integer()),
        column("segment", sa.Text()),
        column("line", sa.Text()),
        column("kind", sa.Text()),
        column("amount", ExactDecimal()),
        column("law", sa.Text(), null=True),
        sqlite_strict=True,
    )
    op.create_table(
        "assessment_findings",
        key("assessment", sa.Text(), sa.ForeignKey("assessments.id")),
        key("position", sa.Integer()),
        column("segment", sa.Text()),
        column("code", sa.Text()),
        column("severity", sa.Text()),
        column("law", sa.Text(), null=True),
        sqlite_strict=True,
    )


def _create_valuation() -> None:
    """Prices and exchange rates."""
    op.create_table(
        "prices",
        key("asset", sa.Text()),
        key("currency", sa.Text()),
        key("on_day", Day()),
        column("price", ExactDecimal()),
        key("source", sa.Text()),
        column("method", sa.Text()),
        key("recorded_at", Instant()),
        sqlite_strict=True,
    )
    op.create_table(
        "rates",
        key("base", sa.Text()),
        key("currency", sa.Text()),
        key("on_day", Day()),
        column("units", sa.Integer()),
        column("rate", ExactDecimal()),
        key("source", sa.Text()),
        key("recorded_at", Instant()),
        sa.CheckConstraint("units >= 1", name="units"),
        sqlite_strict=True,
    )


def _create_access() -> None:
    """Keys and kept answers."""
    op.create_table(
        "keys",
        key("id", sa.Text()),
        column("digest", sa.Text()),
        column("name", sa.Text()),
        column("role", sa.Text()),
        column("operators", Names()),
        column("jurisdiction", sa.Text(), null=True),
        column("scopes", Names()),
        column("created_at", Instant()),
        column("expires_at", Instant(), null=True),
        sa.UniqueConstraint("digest"),
        sqlite_strict=True,
    )
    op.create_table(
        "key_revocations",
        key("key", sa.Text(), sa.ForeignKey("keys.id")),
        column("revoked_at", Instant()),
        sqlite_strict=True,
    )
    op.create_table(
        "idempotency",
        key("principal", sa.Text()),
        key("key", sa.Text()),
        column("operation", sa.Text()),
        column("fingerprint", sa.Text()),
        column("status", sa.Integer()),
        column("headers", Headers()),
        column("body", Canonical()),
        column("created_at", Instant()),
        sqlite_strict=True,
    )


def _guard_postgresql() -> list[str]:
    submitted, versions = "refuse_change_of_submitted", "allow_one_withdrawal"
    return [
        *guards.POSTGRESQL_FUNCTIONS,
        *(statement for table in APPEND_ONLY for statement in guards.postgresql_append_only(table)),
        *guards.postgresql_append_only("schedule_versions", UPDATE=versions),
        *guards.postgresql_append_only("reports", UPDATE=submitted, DELETE=submitted),
        *guards.postgresql_guard("idempotency", "UPDATE"),
        # Answers are soon forgotten: compressing them would cost more than all else of writing them.
        "ALTER TABLE idempotency SET (toast_tuple_target = 8160)",
    ]


def _guard_sqlite() -> list[str]:
    statements = [guard for table, keys in APPEND_ONLY.items() for guard in guards.sqlite_append_only(table, keys)]
    versioned = ("sha256", "schedule", "version", "schedule_content", "content", "recorded_at")
    withdrawn_again = "OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL"
    submitted = "EXISTS (SELECT 1 FROM revisions WHERE report = OLD.id)"
    first = "supersedes IS NULL AND NEW.supersedes IS NULL"
    return [
        *statements,
        *guards.sqlite_replacement_guard("assessments", (("subject", "schedule", "period_start"),), among=first),
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
    ]
