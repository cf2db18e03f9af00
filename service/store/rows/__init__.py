"""
The rows of the store, one frozen class a table, members in the order of the table's columns; one module a subject.

Amounts and quantities are `Decimal`, instants aware `datetime` in UTC, `content`, `document` and `body` canonical JSON
in bytes, `sha256` lower-case hexadecimal. Periods are half-open: `period_end` is the first day no longer in it.
"""

from service.store.rows.access import HeldKey, IdempotencyRow, KeyRevocationRow, KeyRow
from service.store.rows.assessments import AssessmentRow, FindingRow, InputRow, LineRow, QuoteRow, SegmentRow
from service.store.rows.audit import (
    CheckpointRow,
    CosignatureRow,
    EventRow,
    LeafRow,
    LogEntry,
    LogKeyChangeRow,
    LogTree,
    OpeningKeyRow,
    OpeningRow,
    PendingEventRow,
    PositionedEvent,
    ReadBack,
    StreamRow,
    TileRow,
    WaitingEvent,
    WrappingKeyRow,
)
from service.store.rows.calendars import CalendarYearRow
from service.store.rows.declarations import AssessmentVoidRow, DeclarationRow
from service.store.rows.erasure import ErasureRequestRow, ErasureRow, RetentionRuleRow
from service.store.rows.groups import GroupRow, KnownMembership, MembershipRow
from service.store.rows.knowledge import DifferenceRow, JobFailureRow, JobRow, JobStateRow, StalenessRow
from service.store.rows.law import ScheduleVersionRow
from service.store.rows.obligations import ObligationDecisionRow, PeriodLockRow, PeriodUnlockRow
from service.store.rows.payments import PaymentRow, ReferenceRateRow
from service.store.rows.publishing import (
    HeldSigningKey,
    LawDraft,
    LawDraftRow,
    LawPublicationRow,
    LawStepRow,
    LawWithdrawalRow,
    SigningKeyRevocationRow,
    SigningKeyRow,
)
from service.store.rows.quotes import PriceRow, QuoteSeries, RateRow
from service.store.rows.reports import TIMED, AcceptedRow, DraftRow, ReportRow, RevisionRow
from service.store.rows.stamps import StampRow
from service.store.rows.taxpayers import ClockMoveRow, FarmPlaceRow, FarmRow, OperatorRow

Row = (
    OperatorRow | ClockMoveRow | FarmRow | FarmPlaceRow | GroupRow | MembershipRow
    | ReportRow | DraftRow | RevisionRow
    | AssessmentRow | InputRow | SegmentRow | LineRow | FindingRow | QuoteRow
    | StalenessRow | DifferenceRow | JobRow | JobStateRow | JobFailureRow
    | ScheduleVersionRow | PriceRow | RateRow
    | PaymentRow | ReferenceRateRow
    | KeyRow | KeyRevocationRow | IdempotencyRow
    | LawDraftRow | LawStepRow | LawPublicationRow | LawWithdrawalRow | SigningKeyRow | SigningKeyRevocationRow
    | CalendarYearRow | ObligationDecisionRow | PeriodLockRow | PeriodUnlockRow | DeclarationRow | AssessmentVoidRow
    | EventRow | PendingEventRow | LeafRow | TileRow | StreamRow | CheckpointRow | CosignatureRow | LogKeyChangeRow
    | StampRow
    | OpeningRow | OpeningKeyRow | WrappingKeyRow | RetentionRuleRow | ErasureRequestRow | ErasureRow
)  # fmt: skip

__all__ = [
    "TIMED",
    "AcceptedRow",
    "AssessmentRow",
    "AssessmentVoidRow",
    "CalendarYearRow",
    "CheckpointRow",
    "ClockMoveRow",
    "CosignatureRow",
    "DeclarationRow",
    "DifferenceRow",
    "DraftRow",
    "ErasureRequestRow",
    "ErasureRow",
    "EventRow",
    "FarmPlaceRow",
    "FarmRow",
    "FindingRow",
    "GroupRow",
    "HeldKey",
    "HeldSigningKey",
    "IdempotencyRow",
    "InputRow",
    "JobFailureRow",
    "JobRow",
    "JobStateRow",
    "KeyRevocationRow",
    "KeyRow",
    "KnownMembership",
    "LawDraft",
    "LawDraftRow",
    "LawPublicationRow",
    "LawStepRow",
    "LawWithdrawalRow",
    "LeafRow",
    "LineRow",
    "LogEntry",
    "LogKeyChangeRow",
    "LogTree",
    "MembershipRow",
    "ObligationDecisionRow",
    "OpeningKeyRow",
    "OpeningRow",
    "OperatorRow",
    "PaymentRow",
    "PendingEventRow",
    "PeriodLockRow",
    "PeriodUnlockRow",
    "PositionedEvent",
    "PriceRow",
    "QuoteRow",
    "QuoteSeries",
    "RateRow",
    "ReadBack",
    "ReferenceRateRow",
    "ReportRow",
    "RetentionRuleRow",
    "RevisionRow",
    "Row",
    "ScheduleVersionRow",
    "SegmentRow",
    "SigningKeyRevocationRow",
    "SigningKeyRow",
    "StalenessRow",
    "StampRow",
    "StreamRow",
    "TileRow",
    "WaitingEvent",
    "WrappingKeyRow",
]
