"""
The tables of the store, as SQLAlchemy Core metadata: one a row class, columns in the order of its members.

One module a subject. What is `append_only` here, the migrations guard with triggers.
"""

from service.store.tables.access import idempotency, key_revocations, keys
from service.store.tables.assessments import (
    assessment_findings,
    assessment_inputs,
    assessment_lines,
    assessment_quotes,
    assessment_segments,
    assessments,
)
from service.store.tables.audit import (
    audit_tree,
    checkpoints,
    cosignatures,
    events,
    leaves,
    log_key_changes,
    opening_keys,
    openings,
    pending_events,
    streams,
    tiles,
    wrapping_keys,
)
from service.store.tables.calendars import calendar_years
from service.store.tables.declarations import assessment_voids, declarations
from service.store.tables.erasure import erasure_requests, erasures, retention_rules
from service.store.tables.groups import controlled_groups, memberships
from service.store.tables.knowledge import (
    assessment_differences,
    assessment_staleness,
    job_failures,
    job_states,
    jobs,
)
from service.store.tables.law import schedule_versions
from service.store.tables.obligations import obligation_decisions, period_locks, period_unlocks
from service.store.tables.payments import payments, reference_rates
from service.store.tables.publishing import (
    law_changes,
    law_drafts,
    law_publications,
    law_steps,
    law_withdrawals,
    signing_key_revocations,
    signing_keys,
)
from service.store.tables.quotes import prices, rates
from service.store.tables.reports import drafts, reports, revisions
from service.store.tables.stamps import stamps
from service.store.tables.taxpayers import clock_moves, farm_places, farms, operators

__all__ = [
    "assessment_differences",
    "assessment_findings",
    "assessment_inputs",
    "assessment_lines",
    "assessment_quotes",
    "assessment_segments",
    "assessment_staleness",
    "assessment_voids",
    "assessments",
    "audit_tree",
    "calendar_years",
    "checkpoints",
    "clock_moves",
    "controlled_groups",
    "cosignatures",
    "declarations",
    "drafts",
    "erasure_requests",
    "erasures",
    "events",
    "farm_places",
    "farms",
    "idempotency",
    "job_failures",
    "job_states",
    "jobs",
    "key_revocations",
    "keys",
    "law_changes",
    "law_drafts",
    "law_publications",
    "law_steps",
    "law_withdrawals",
    "leaves",
    "log_key_changes",
    "memberships",
    "obligation_decisions",
    "opening_keys",
    "openings",
    "operators",
    "payments",
    "pending_events",
    "period_locks",
    "period_unlocks",
    "prices",
    "rates",
    "reference_rates",
    "reports",
    "retention_rules",
    "revisions",
    "schedule_versions",
    "signing_key_revocations",
    "signing_keys",
    "stamps",
    "streams",
    "tiles",
    "wrapping_keys",
]
