"""One row of every class, each with something in it that a careless store would lose."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Final

from service.store import rows
from service.store.database import Database

SHA256: Final = "0f" * 32
NOW: Final = datetime(2026, 11, 1, 12, 0, 0, 123456, tzinfo=UTC)
QUARTER: Final = (date(2024, 1, 1), date(2024, 4, 1))

OPERATOR: Final = rows.OperatorRow("opr_1", "legal_entity", "ТОО «Майнинг» 🪙", None, NOW)
CLOCK_MOVE: Final = rows.ClockMoveRow(OPERATOR.id, 1, datetime(2027, 4, 1, tzinfo=UTC), NOW, "key_1")
FARM: Final = rows.FarmRow("frm_1", OPERATOR.id, "Цех №1", "Asia/Almaty", "site-1", NOW)
PLACE: Final = rows.FarmPlaceRow(FARM.id, date.min, "KZ-71", None, NOW)
GROUP: Final = rows.GroupRow("grp_1", "Группа «А»", "us_ny.pow_excise", OPERATOR.id, NOW)
MEMBERSHIP: Final = rows.MembershipRow(GROUP.id, OPERATOR.id, date.min, None, NOW)
REPORT: Final = rows.ReportRow("rep_1", FARM.id, OPERATOR.id, "2024-Q1", *QUARTER, NOW)
DRAFT: Final = rows.DraftRow(REPORT.id, 2, b'{"energy":[]}', "metre replaced", 1, NOW)
REVISION: Final = rows.RevisionRow(REPORT.id, 1, FARM.id, *QUARTER, b'{"kwh":"812345.600"}', SHA256, None, NOW)
VERSION: Final = rows.ScheduleVersionRow(SHA256, "kz.digital_mining_fee", "2024", b"{}", b'{"rate":"2"}', NOW, None)
ASSESSMENT: Final = rows.AssessmentRow(
    id="asm_1",
    subject=OPERATOR.id,
    operator=OPERATOR.id,
    farm=None,
    schedule=VERSION.schedule,
    version=VERSION.version,
    version_sha256=SHA256,
    period_start=QUARTER[0],
    period_end=QUARTER[1],
    in_year=False,
    engine="0" * 64,
    known_at=NOW,
    currency="KZT",
    total=Decimal("20000000.10"),
    supersedes=None,
    difference=None,
    document='{"title":"Плата"}'.encode(),
    sha256=SHA256,
    created_at=NOW,
)
INPUT: Final = rows.InputRow(ASSESSMENT.id, 0, REPORT.id, 1)
SEGMENT: Final = rows.SegmentRow(
    ASSESSMENT.id, 0, "1", *QUARTER, VERSION.version, SHA256, "KZ-71", None, b'{"grid_kwh":"812345.600"}'
)
QUOTE: Final = rows.QuoteRow(ASSESSMENT.id, 0, "price", "BTC", "KZT", date(2024, 2, 29), date(2024, 2, 27))
STALENESS: Final = rows.StalenessRow(ASSESSMENT.id, "law", SHA256, NOW)
DIFFERENCE: Final = rows.DifferenceRow(
    assessment=ASSESSMENT.id,
    position=0,
    cause="law-correction",
    period_start=QUARTER[0],
    period_end=QUARTER[1],
    line="due",
    result=True,
    before=Decimal("1.00"),
    after=Decimal("0.10"),
    difference=Decimal("-0.90"),
)
JOB: Final = rows.JobRow("job_1", "reassess", b"{}", 2, "key_1", NOW)
JOB_STATE: Final = rows.JobStateRow(JOB.id, 0, "waiting", "", 1, 0, cancelling=False, updated_at=NOW)
JOB_FAILURE: Final = rows.JobFailureRow(JOB.id, ASSESSMENT.id, "fact-missing", "no cost")
LINE: Final = rows.LineRow(
    ASSESSMENT.id, 0, "1", "due", "round", Decimal("12345678901234567890.123456789012345678"), None
)
FINDING: Final = rows.FindingRow(ASSESSMENT.id, 0, "1", "prohibited-zone", "alert", "act")
PRICE: Final = rows.PriceRow("BTC", "USD", date(2024, 2, 29), Decimal("0.100000000000000000"), "test", "close", NOW)
RATE: Final = rows.RateRow("USD", "KZT", date(2024, 2, 29), 100, Decimal("45012.34"), "test", NOW)
PAYMENT: Final = rows.PaymentRow(
    "pay_1", OPERATOR.id, "KZ", date(2024, 5, 25), "KZT", Decimal("20000000.10"), "order 7", None, None, NOW
)
REFERENCE_RATE: Final = rows.ReferenceRateRow("kz.base_rate", date(2024, 2, 29), Decimal("0.1475"), "made up", NOW)
KEY: Final = rows.KeyRow("key_1", "d1", "ERP", "accountant", ("opr_1", "opr_2"), None, ("reports:read",), NOW, None)
REVOCATION: Final = rows.KeyRevocationRow(KEY.id, NOW)
ANSWER: Final = rows.IdempotencyRow(KEY.id, "k1", "POST /v1/reports", SHA256, 201, {"etag": '"1"'}, b'{"a":1}', NOW)
CALENDAR: Final = rows.CalendarYearRow("RU", 2026, b'{"rest":["2026-01-01"]}', SHA256, "holidays 0.108", NOW)
DECISION: Final = rows.ObligationDecisionRow(
    "odc_1", "obl_opr_1.kz.fee.2024-01-01", OPERATOR.id, "extension", date(2024, 6, 1), None, "Сбой связи", NOW
)
LOCK: Final = rows.PeriodLockRow(
    "lck_1", "KZ", None, "kz.digital_mining_fee", *QUARTER, "audit", ("unlock-request", "objection"), NOW
)
UNLOCK: Final = rows.PeriodUnlockRow(LOCK.id, "the audit has ended", NOW)
DECLARATION: Final = rows.DeclarationRow(
    "dec_1",
    ASSESSMENT.id,
    OPERATOR.id,
    OPERATOR.id,
    ASSESSMENT.schedule,
    *QUARTER,
    1,
    None,
    "Иванов",
    b"{}",
    SHA256,
    NOW,
)
VOID: Final = rows.AssessmentVoidRow(ASSESSMENT.id, OPERATOR.id, "the wrong farm", NOW)
EVENT: Final = rows.EventRow(
    "evt_1", OPERATOR.id, FARM.id, "report.submitted", b'{"v":1}', sha256(b'{"v":1}').hexdigest(), NOW, "evt_1"
)
PENDING: Final = rows.PendingEventRow(EVENT.id)
LEAF: Final = rows.LeafRow(0, EVENT.id, OPERATOR.id, 0, bytes(32), b"\x00\xff" * 16)
TILE: Final = rows.TileRow(0, 0, 1, LEAF.hash)
STREAM: Final = rows.StreamRow(OPERATOR.id, b"\xff\x00" * 16, 1, LEAF.hash)
CHECKPOINT: Final = rows.CheckpointRow(1, LEAF.hash, "hashlevy.example\n1\n\n\n\u2014 hashlevy.example \n", NOW)
STAMP: Final = rows.StampRow(1, "https://time.example/tsa", b"\x30\x00", NOW, NOW)
COSIGNATURE: Final = rows.CosignatureRow(1, "witness.example/w1", "00ff00ff", "\u2014 witness.example/w1 \n", NOW)
LOG_KEY: Final = rows.LogKeyChangeRow(0, "checkpoint", "hashlevy.example+00ff00ff+AQAA", "signs", NOW, EVENT.id)
WRAPPING_KEY: Final = rows.WrappingKeyRow("0123456789abcdef", 1)
OPENING_KEY: Final = rows.OpeningKeyRow("", WRAPPING_KEY.id, b"\x00\xff" * 30)
OPENING: Final = rows.OpeningRow(EVENT.id, "", ("tenant",), b"\x00\xff" * 40)
RETENTION_RULE: Final = rows.RetentionRuleRow("rtn_1", "KZ", 5, "year-end", "an act", "an article", None, KEY.id, NOW)
ERASURE_REQUEST: Final = rows.ErasureRequestRow("ers_1", OPERATOR.id, "an act", "an article", "asked for", KEY.id, NOW)
ERASURE: Final = rows.ErasureRow(
    OPERATOR.id, ERASURE_REQUEST.id, EVENT.id, (RETENTION_RULE.id,), date(2031, 1, 1), "key_2", NOW
)

LAW_DRAFT: Final = rows.LawDraftRow(
    "ldr_1", KEY.id, "KZ", VERSION.schedule, VERSION.version, b"{}", b'{"rate":"2"}', SHA256, "draft", 1,
    ("levy:kwh:1",), None, NOW, NOW,
)  # fmt: skip
LAW_STEP: Final = rows.LawStepRow(LAW_DRAFT.id, 1, "drafted", KEY.id, SHA256, None, NOW)
SIGNING_KEY: Final = rows.SigningKeyRow("sgk_1", "KZ", "Комитет", "A" * 43 + "=", NOW)
SIGNING_KEY_REVOCATION: Final = rows.SigningKeyRevocationRow(SIGNING_KEY.id, NOW)
PUBLICATION: Final = rows.LawPublicationRow(
    LAW_DRAFT.id, KEY.id, "key_2", SHA256, NOW, None, "A" * 86 + "==", SIGNING_KEY.id
)
WITHDRAWAL: Final = rows.LawWithdrawalRow(SHA256, KEY.id, "a slip", NOW)

# Another tenant, in another country.
OTHER: Final = replace(OPERATOR, id="opr_2")
RUSSIAN: Final = replace(FARM, id="frm_2", operator=OTHER.id)
RUSSIAN_PLACE: Final = replace(PLACE, farm=RUSSIAN.id, region="RU-IRK", zone="irkutsk_south")
SECOND_QUARTER: Final = (date(2024, 4, 1), date(2024, 7, 1))

EVERYTHING: Final[tuple[rows.Row, ...]] = (
    OPERATOR, CLOCK_MOVE, FARM, PLACE, GROUP, MEMBERSHIP, REPORT, DRAFT, REVISION, VERSION,
    ASSESSMENT, INPUT, SEGMENT, LINE, FINDING, QUOTE,
    STALENESS, DIFFERENCE, JOB, JOB_STATE, JOB_FAILURE,
    LAW_DRAFT, LAW_STEP, SIGNING_KEY, SIGNING_KEY_REVOCATION, PUBLICATION, WITHDRAWAL,
    PAYMENT, REFERENCE_RATE,
    CALENDAR, DECISION, LOCK, UNLOCK, DECLARATION, VOID,
    PRICE, RATE, KEY, REVOCATION, ANSWER, EVENT, PENDING, LEAF, TILE, STREAM, CHECKPOINT, COSIGNATURE, STAMP, LOG_KEY,
    RETENTION_RULE, ERASURE_REQUEST, ERASURE, WRAPPING_KEY, OPENING_KEY, OPENING,
)  # fmt: skip


def keep(database: Database, *kept: rows.Row) -> None:
    """Keep rows in a unit of work of their own."""
    with database.unit_of_work() as work:
        for row in kept:
            work.add(row)
        work.commit()
