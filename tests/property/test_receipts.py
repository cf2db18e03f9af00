"""No receipt is lost, and none is counted twice: whatever the zones, over all tax periods of a schedule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.canonical import canonical, sha256
from service.domain.money import Money
from service.domain.periods import Period, first_instant, months_after
from service.domain.reports import OperatorKind, Place, ProductionLine, Statement
from service.kernel.segments import cut
from service.law.document import Schedule
from service.store.rows import AcceptedRow, RevisionRow
from service.usecases.assess_case import counting
from service.usecases.receipts import refuse_outside
from service.usecases.report_content import content_json
from service.usecases.requests import ReportContent
from service.usecases.subjects import Membership, Subject, subjects_of
from service.usecases.tax_periods import Known, case_of, near, tax_periods
from tests.golden.shipped import recorded

_ZONES: Final = (
    *("Asia/Almaty", "Europe/Moscow", "Asia/Irkutsk", "America/New_York", "UTC"),
    *("Pacific/Kiritimati", "Etc/GMT+12"),  # as far apart as clocks are
)
_FIRST: Final = date(2024, 11, 1)
_MONTHS: Final = [months_after(_FIRST, number) for number in range(6)]
_EVERY: Final = Period(_MONTHS[0] - timedelta(days=40), _MONTHS[-1] + timedelta(days=80))
_PLACES: Final = (Place(date(1900, 1, 1), "KG", None),)
_SHIPPED: Final = recorded("kg.mining_tax")[0]

# Minutes from the beginning or the end of a month: nearly all that can go wrong happens there.
_minutes = st.integers(-3 * 24 * 60, 3 * 24 * 60) | st.integers(0, 40 * 24 * 60)


class Stated(NamedTuple):
    """What was reported, by report: the revision, and what it says."""

    revisions: dict[str, RevisionRow]
    lines: dict[str, ReportContent]


@st.composite
def reports(draw: st.DrawFn) -> tuple[str, list[ReportContent]]:
    """Draw a farm's time zone, and what it reports of some of the months."""
    zone = draw(st.sampled_from(_ZONES))
    months = draw(st.lists(st.sampled_from(_MONTHS), unique=True, max_size=4))
    return zone, [ReportContent(month, (), tuple(draw(_receipts(month, zone))), ()) for month in map(_month, months)]


@st.composite
def memberships(draw: st.DrawFn) -> list[Membership]:
    """Draw the days on which the operator belongs to a group, at times on the edge of a month: one span, or two."""
    edge = st.sampled_from(_MONTHS) | st.integers(-35, 200).map(lambda days: _FIRST + timedelta(days=days))
    days = sorted(draw(st.sets(edge, min_size=2, max_size=4)))
    spans = map(Period, days[::2], days[1::2])
    return [Membership("grp", _SHIPPED.schedule, "opr", "opr", span) for span in spans]


def _month(first: date) -> Period:
    return Period(first, months_after(first, 1))


def _receipts(month: Period, zone: str) -> st.SearchStrategy[list[ProductionLine]]:
    """Draw receipts of *month* as the farm's calendar has it: some by the day, most to the instant."""
    start, end = (first_instant(day, ZoneInfo(zone)).astimezone(UTC) for day in month)
    lengths = _minutes.map(lambda minutes: timedelta(minutes=minutes))
    instants = lengths.map(lambda length: start + length if length >= timedelta() else end + length)
    timed = instants.filter(lambda instant: start <= instant < end).map(lambda instant: _coins(None, instant))
    dated = st.integers(0, month.days - 1).map(lambda days: _coins(month.start + timedelta(days=days), None))
    return st.lists(timed | timed | dated, max_size=4)


def _coins(day: date | None, instant: datetime | None) -> ProductionLine:
    return ProductionLine("BTC", Decimal(1), day, Money(Decimal(1), "KGS"), instant)


def _revision(farm: int, number: int, content: ReportContent) -> RevisionRow:
    kept = canonical(content_json(content))
    period, now = content.period, datetime(2026, 1, 1, tzinfo=UTC)
    return RevisionRow(f"rep-{farm}-{number}", 1, f"farm-{farm}", *period, kept, sha256(kept), None, now)


def _counted(schedule: Schedule, stated: Stated, memberships: Sequence[Membership]) -> Counter[tuple[str, int]]:
    """Count how often each line of each report comes up, over all tax periods and subjects of *schedule*."""
    found: Counter[tuple[str, int]] = Counter()
    farms = list(dict.fromkeys(revision.farm for revision in stated.revisions.values()))
    places, owners = dict.fromkeys(farms, _PLACES), dict.fromkeys(farms, "opr")
    bare = Known(places, [AcceptedRow.of(each) for each in stated.revisions.values()], owners, memberships)
    for period in tax_periods(schedule, _EVERY):
        for farm in farms if schedule.subject == "farm" else farms[:1]:
            for subject in subjects_of(schedule, period, "opr", farm, memberships):
                found += _counted_of(schedule, subject, period, bare, stated)
    return found


def _counted_of(
    schedule: Schedule, subject: Subject, period: Period, bare: Known, stated: Stated
) -> Counter[tuple[str, int]]:
    """Count what goes into one assessment, whose days lie in its tax period."""
    found: Counter[tuple[str, int]] = Counter()
    known = bare.having_read(stated.revisions[row.report] for row in near(schedule, subject, bare) if row.timed)
    case = case_of(schedule, subject, period, known)
    statements = counting(case, {report: _statement(said) for report, said in stated.lines.items()})
    assert case.period.overlap(period) == case.period
    for segment in cut(statements, case.period, [], by_place=False, zone=ZoneInfo(schedule.time_zone)):
        for piece in segment.pieces:
            number = int(piece.at.rpartition("/")[2] or 0)
            found.update((case.inputs[number].report, at) for at, _, _ in piece.production)
    return found


def _statement(said: ReportContent) -> Statement:
    return Statement(OperatorKind.LEGAL_ENTITY, _PLACES, said.period, (), said.production)


@settings(deadline=None)
@given(
    st.lists(reports(), min_size=1, max_size=2),
    st.sampled_from(_ZONES),
    st.sampled_from(["month", "quarter", "year"]),
    st.sampled_from(["operator", "farm", "group"]),
    memberships(),
)
def test_over_all_tax_periods_every_receipt_counts_once(
    farms: list[tuple[str, list[ReportContent]]], zone: str, period: str, subject: str, belonging: list[Membership]
) -> None:
    """Whatever the farms' zones and the schedule's, whichever months are reported, and whose the days are."""
    schedule = _SHIPPED._replace(time_zone=zone, period=period, subject=subject)
    stated = Stated({}, {})
    for farm, (farm_zone, contents) in enumerate(farms):
        for number, content in enumerate(contents):
            refuse_outside(content.production, content.period, farm_zone)
            revision = _revision(farm, number, content)
            stated.revisions[revision.report], stated.lines[revision.report] = revision, content

    found = _counted(schedule, stated, belonging if subject == "group" else [])

    assert found == Counter(
        {(report, at): 1 for report, said in stated.lines.items() for at in range(len(said.production))}
    )
