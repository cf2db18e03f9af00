"""Preview the impact of a version on the assessments that are stored: nothing is changed by looking."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from service.domain.canonical import read_canonical
from service.domain.clock import instant_text
from service.domain.decimals import EXACT, ZERO
from service.domain.errors import Refusal
from service.domain.money import amount_text
from service.kernel.assessing import Question, assess
from service.kernel.impact import Again, Changed, Impact, measure_impact
from service.kernel.program import compile_version
from service.kernel.proving import values_of
from service.kernel.trial import StoredSegment, Trial
from service.store.reading.segments import Days
from service.usecases.access import require
from service.usecases.assess_case import counting
from service.usecases.gathered_facts import facts_of
from service.usecases.law_drafts import known_versions, visible_draft
from service.usecases.quotes import RecordedQuotes
from service.usecases.record_library import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.law.document import Version
    from service.store.reading import Reading
    from service.store.rows import AssessmentRow
    from service.usecases.service import Service


def preview_impact(service: Service, principal: Principal, identifier: str) -> dict[str, Json]:
    """
    Try a draft, or a version published from one, on the current assessments of its schedule in its days.

    As if it were law and recorded now: how many change, by how much in sum, the largest with their lines, by region.
    """
    require(principal, "law:read")
    require(principal, "assessments:read")
    now = service.clock()
    with service.store.reading() as reading:
        row = visible_draft(reading, principal, identifier).row
        schedule, version = read_text(row.schedule_content, row.content)
        trial = Trial(schedule, version, known_versions(reading, row.schedule).recorded, now)
        days = Days(version.valid_from, version.valid_to)
        impact = measure_impact(trial, stored(reading, row.schedule, days), _again(service, trial))
    return {"object": "impact", "draft": identifier, **impact_json(trial, impact)}


def stored(reading: Reading, schedule: str, days: Days) -> Iterator[Sequence[StoredSegment]]:
    """Yield what is stored of a schedule in batches; facts are kept by the names of inputs."""
    for rows in reading.segments(schedule, days):
        yield list(map(StoredSegment._make, rows))


def impact_json(trial: Trial, impact: Impact) -> dict[str, Json]:
    """Write what was found; amounts in the currency of the schedule."""
    currency = trial.schedule.currency

    def money(amount: Any) -> Json:
        return None if currency is None else amount_text(amount, currency)

    largest = sorted(impact.largest, key=lambda entry: (-entry[0], entry[1]))
    return {
        "schedule": trial.version.schedule,
        "version": trial.version.version,
        "sha256": trial.version.sha256,
        "known_at": instant_text(trial.known_at),
        "currency": currency,
        "examined": impact.examined,
        "touched": impact.touched,
        "changed": impact.changed,
        "findings_changed": impact.restated,
        "assessed_again": impact.assessed_again,
        "refused": dict(impact.refused),
        "before": money(impact.before),
        "after": money(impact.after),
        "difference": money(EXACT.subtract(impact.after, impact.before)),
        "regions": [
            {"region": name, "changed": region.changed, "difference": money(region.difference)}
            for name, region in sorted(impact.regions.items(), key=lambda entry: entry[0] or "")
        ],
        "largest": [
            {
                "assessment": found.assessment,
                "region": found.region,
                "before": money(found.before),
                "after": money(found.after),
                "difference": money(found.difference),
                "lines": list(_lines(trial, found)),
            }
            for _, _, found in largest
        ],
    }


def _lines(trial: Trial, found: Changed) -> Iterator[Json]:
    """Write the lines of an assessment that changes, side by side."""
    for segment in found.segments:
        before, after = (
            _amounts(trial, segment, version) for version in (trial.before(segment.version_sha256), trial.version)
        )
        for name in dict.fromkeys((*after, *before)):
            if before.get(name) != after.get(name):
                yield {"segment": segment.segment, "line": name, "before": before.get(name), "after": after.get(name)}


def _amounts(trial: Trial, segment: StoredSegment, version: Version) -> dict[str, str]:
    program = compile_version(trial.schedule, version)
    facts = {name: text for name, text in read_canonical(segment.facts).items() if name in program.inputs}
    outcome = program.exact(values_of(program, facts), trial.schedule.day_of_law(segment.start))
    return {line.id: amount_text(line.amount, trial.schedule.currency or "") for line in outcome.lines}


def _again(service: Service, trial: Trial) -> Any:
    """Return what assesses a stored assessment's statement anew, under the tried version too."""

    def again(identifier: str) -> Again:
        with service.store.reading() as reading:
            row = reading.assessment(identifier)
            if row is None:  # it was streamed a moment ago, and nothing removes it
                raise LookupError(identifier)
            before = ZERO if row.total is None else row.total
            try:
                found = assess(_question(reading, row, trial))
            except Refusal as refusal:
                return Again(before, before, refused=refusal.code)
        after = ZERO if found.total is None else found.total.amount
        said = {finding["code"] for finding in read_canonical(row.document)["findings"]}
        return Again(before, after, said != {finding.code for _, finding in found.findings})

    return again


def _question(reading: Reading, row: AssessmentRow, trial: Trial) -> Question:
    """Ask what was assessed, with the prices and places known then, under the tried version too."""
    case, statements = facts_of(reading, trial.schedule, row)
    return Question(
        schedule=trial.schedule,
        versions=trial.versions,
        statements=counting(case, statements),
        period=case.period,
        known_at=trial.known_at,
        quotes=RecordedQuotes(lambda: nullcontext(reading), row.known_at),
        is_complete=case.is_complete,
        pinned=trial.pinned,
    )
