"""Export the assessments that stand: a line each, with what ties it to the assessment, its law and its proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from service.domain.clock import instant_text
from service.domain.decimals import decimal
from service.domain.identifiers import is_identifier
from service.domain.money import amount_text
from service.kernel.assessment_document import weakest
from service.usecases.access import require
from service.usecases.exports.export import PAGE, Addend, Export, Line, Summing, Wanted, by_pages, prepare
from service.usecases.record_library import recorded_versions

if TYPE_CHECKING:
    from service.domain.principals import Principal
    from service.law.document import Evidence
    from service.store.reading import ExportedAssessment, Reading
    from service.usecases.service import Service

COLUMNS: Final = (
    *("assessment", "operator", "farm", "group", "schedule", "rules", "rules_sha256", "evidence"),
    *("period_start", "period_end", "state", "currency", "total", "supersedes", "difference"),
    *("declaration", "created_at", "document_sha256"),
)
STATES: Final = ("in-year", "assessed", "declared", "voided")


def export_assessments(service: Service, principal: Principal, wanted: Wanted) -> Export:
    """
    Export the assessments that no other one supersedes, in the order in which they were made.

    Raises:
        Forbidden: an authority names a jurisdiction that is not in its own.
        Nonsense: `known_at` lies in the future.
    """
    require(principal, "assessments:read")
    meant, known_at, bounds = prepare(service, principal, wanted)

    def pages() -> Iterator[Sequence[Line]]:
        evidence = _evidence(service)

        def read(reading: Reading, after: str) -> Sequence[tuple[str, Sequence[Line]]]:
            rows = reading.exported_assessments(bounds, after, PAGE)
            return [(row.id, [_line(row, evidence)]) for row in rows]

        return by_pages(service, known_at, read)

    return Export("assessments", COLUMNS, meant, known_at, _SUMMING, pages)


def _evidence(service: Service) -> dict[str, Evidence]:
    """Return how sure each text of law is that was ever recorded, by its hash."""
    with service.store.reading() as reading:
        return {each.version.sha256: each.version.evidence for _, each in recorded_versions(reading)}


def _line(row: ExportedAssessment, evidence: Mapping[str, Evidence]) -> Line:
    rules = row.rules or ((row.version, row.version_sha256),)
    return {
        "assessment": row.id,
        "operator": row.operator,
        "farm": row.farm,
        "group": row.subject if is_identifier(row.subject, "group") else None,
        "schedule": row.schedule,
        "rules": " ".join(f"{row.schedule}@{version}" for version, _ in rules),
        "rules_sha256": " ".join(sha256 for _, sha256 in rules),
        "evidence": weakest(evidence[sha256] for _, sha256 in rules).value,
        "period_start": row.period_start.isoformat(),
        "period_end": row.period_end.isoformat(),
        "state": _state(row),
        "currency": row.currency,
        "total": _amount(row.total, row.currency),
        "supersedes": row.supersedes,
        "difference": _amount(row.difference, row.currency),
        "declaration": row.declaration,
        "created_at": instant_text(row.created_at),
        "document_sha256": row.sha256,
    }


def _state(row: ExportedAssessment) -> str:
    if row.voided_at is not None:
        return "voided"
    if row.declaration is not None:
        return "declared"
    return "in-year" if row.in_year else "assessed"


def _amount(amount: Decimal | None, currency: str | None) -> str | None:
    return None if amount is None or currency is None else amount_text(amount, currency)


def _addends(line: Line) -> Iterator[Addend]:
    key = tuple(None if line[name] is None else str(line[name]) for name in _SUMMING.by)
    total = line["total"]
    yield key, None if total is None else decimal(total, negative=True)


def _sum_text(key: tuple[str | None, ...], amount: Decimal) -> str:
    return amount_text(amount, key[1] or "")


_SUMMING: Final = Summing(("schedule", "currency", "state"), "total", _addends, _sum_text)
