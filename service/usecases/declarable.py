"""
What a declaration needs to know of an assessment: what it looks at, and what was recorded after it.

The one place that knows how an assessment says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.clock import instant_text
from service.domain.periods import Period
from service.usecases.closed_periods import Concern, regions_of

if TYPE_CHECKING:
    from service.domain.canonical import Json
    from service.law.library import Library
    from service.store.reading import Reading
    from service.store.rows import AssessmentRow, PeriodLockRow


def tax_period_of(row: AssessmentRow) -> Period:
    """Return the tax period that an assessment is of, whether it covers it yet or not."""
    return Period(row.period_start, row.period_end)


def concern_of_assessment(reading: Reading, library: Library, row: AssessmentRow) -> Concern:
    """Return what declaring or withdrawing an assessment is about: its own schedule, where its farms were."""
    period = tax_period_of(row)
    farms = {revision.farm for revision in reading.inputs(row.id)}
    regions = frozenset(region for farm in farms for region in regions_of(reading.places(farm), period))
    return Concern(period, regions, (library.schedule(row.schedule),))


def locks_of_assessment(reading: Reading, row: AssessmentRow) -> list[PeriodLockRow]:
    """Return the locks of whoever answers for an assessment: who files for it, and whose reports went into it."""
    farms = (reading.farm(farm) for farm in sorted({revision.farm for revision in reading.inputs(row.id)}))
    operators = dict.fromkeys((row.operator, *(farm.operator for farm in farms if farm is not None)))
    return [lock for operator in operators for lock in reading.locks_on(operator, *tax_period_of(row))]


def newer_inputs(reading: Reading, row: AssessmentRow) -> list[Json]:
    """Name what was recorded since the assessment was made, and would make, or has made, another of it."""
    found: list[Json] = []
    current = row
    while (successor := reading.successor(current.id)) is not None:
        current = successor
    if current is not row:
        looked_at = {(revision.report, revision.revision) for revision in reading.inputs(row.id)}
        found += [
            {
                "kind": "report-revision",
                "report": revision.report,
                "revision": revision.revision,
                "sha256": revision.sha256,
                "recorded_at": instant_text(revision.submitted_at),
            }
            for revision in reading.inputs(current.id)
            if (revision.report, revision.revision) not in looked_at
        ]
        found.append({"kind": "assessment", "assessment": current.id, "recorded_at": instant_text(current.created_at)})
    found += [
        {"kind": mark.reason, "cause": mark.cause, "recorded_at": instant_text(mark.recorded_at)}
        for mark in reading.staleness(row.id)
    ]
    return found
