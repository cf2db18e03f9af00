"""
The document of an assessment: the wire format, written from what the segments of a period computed.

Everything the figures rest on is in it: the version and its hash, lines, findings, flags, due days and the trace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.clock import instant_text
from service.domain.money import Money, amount_text
from service.domain.periods import Period, tax_period
from service.kernel.due_days import stated_day
from service.law.document import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from service.domain.canonical import Json
    from service.kernel.gathering import Gathered
    from service.kernel.outcome import Outcome
    from service.kernel.segments import Segment
    from service.law.document import DueDay, Schedule, Version
    from service.law.resolver import Resolution

# The flag of an assessment at nothing: no law concerns any more what was assessed before.
NOWHERE_IN_FORCE: Final = "nowhere-in-force"
_WEAKEST_FIRST: Final = (Evidence.INFERRED, Evidence.UNVERIFIED, Evidence.VERIFIED)


class Part(NamedTuple):
    """A segment with the version that was in force in it and what that version computed."""

    segment: Segment
    resolution: Resolution
    gathered: Gathered
    outcome: Outcome


class Outside(NamedTuple):
    """A segment in which the schedule was not in force, and why."""

    segment: Segment
    reason: str


class Assessed(NamedTuple):
    """
    All that a document is written from; *is_nil* when nothing is stated.

    At least one of *parts* is a `Part`, or there is the version that *lapsed*: the last by which this was assessed.
    """

    schedule: Schedule
    period: Period
    is_complete: bool | None
    known_at: datetime
    parts: tuple[Part | Outside, ...]
    total: Money | None
    is_nil: bool
    lapsed: Version | None = None

    @property
    def inside(self) -> list[Part]:
        """The segments in which the schedule was in force, in order."""
        return [part for part in self.parts if isinstance(part, Part)]

    @property
    def versions(self) -> list[Version]:
        """The version of each of those segments; the one that lapsed where there are none."""
        found = [part.resolution.version for part in self.inside]
        return found or [version for version in (self.lapsed,) if version is not None]

    @property
    def version(self) -> Version:
        """The version of the last of them."""
        return self.versions[-1]


def weakest(stated: Iterable[Evidence]) -> Evidence:
    """Return the least sure of what is *stated*, of which there is some."""
    found = set(stated)
    return next(evidence for evidence in _WEAKEST_FIRST if evidence in found)


def write(assessed: Assessed) -> dict[str, Json]:
    """Write the document of an assessment."""
    inside = assessed.inside
    versions, last = assessed.versions, assessed.version
    return {
        "schedule": assessed.schedule.schedule,
        "version": last.version,
        "status": last.status.value,
        "evidence": weakest(version.evidence for version in versions).value,
        "version_sha256": last.sha256,
        "tax_period": _tax_periods(assessed).as_json(),
        "in_year": _is_in_year(assessed),
        "period": assessed.period.as_json(),
        "known_at": instant_text(assessed.known_at),
        "currency": assessed.schedule.currency,
        "total": None if assessed.total is None else assessed.total.as_json(),
        "lines": [line for part in inside for line in _lines(assessed.schedule, part)],
        "findings": [finding for part in inside for finding in _findings(part)],
        "flags": _flags(assessed),
        "segments": [_segment(part) for part in assessed.parts],
        "due": _due(assessed, last) if inside else None,
        "trace": [node for part in assessed.parts for node in _nodes(part)],
    }


def _lines(schedule: Schedule, part: Part) -> Iterable[Json]:
    currency = schedule.currency
    if currency is None:
        return
    for line in part.outcome.lines:
        document: dict[str, Json] = {
            "id": line.id,
            "kind": line.kind,
            "segment": part.segment.id,
            "amount": amount_text(line.amount, currency),
            "law": line.law,
            "evidence": line.evidence,
            "title": line.title,
        }
        if line.bands is not None:
            document["bands"] = line.bands
        yield document


def _findings(part: Part) -> Iterable[Json]:
    for finding in part.outcome.findings:
        yield {
            "code": finding.code,
            "severity": finding.severity,
            "message": finding.message["en"],
            "messages": finding.message,
            "law": finding.law,
            "segment": part.segment.id,
            "from": part.segment.period.start.isoformat(),
            "to": part.segment.period.end.isoformat(),
        }


def _flags(assessed: Assessed) -> list[Json]:
    inside = assessed.inside
    flags = [flag for part in inside for flag in part.gathered.flags]
    if assessed.is_nil:
        flags.append("nil")
    if any(part.segment.apportioned for part in assessed.parts):
        flags.append("apportioned-by-days")
    if not inside:
        flags.append(NOWHERE_IN_FORCE)
    elif any(isinstance(part, Outside) and part.reason != "not-reported" for part in assessed.parts):
        flags.append("partly-in-force")
    if assessed.schedule.kind != "eligibility" and _is_in_year(assessed):
        flags.append("part-of-tax-period")
    if any(_is_outside_its_dates(part) for part in inside):
        flags.append("outside-its-dates")
    return list(dict.fromkeys(flags))


def _is_in_year(assessed: Assessed) -> bool:
    """Tell whether less than the tax period is assessed: then the result can never be final."""
    if assessed.is_complete is not None:
        return not assessed.is_complete
    whole = _tax_periods(assessed)
    return assessed.period.start > whole.start or assessed.period.end < whole.end


def _tax_periods(assessed: Assessed) -> Period:
    """Return the tax periods that the days assessed are of; what is stored, and so has one, is of the calendar's."""
    is_own_year = not assessed.schedule.is_cut and assessed.is_complete is None
    return assessed.schedule.tax_periods(assessed.period, is_own_year=is_own_year)


def _is_outside_its_dates(part: Part) -> bool:
    version, day = part.resolution.version, part.segment.period.start
    if version.valid_from is None:
        return False
    return day < version.valid_from or (version.valid_to is not None and day >= version.valid_to)


def _segment(part: Part | Outside) -> Json:
    start, end = part.segment.period
    document: dict[str, Json] = {"id": part.segment.id, "start": start.isoformat(), "end": end.isoformat()}
    if isinstance(part, Outside):
        return document | {"version": None, "reason": part.reason}
    version = part.resolution.version
    return document | {
        "version": version.version,
        "version_sha256": version.sha256,
        "status": version.status.value,
        "evidence": version.evidence.value,
        "region": part.segment.region,
        "zone": part.segment.zone,
    }


def _due(assessed: Assessed, version: Version) -> Json:
    """Return the days that the law counts; where days of rest move them, the obligation of the period says so."""
    if version.due.return_on is None and version.due.payment_on is None:
        return None
    end = tax_period(assessed.schedule.period, assessed.period.start).end
    return {
        "return_on": _due_day(version.due.return_on, end),
        "payment_on": _due_day(version.due.payment_on, end),
    }


def _due_day(due: DueDay | None, end: date) -> str | None:
    return None if due is None else stated_day(due, end).isoformat()


def _nodes(part: Part | Outside) -> Iterable[Json]:
    if isinstance(part, Outside):
        yield {"id": f"{part.segment.id}/resolution", "kind": "resolution", "applied": False, "reason": part.reason}
        return
    version = part.resolution.version
    yield {
        "id": f"{part.segment.id}/resolution",
        "kind": "resolution",
        "rule": version.name,
        "version_sha256": version.sha256,
        "reason": part.resolution.reason,
        "losers": [{"version": loser.version, "reason": loser.reason} for loser in part.resolution.losers],
    }
    yield from part.gathered.nodes
    yield from part.outcome.nodes
