"""The tables of declarations: what binds an operator to an assessment, and the assessments withdrawn before it came."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint

from service.store.schema import column, key, period, table
from service.store.types import Canonical, Day, Instant

# Counted, as revisions are: of each subject, schedule and tax period there is one first declaration and one of each
# number after it, so that two can never be in effect at once.
declarations: Final = table(
    "declarations",
    key("id", Text()),
    column("assessment", Text(), ForeignKey("assessments.id")),
    column("operator", Text(), ForeignKey("operators.id")),
    column("subject", Text()),
    column("schedule", Text()),
    column("period_start", Day()),
    column("period_end", Day()),
    column("number", Integer()),
    column("supersedes", Text(), ForeignKey("declarations.id"), null=True),
    column("declarant", Text()),
    column("document", Canonical()),
    column("sha256", Text()),
    column("declared_at", Instant()),
    UniqueConstraint("assessment"),
    UniqueConstraint("subject", "schedule", "period_start", "number"),
    period(),
    CheckConstraint("number >= 1 AND (number = 1) = (supersedes IS NULL)", name="chain"),
    Index(None, "operator", "id"),
)

assessment_voids: Final = table(
    "assessment_voids",
    key("assessment", Text(), ForeignKey("assessments.id")),
    column("operator", Text(), ForeignKey("operators.id")),
    column("reason", Text()),
    column("voided_at", Instant()),
    Index(None, "operator"),
)
