"""The tables of knowledge that came later: what it makes stale, what reassessing came to, and the jobs that do it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text

from service.store.schema import column, key, table
from service.store.types import Canonical, Day, ExactDecimal, Flag, Instant

assessment_staleness: Final = table(
    "assessment_staleness",
    key("assessment", Text(), ForeignKey("assessments.id")),
    key("reason", Text()),
    key("cause", Text()),
    column("recorded_at", Instant()),
)

assessment_differences: Final = table(
    "assessment_differences",
    key("assessment", Text(), ForeignKey("assessments.id")),
    key("position", Integer()),
    column("cause", Text()),
    column("period_start", Day()),
    column("period_end", Day()),
    column("line", Text()),
    column("result", Flag()),
    column("before", ExactDecimal()),
    column("after", ExactDecimal()),
    column("difference", ExactDecimal()),
)

jobs: Final = table(
    "jobs",
    key("id", Text()),
    column("kind", Text()),
    column("parameters", Canonical()),
    column("total", Integer()),
    column("requested_by", Text()),
    column("created_at", Instant()),
)

# Not append-only: it says how far a lane of a job is.
job_states: Final = table(
    "job_states",
    key("job", Text(), ForeignKey("jobs.id")),
    key("lane", Integer()),
    column("state", Text()),
    column("cursor", Text()),
    column("done", Integer()),
    column("failed", Integer()),
    column("cancelling", Flag()),
    column("updated_at", Instant()),
    CheckConstraint("done >= 0 AND failed >= 0", name="counts"),
    Index(None, "state"),
    append_only=False,
)

job_failures: Final = table(
    "job_failures",
    key("job", Text(), ForeignKey("jobs.id")),
    key("subject", Text()),
    column("code", Text()),
    column("detail", Text()),
)
