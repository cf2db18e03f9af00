"""Which row class is kept in which table, and how its members become what a driver takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final, TypeVar

from sqlalchemy import Row as Record
from sqlalchemy import Table

from service.store import rows, tables
from service.store.schema import metadata
from service.store.types import POSTGRESQL, to_sqlite, to_wire, wire_format

TABLES: Final[dict[type, Table]] = {
    rows.OperatorRow: tables.operators,
    rows.ClockMoveRow: tables.clock_moves,
    rows.FarmRow: tables.farms,
    rows.FarmPlaceRow: tables.farm_places,
    rows.GroupRow: tables.controlled_groups,
    rows.MembershipRow: tables.memberships,
    rows.ReportRow: tables.reports,
    rows.DraftRow: tables.drafts,
    rows.RevisionRow: tables.revisions,
    rows.AssessmentRow: tables.assessments,
    rows.InputRow: tables.assessment_inputs,
    rows.SegmentRow: tables.assessment_segments,
    rows.QuoteRow: tables.assessment_quotes,
    rows.LineRow: tables.assessment_lines,
    rows.FindingRow: tables.assessment_findings,
    rows.StalenessRow: tables.assessment_staleness,
    rows.DifferenceRow: tables.assessment_differences,
    rows.JobRow: tables.jobs,
    rows.JobStateRow: tables.job_states,
    rows.JobFailureRow: tables.job_failures,
    rows.ScheduleVersionRow: tables.schedule_versions,
    rows.LawDraftRow: tables.law_drafts,
    rows.LawStepRow: tables.law_steps,
    rows.LawPublicationRow: tables.law_publications,
    rows.LawWithdrawalRow: tables.law_withdrawals,
    rows.SigningKeyRow: tables.signing_keys,
    rows.SigningKeyRevocationRow: tables.signing_key_revocations,
    rows.PriceRow: tables.prices,
    rows.RateRow: tables.rates,
    rows.PaymentRow: tables.payments,
    rows.ReferenceRateRow: tables.reference_rates,
    rows.CalendarYearRow: tables.calendar_years,
    rows.ObligationDecisionRow: tables.obligation_decisions,
    rows.PeriodLockRow: tables.period_locks,
    rows.PeriodUnlockRow: tables.period_unlocks,
    rows.DeclarationRow: tables.declarations,
    rows.AssessmentVoidRow: tables.assessment_voids,
    rows.KeyRow: tables.keys,
    rows.KeyRevocationRow: tables.key_revocations,
    rows.IdempotencyRow: tables.idempotency,
    rows.EventRow: tables.events,
    rows.PendingEventRow: tables.pending_events,
    rows.LeafRow: tables.leaves,
    rows.TileRow: tables.tiles,
    rows.StreamRow: tables.streams,
    rows.CheckpointRow: tables.checkpoints,
    rows.CosignatureRow: tables.cosignatures,
    rows.StampRow: tables.stamps,
    rows.LogKeyChangeRow: tables.log_key_changes,
    rows.OpeningRow: tables.openings,
    rows.RetentionRuleRow: tables.retention_rules,
    rows.ErasureRequestRow: tables.erasure_requests,
    rows.ErasureRow: tables.erasures,
    rows.WrappingKeyRow: tables.wrapping_keys,
    rows.OpeningKeyRow: tables.opening_keys,
}

_Row = TypeVar("_Row")


class Writing:
    """How rows of one class are written to one kind of database: the columns, and a row's values in their order."""

    def __init__(self, row: type, database: str) -> None:
        """Work out once what every write of this class needs."""
        table = TABLES[row]
        self.table = table.name
        self.columns = tuple(field.name for field in fields(row))
        self.kinds = tuple(table.c[column].type for column in self.columns)
        self.formats = tuple(map(wire_format, self.kinds))
        self.converts = tuple(
            to_wire(kind) if database == POSTGRESQL else to_sqlite(kind) or _as_it_is for kind in self.kinds
        )
        # What gets one member gives it bare.
        bare = attrgetter(*self.columns)
        self.members: Callable[[object], tuple[Any, ...]] = bare if len(self.columns) > 1 else lambda row: (bare(row),)

    def values(self, row: object) -> list[Any]:
        """Return the values of *row* as the driver takes them."""
        return [
            None if value is None else convert(value)
            for convert, value in zip(self.converts, self.members(row), strict=True)
        ]


def _as_it_is(value: object) -> object:
    return value


def writings(database: str) -> dict[type, Writing]:
    """
    Return how rows of every class are written to *database*, in an order in which foreign keys are met.

    Kept answers come first: of two equal requests the second stops there, before it has written anything else.
    """
    ranks = {table: rank for rank, table in enumerate(metadata.sorted_tables)}
    ranks[tables.idempotency] = -1
    return {row: Writing(row, database) for row in sorted(TABLES, key=lambda row: ranks[TABLES[row]])}


def columns_of(row: type) -> list[Any]:
    """Return the columns that the members of a *row* class are made of, in their order."""
    table = TABLES[row]
    return [table.c[field.name] for field in fields(row)]


def from_record(row: type[_Row], record: Record[Any], start: int = 0) -> _Row:
    """Make a row of what was read: its members stand side by side from *start* on."""
    return row(*record[start : start + len(fields(row))])  # type: ignore[arg-type] # `fields` takes any dataclass
