"""
Assessing: the whole way of one schedule for one statement, from the resolution of its version to lines and total.

Pure: the same statement, law, quotes and `known_at` give the same document, byte for byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from service.domain.decimals import EXACT, ZERO
from service.domain.errors import Nonsense, NotFound
from service.domain.money import Money
from service.domain.periods import Period, tax_period
from service.domain.regions import lies_in
from service.kernel.assessment_document import NOWHERE_IN_FORCE, Assessed, Outside, Part, write
from service.kernel.gathering import Gathered, Sources, Taxpayer, gather
from service.kernel.program import compile_version
from service.kernel.segments import cut
from service.kernel.valuation import Valuer
from service.law.resolver import change_days, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from service.domain.canonical import Json
    from service.domain.reports import OperatorKind, Statement
    from service.kernel.outcome import Finding, Line
    from service.kernel.program import Program
    from service.kernel.segments import Piece, Segment
    from service.kernel.valuation import Quotes
    from service.law.document import RecordedVersion, Schedule, Version
    from service.law.resolver import Resolution


class Question(NamedTuple):
    """
    One schedule, the versions recorded of it, and what a taxpayer states for the days of *period*; at least once.

    *is_complete* says whether that is all of the tax period (none: whether *period* is all of it); *pinned* names a
    draft to be tried. *lapsed* is the version by which the same was assessed before: where no law says anything of it
    any more, that comes to an assessment at nothing, of the whole tax period, instead of a refusal.
    """

    schedule: Schedule
    versions: tuple[RecordedVersion, ...]
    statements: tuple[Statement, ...]
    period: Period
    known_at: datetime
    quotes: Quotes
    is_complete: bool | None = None
    pinned: str | None = None
    lapsed: Version | None = None

    @property
    def operator_kind(self) -> OperatorKind:
        """What the taxpayer is in law; of a group, what its first member is."""
        return self.statements[0].operator_kind


class Assessment(NamedTuple):
    """The outcome: the document in the wire format, and what is kept beside it; *inside* are the segments in force."""

    document: dict[str, Json]
    total: Money | None
    version: Version
    is_law: bool
    inside: tuple[Part, ...]
    lines: tuple[tuple[str, Line], ...]
    findings: tuple[tuple[str, Finding], ...]


def assess(question: Question) -> Assessment:
    """
    Assess the statements of *question* under its schedule.

    Raises:
        NotFound: no version is in force on any day of the period, and none has *lapsed*; its code says why
            (`not-yet-in-force`, ...).
        Nonsense: a fact or a price is missing, or the schedule charges what is late and nothing that is reported.
    """
    if question.schedule.kind == "aftermath":
        detail = f"{question.schedule.schedule} charges what is late, not what is reported."
        raise Nonsense("schedule-not-applicable", detail)
    segments = _segments(question)
    parts = tuple(_assess_segment(question, segments, segment) for segment in segments)
    has_law = any(isinstance(part, Part) for part in parts)
    if not has_law and question.lapsed is None:
        raise _nowhere_in_force(question, _day_of_law(question, segments[0]))
    total = _total(question.schedule, parts)
    assessed = Assessed(
        schedule=question.schedule,
        period=question.period,
        is_complete=question.is_complete if has_law else True,
        known_at=question.known_at,
        parts=parts,
        total=total,
        is_nil=not any(stated.energy or stated.production or stated.costs for stated in question.statements),
        lapsed=question.lapsed,
    )
    inside = assessed.inside
    return Assessment(
        document=write(assessed),
        total=total,
        version=assessed.version,
        is_law=all(part.resolution.version.status.is_law for part in inside),
        inside=tuple(inside),
        lines=tuple((part.segment.id, line) for part in inside for line in part.outcome.lines),
        findings=tuple((part.segment.id, finding) for part in inside for finding in part.outcome.findings),
    )


def lapsed_in(document: Any, by_sha256: Callable[[str], Version]) -> Version | None:
    """
    Return the version that the *document* of an assessment at nothing names as lapsed; none where law applied.

    Only there it is looked up by its hash: elsewhere a text that was changed is to be computed with, and found out.
    """
    return by_sha256(document["version_sha256"]) if NOWHERE_IN_FORCE in document.get("flags", ()) else None


def _nowhere_in_force(question: Question, day: date) -> Exception:
    """Return the typed reason of the first day, or that the schedule does not concern this operator."""
    try:
        _resolve(question, day)
    except NotFound as unresolved:
        return unresolved
    name = question.schedule.schedule
    kind = question.operator_kind.value
    detail = f"{name} does not concern an operator of kind {kind} in {question.statements[0].places[0].region}."
    return Nonsense("schedule-not-applicable", detail)


def _taxpayer(question: Question, segment: Segment, day: date) -> Taxpayer:
    schedule, whole = question.schedule, question.period
    if schedule.is_cut:
        return Taxpayer(question.operator_kind, whole.start, schedule.tax_periods(segment.period))
    tax_year = schedule.tax_periods(whole, is_own_year=question.is_complete is None)
    return Taxpayer(question.operator_kind, day, tax_year)


def _segments(question: Question) -> tuple[Segment, ...]:
    """
    Cut the period where the law, the place or the season changes.

    A discrete annual schedule (an excise on a taxable year) is chosen by the first day of the taxpayer's own year, and
    not cut: the sources say "taxable years beginning after".
    """
    schedule = question.schedule
    days: list[date] = []
    if schedule.is_cut:
        # Of all that was stated, so that whatever is shared out over several assessments is cut alike in each.
        whole = question.period
        for statement in question.statements:
            whole = whole.joined(statement.period)
        days += [] if question.pinned else change_days(question.versions, question.known_at)
        days += _edges_of_tax_periods(schedule.period, whole)
        for part in list(whole.cut_at(days)):
            days += _season_edges(question, part)
    by_place, zone = schedule.subject == "farm", ZoneInfo(schedule.time_zone)
    return cut(question.statements, question.period, days, by_place=by_place, zone=zone)


def _day_of_law(question: Question, segment: Segment) -> date:
    """
    Return the day whose law counts for *segment*.

    Of what is not cut, that is the first day of the year. Where the tax period is known, it is the calendar's, whatever
    of it was reported first; else the taxpayer's own year is what is stated.
    """
    day = segment.period.start
    return day if question.is_complete is None else question.schedule.day_of_law(day)


def _season_edges(question: Question, part: Period) -> list[date]:
    """Return the days inside *part* on which a season of the version in force begins or ends."""
    try:
        version = _resolve(question, part.start).version
    except NotFound:
        return []
    return compile_version(question.schedule, version).cut_days(part)


def _edges_of_tax_periods(kind: str, period: Period) -> Iterable[date]:
    edge = tax_period(kind, period.start).end
    while edge < period.end:
        yield edge
        edge = tax_period(kind, edge).end


def _resolve(question: Question, day: date) -> Resolution:
    return resolve(question.schedule, question.versions, day, question.known_at, question.pinned)


def _assess_segment(question: Question, segments: tuple[Segment, ...], segment: Segment) -> Part | Outside:
    day = _day_of_law(question, segment)
    try:
        resolution = _resolve(question, day)
    except NotFound as unresolved:
        return Outside(segment, unresolved.code)
    schedule = question.schedule
    program = compile_version(schedule, resolution.version)
    concerned = [piece for piece in segment.pieces if _concerns(schedule, program, piece)]
    if not concerned:
        return Outside(segment, "does-not-apply" if segment.pieces else "not-reported")
    segment = segment.within(concerned)
    month = (segment,) if len(segments) == 1 else _same_month(segments, segment)
    valuer = Valuer(schedule.currency or "", question.quotes)
    taxpayer = _taxpayer(question, segment, day)
    gathered = gather(program.needs, Sources(taxpayer, segment, month, valuer, Gathered({}, [], [])))
    outcome = program.exact(gathered.values, day, segment.id)
    return Part(segment, resolution, gathered, outcome)


def _concerns(schedule: Schedule, program: Program, piece: Piece) -> bool:
    """Tell whether the law looks at what a farm did where it was then, and at whose farm it is."""
    region = piece.place.region
    return lies_in(region, schedule.jurisdiction) and program.applies(piece.operator_kind.value, region)


def _same_month(segments: tuple[Segment, ...], segment: Segment) -> tuple[Segment, ...]:
    month = tax_period("month", segment.period.start)
    return tuple(other for other in segments if month.contains(other.period.start))


def _total(schedule: Schedule, parts: tuple[Part | Outside, ...]) -> Money | None:
    """Return the sum of the results of all parts, each rounded by its own declared step; zero where no law is."""
    results = [
        part.outcome.values[part.resolution.version.result]
        for part in parts
        if isinstance(part, Part) and part.resolution.version.result is not None
    ]
    if schedule.currency is None or (not results and any(isinstance(part, Part) for part in parts)):
        return None
    total = ZERO
    for result in results:
        total = EXACT.add(total, result)
    return Money(total, schedule.currency)
