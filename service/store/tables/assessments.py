"""The tables of assessments: what they were computed from, their segments, lines and findings."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Integer, Text, text

from service.store.schema import column, key, period, table
from service.store.types import Canonical, Day, ExactDecimal, Flag, Instant

_superseding: Final = text("supersedes IS NOT NULL")
# One chain of assessments for a subject, schedule and tax period, each superseding the one before.
_first: Final = text("supersedes IS NULL")

# No foreign key leads to the version: in PostgreSQL every filing of a country would lock that one row. It cannot be
# removed, because it is append-only, and its hash in the row says which text it was.
assessments: Final = table(
    "assessments",
    key("id", Text()),
    column("subject", Text()),
    column("operator", Text(), ForeignKey("operators.id")),
    column("farm", Text(), null=True),
    column("schedule", Text()),
    column("version", Text()),
    column("version_sha256", Text()),
    column("period_start", Day()),
    column("period_end", Day()),
    column("in_year", Flag()),
    column("engine", Text()),
    column("known_at", Instant()),
    column("currency", Text(), null=True),
    column("total", ExactDecimal(), null=True),
    column("supersedes", Text(), ForeignKey("assessments.id"), null=True),
    column("difference", ExactDecimal(), null=True),
    column("document", Canonical()),
    column("sha256", Text()),
    column("created_at", Instant()),
    ForeignKeyConstraint(("farm", "operator"), ("farms.id", "farms.operator")),
    period(),
    Index(None, "operator", "id"),
    Index(None, "schedule", "period_start"),
    Index(None, "supersedes", unique=True, postgresql_where=_superseding, sqlite_where=_superseding),
    Index(None, "subject", "schedule", "period_start", unique=True, postgresql_where=_first, sqlite_where=_first),
)

assessment_inputs: Final = table(
    "assessment_inputs",
    key("assessment", Text(), ForeignKey("assessments.id")),
    key("position", Integer()),
    column("report", Text()),
    column("revision", Integer()),
    ForeignKeyConstraint(("report", "revision"), ("revisions.report", "revisions.revision")),
    Index(None, "report", "revision"),
)

assessment_segments: Final = table(
    "assessment_segments",
    key("assessment", Text(), ForeignKey("assessments.id")),
    key("position", Integer()),
    column("segment", Text()),
    column("period_start", Day()),
    column("period_end", Day()),
    column("version", Text()),
    column("version_sha256", Text()),
    column("region", Text(), null=True),
    column("zone", Text(), null=True),
    column("facts", Canonical()),
)

assessment_quotes: Final = table(
    "assessment_quotes",
    key("assessment", Text(), ForeignKey("assessments.id")),
    key("position", Integer()),
    column("kind", Text()),
    column("base", Text()),
    column("currency", Text()),
    column("asked_on", Day()),
    column("since", Day()),
    Index(None, "kind", "base", "currency", "asked_on"),
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
