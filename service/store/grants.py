"""
What each role of PostgreSQL may do with each table: the right that its work asks for, and no other.

They are hygiene, as the triggers are: a mistake or a stolen password reaches less. Evidence does not depend on them.
A new table is entered here and nowhere else; whoever forgets it is told by the tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class DatabaseRole(StrEnum):
    """Who works on the database; the names of the roles end in these."""

    OWNER = "owner"
    """Owns the tables, and changes them by migrations; nobody logs in as it."""
    APP = "app"
    """Answers requests, and does jobs."""
    SEQUENCER = "sequencer"
    """Moves what waits into the log."""
    ERASER = "eraser"
    """Forgets what commitments open to, and records that it did."""
    AUDITOR = "auditor"
    """Reads."""


# For each role that writes a table, the privileges as GRANT has them.
Writers = Mapping[DatabaseRole, tuple[str, ...]]

_RECORDED: Final[Writers] = {DatabaseRole.APP: ("INSERT",)}
# A heading of the log is an event too, and so is an erasure.
_TOLD: Final[Writers] = dict.fromkeys((DatabaseRole.APP, DatabaseRole.SEQUENCER, DatabaseRole.ERASER), ("INSERT",))

# What is taken from rows that stay when their operator is erased.
_NAMELESS: Final = ("UPDATE (name)", "UPDATE (client_reference)")

WRITERS: Final[Mapping[str, Writers]] = {
    # Locking a row asks for the right to change a column of it; the guard refuses the change itself.
    "operators": {
        DatabaseRole.APP: ("INSERT", "UPDATE (id)"),
        DatabaseRole.ERASER: ("UPDATE (id)", *_NAMELESS),
    },
    "farms": {DatabaseRole.APP: ("INSERT",), DatabaseRole.ERASER: _NAMELESS},
    **dict.fromkeys(("farm_places", "clock_moves", "controlled_groups", "memberships"), _RECORDED),
    "reports": {
        DatabaseRole.APP: ("INSERT", "UPDATE (period_start)", "UPDATE (period_end)", "DELETE"),
        DatabaseRole.ERASER: ("DELETE",),
    },
    "drafts": {DatabaseRole.APP: ("INSERT", "UPDATE", "DELETE"), DatabaseRole.ERASER: ("DELETE",)},
    "revisions": _RECORDED,
    "assessments": _RECORDED,
    **dict.fromkeys(
        (
            "assessment_inputs",
            "assessment_segments",
            "assessment_quotes",
            "assessment_lines",
            "assessment_findings",
            "assessment_staleness",
            "assessment_differences",
            "assessment_voids",
        ),
        _RECORDED,
    ),
    **dict.fromkeys(("jobs", "job_failures"), _RECORDED),
    "job_states": {DatabaseRole.APP: ("INSERT", "UPDATE")},
    "schedule_versions": {DatabaseRole.APP: ("INSERT", "UPDATE (withdrawn_at)")},
    "law_drafts": {DatabaseRole.APP: ("INSERT", "UPDATE")},
    "law_changes": {DatabaseRole.APP: ("UPDATE (changes)",)},
    **dict.fromkeys(
        ("law_steps", "law_publications", "law_withdrawals", "signing_keys", "signing_key_revocations"), _RECORDED
    ),
    **dict.fromkeys(("prices", "rates", "reference_rates", "payments", "key_revocations"), _RECORDED),
    "keys": {DatabaseRole.APP: ("INSERT",), DatabaseRole.ERASER: ("UPDATE (name)",)},
    "declarations": {DatabaseRole.APP: ("INSERT",), DatabaseRole.ERASER: ("UPDATE (declarant)",)},
    **dict.fromkeys(("obligation_decisions", "period_locks", "period_unlocks", "calendar_years"), _RECORDED),
    "idempotency": {DatabaseRole.APP: ("INSERT",), DatabaseRole.ERASER: ("INSERT", "DELETE")},
    "events": _TOLD,
    "pending_events": {**_TOLD, DatabaseRole.SEQUENCER: ("INSERT", "DELETE")},
    "openings": {**_TOLD, DatabaseRole.ERASER: ("INSERT", "DELETE")},
    # Whoever seals shares a lock on the key, which asks for the right to change a column of it.
    "opening_keys": {
        DatabaseRole.APP: ("INSERT", "UPDATE (subject)"),
        DatabaseRole.ERASER: ("INSERT", "UPDATE", "DELETE"),
    },
    "wrapping_keys": {DatabaseRole.APP: ("INSERT",), DatabaseRole.ERASER: ("INSERT", "DELETE")},
    **dict.fromkeys(("retention_rules", "erasure_requests"), _RECORDED),
    "erasures": {DatabaseRole.ERASER: ("INSERT",)},
    "leaves": {DatabaseRole.SEQUENCER: ("INSERT",)},
    "checkpoints": {DatabaseRole.SEQUENCER: ("INSERT",)},
    "cosignatures": {DatabaseRole.SEQUENCER: ("INSERT",)},
    "stamps": {DatabaseRole.SEQUENCER: ("INSERT",)},
    "log_key_changes": _RECORDED,
    "tiles": {DatabaseRole.SEQUENCER: ("INSERT", "UPDATE (width)", "UPDATE (data)")},
    "streams": {DatabaseRole.SEQUENCER: ("INSERT", "UPDATE (count)", "UPDATE (head)")},
    "audit_tree": {DatabaseRole.SEQUENCER: ("UPDATE (size)", "UPDATE (root)")},
}

_EVERYBODY: Final = frozenset({DatabaseRole.APP, DatabaseRole.SEQUENCER, DatabaseRole.ERASER, DatabaseRole.AUDITOR})
# The log is made of these alone: who moves events into it has no need of reports, or of what commitments open to.
_SEEN_BY_SEQUENCER: Final = frozenset(
    {
        "events",
        "pending_events",
        "leaves",
        "tiles",
        "streams",
        "audit_tree",
        "checkpoints",
        "cosignatures",
        "stamps",
        "log_key_changes",
        "alembic_version",
    }
)


def readers(table: str) -> frozenset[DatabaseRole]:
    """Return the roles that may read *table*."""
    return _EVERYBODY if table in _SEEN_BY_SEQUENCER else _EVERYBODY - {DatabaseRole.SEQUENCER}


def privileges(table: str, role: DatabaseRole) -> frozenset[str]:
    """Return the privileges of *role* on *table*, as GRANT has them, those on a column one by one."""
    written = WRITERS.get(table, {}).get(role, ())
    return frozenset(written) | ({"SELECT"} if role in readers(table) else frozenset())
