"""The tables of assessments: their lines and findings."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Integer, Text, text

from service.store.schema import column, key, period, table
from service.store.types import Canonical, Day, ExactDecimal, Instant

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
