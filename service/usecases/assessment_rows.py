"""The rows of an assessment: what is kept of it, beside the document that says everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain.canonical import canonical, sha256
from service.domain.decimals import EXACT
from service.domain.identifiers import new_identifier
from service.store.rows import AssessmentRow, FindingRow, LineRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from service.domain.money import Money
    from service.kernel.assessing import Assessment
    from service.store.rows import ReportRow, RevisionRow


class Filed(NamedTuple):
    """A revision that was filed, of its report."""

    report: ReportRow
    revision: RevisionRow


def assessment_row(filed: Filed, assessment: Assessment, superseded: AssessmentRow | None) -> AssessmentRow:
    """Make the row of *assessment*, with its difference from the one *superseded*, if any."""
    report, revision = filed
    version, total = assessment.version, assessment.total
    document = canonical(assessment.document)
    return AssessmentRow(
        id=new_identifier("assessment", revision.submitted_at),
        report=report.id,
        revision=revision.revision,
        operator=report.operator,
        farm=report.farm,
        schedule=version.schedule,
        version=version.version,
        version_sha256=version.sha256,
        period_start=revision.period_start,
        period_end=revision.period_end,
        known_at=revision.submitted_at,
        currency=None if total is None else total.currency,
        total=None if total is None else total.amount,
        supersedes=None if superseded is None else superseded.id,
        difference=_difference(total, superseded),
        document=document,
        sha256=sha256(document),
        created_at=revision.submitted_at,
    )


def parts_of(assessment_id: str, assessment: Assessment) -> Iterator[LineRow | FindingRow]:
    """Make the rows of its lines and findings, in order."""
    for position, (segment, line) in enumerate(assessment.lines):
        yield LineRow(assessment_id, position, segment, line.id, line.kind, line.amount, line.law)
    for position, (segment, finding) in enumerate(assessment.findings):
        yield FindingRow(assessment_id, position, segment, finding.code, finding.severity, finding.law)


def _difference(total: Money | None, superseded: AssessmentRow | None) -> Decimal | None:
    """Return how much more is owed than by the assessment superseded; none where either states no money."""
    if total is None or superseded is None or superseded.total is None:
        return None
    return EXACT.subtract(total.amount, superseded.total)
