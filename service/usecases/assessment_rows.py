"""The rows of an assessment: what is kept of it, beside the document that says everything."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from service.audit.engine import ENGINE
from service.domain.canonical import canonical, sha256
from service.domain.decimals import EXACT, plain
from service.domain.identifiers import new_identifier
from service.store.rows import AssessmentRow, FindingRow, InputRow, LineRow, QuoteRow, SegmentRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.money import Money
    from service.kernel.assessment_document import Part
    from service.usecases.assess_case import Assessed


def assessment_row(assessed: Assessed, now: datetime, superseded: AssessmentRow | None) -> AssessmentRow:
    """Make the row of *assessed*, with its difference from the one *superseded*, if any."""
    case, assessment, _ = assessed
    version, total = assessment.version, assessment.total
    document = canonical(assessment.document)
    return AssessmentRow(
        id=new_identifier("assessment", now),
        subject=case.subject,
        operator=case.operator,
        farm=case.farm,
        schedule=version.schedule,
        version=version.version,
        version_sha256=version.sha256,
        period_start=case.tax_period.start,
        period_end=case.tax_period.end,
        in_year=not case.is_complete,
        engine=ENGINE.build,
        known_at=now,
        currency=None if total is None else total.currency,
        total=None if total is None else total.amount,
        supersedes=None if superseded is None else superseded.id,
        difference=_difference(total, superseded),
        document=document,
        sha256=sha256(document),
        created_at=now,
    )


def parts_of(
    assessment_id: str, assessed: Assessed
) -> Iterator[InputRow | SegmentRow | LineRow | FindingRow | QuoteRow]:
    """Make the rows of what it was computed from, and of its segments, lines and findings, each in order."""
    case, assessment, asked = assessed
    for position, row in enumerate(case.inputs):
        yield InputRow(assessment_id, position, row.report, row.revision)
    for position, part in enumerate(assessment.inside):
        yield _segment_row(assessment_id, position, part)
    for position, (segment, line) in enumerate(assessment.lines):
        yield LineRow(assessment_id, position, segment, line.id, line.kind, line.amount, line.law)
    for position, (segment, finding) in enumerate(assessment.findings):
        yield FindingRow(assessment_id, position, segment, finding.code, finding.severity, finding.law)
    for position, quote in enumerate(asked):
        yield QuoteRow(assessment_id, position, *quote)


def inputs_sha256(assessed: Assessed) -> str:
    """Return the hash that says which revisions were looked at, by report, number and their own hashes."""
    return sha256(canonical([[row.report, str(row.revision), row.sha256] for row in assessed.case.inputs]))


def _segment_row(assessment_id: str, position: int, part: Part) -> SegmentRow:
    version, (start, end) = part.resolution.version, part.segment.period
    facts: Json = {name: _fact(value) for name, value in part.gathered.values.items()}
    return SegmentRow(
        assessment=assessment_id,
        position=position,
        segment=part.segment.id,
        period_start=start,
        period_end=end,
        version=version.version,
        version_sha256=version.sha256,
        region=part.segment.region,
        zone=part.segment.zone,
        facts=canonical(facts),
    )


def _fact(value: Decimal | str | date | None) -> str | None:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value


def _difference(total: Money | None, superseded: AssessmentRow | None) -> Decimal | None:
    """Return how much more is owed than by the assessment superseded; none where either states no money."""
    if total is None or superseded is None or superseded.total is None:
        return None
    return EXACT.subtract(total.amount, superseded.total)
