"""
Assessing: the whole way of one schedule for one statement, from the resolution of its version to lines and total.

Pure: the same statement, law, quotes and `known_at` give the same document, byte for byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain.decimals import EXACT, ZERO
from service.domain.errors import Nonsense, NotFound
from service.domain.money import Money
from service.domain.periods import Period, months_after, tax_period
from service.kernel.assessment_document import Assessed, Outside, Part, write
from service.kernel.gathering import Gathered, Sources, gather
from service.kernel.program import compile_version
from service.kernel.segments import cut
from service.kernel.valuation import Valuer
from service.law.resolver import change_days, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from service.domain.canonical import Json
    from service.domain.reports import Statement
    from service.kernel.outcome import Finding, Line
    from service.kernel.segments import Segment
    from service.kernel.valuation import Quotes
    from service.law.document import RecordedVersion, Schedule, Version
    from service.law.resolver import Resolution


class Question(NamedTuple):
    """One schedule, the versions recorded of it, and the statement to assess; *pinned* names a draft to be tried."""

    schedule: Schedule
    versions: tuple[RecordedVersion, ...]
    statement: Statement
    known_at: datetime
    quotes: Quotes
    pinned: str | None = None


class Assessment(NamedTuple):
    """The outcome: the document in the wire format, and the figures that are kept in columns beside it."""

    document: dict[str, Json]
    total: Money | None
    version: Version
    is_law: bool
    lines: tuple[tuple[str, Line], ...]
    findings: tuple[tuple[str, Finding], ...]


def assess(question: Question) -> Assessment:
    """
    Assess the statement of *question* under its schedule.

    Raises:
        NotFound: no version is in force on any day of the period; its code says why (`not-yet-in-force`, ...).
        Nonsense: a fact or a price is missing.
    """
    segments = _segments(question)
    parts = tuple(_assess_segment(question, segments, segment) for segment in segments)
    total = _total(question.schedule, parts)
    assessed = Assessed(question.schedule, question.statement, question.known_at, parts, total)
    if not assessed.inside:
        raise _nowhere_in_force(question, segments[0].period.start)
    inside = assessed.inside
    return Assessment(
        document=write(assessed),
        total=total,
        version=inside[-1].resolution.version,
        is_law=all(part.resolution.version.status.is_law for part in inside),
        lines=tuple((part.segment.id, line) for part in inside for line in part.outcome.lines),
        findings=tuple((part.segment.id, finding) for part in inside for finding in part.outcome.findings),
    )


def _nowhere_in_force(question: Question, day: date) -> Exception:
    """Return the typed reason of the first day, or that the schedule does not concern this operator."""
    try:
        _resolve(question, day)
    except NotFound as unresolved:
        return unresolved
    name = question.schedule.schedule
    kind = question.statement.operator_kind.value
    detail = f"{name} does not concern an operator of kind {kind} in {question.statement.places[0].region}."
    return Nonsense("schedule-not-applicable", detail)


def _segments(question: Question) -> tuple[Segment, ...]:
    """
    Cut the period where the law, the place or the season changes.

    A discrete annual schedule (an excise on a taxable year) is chosen by the first day of the taxpayer's own year, and
    not cut: the sources say "taxable years beginning after".
    """
    statement, schedule = question.statement, question.schedule
    if schedule.period == "year" and schedule.accumulates == "discrete":
        return cut(statement, ())
    days = [] if question.pinned else list(change_days(question.versions, question.known_at))
    if schedule.period == "month":
        days += _month_edges(statement.period)
    for part in list(statement.period.cut_at(days)):
        days += _season_edges(question, part)
    return cut(statement, days)


def _season_edges(question: Question, part: Period) -> list[date]:
    """Return the days inside *part* on which a season of the version in force begins or ends."""
    try:
        version = _resolve(question, part.start).version
    except NotFound:
        return []
    return compile_version(question.schedule, version).cut_days(part)


def _month_edges(period: Period) -> Iterable[date]:
    day = months_after(period.start.replace(day=1), 1)
    while day < period.end:
        yield day
        day = months_after(day, 1)


def _resolve(question: Question, day: date) -> Resolution:
    return resolve(question.schedule, question.versions, day, question.known_at, question.pinned)


def _assess_segment(question: Question, segments: tuple[Segment, ...], segment: Segment) -> Part | Outside:
    try:
        resolution = _resolve(question, segment.period.start)
    except NotFound as unresolved:
        return Outside(segment, unresolved.code)
    program = compile_version(question.schedule, resolution.version)
    if not program.applies(question.statement.operator_kind.value, segment.place.region):
        return Outside(segment, "does-not-apply")
    month = (segment,) if len(segments) == 1 else _same_month(segments, segment)
    valuer = Valuer(question.schedule.currency or "", question.quotes)
    sources = Sources(question.statement, segment, month, valuer, Gathered({}, [], []))
    gathered = gather(program.needs, sources)
    outcome = program.exact(gathered.values, segment.period.start, segment.id)
    return Part(segment, resolution, gathered, outcome)


def _same_month(segments: tuple[Segment, ...], segment: Segment) -> tuple[Segment, ...]:
    month = tax_period("month", segment.period.start)
    return tuple(other for other in segments if month.contains(other.period.start))


def _total(schedule: Schedule, parts: tuple[Part | Outside, ...]) -> Money | None:
    """Return the sum of the results of all parts; each part was rounded by its own declared step."""
    results = [
        part.outcome.values[part.resolution.version.result]
        for part in parts
        if isinstance(part, Part) and part.resolution.version.result is not None
    ]
    if schedule.currency is None or not results:
        return None
    total = ZERO
    for result in results:
        total = EXACT.add(total, result)
    return Money(total, schedule.currency)
