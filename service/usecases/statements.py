"""Statements: what a report says, joined with what is known of its operator and of where its farm was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.reports import OperatorKind, Place, Statement
from service.usecases.report_content import stored_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from service.store.rows import FarmPlaceRow, OperatorRow, RevisionRow
    from service.usecases.requests import ReportContent
    from service.usecases.tax_periods import Known


def statement_of(operator: OperatorRow | None, places: tuple[Place, ...], content: ReportContent) -> Statement:
    """Join what is reported with what is known of its operator and farm."""
    if operator is None:  # a foreign key forbids it
        message = "a farm without its operator"
        raise LookupError(message)
    return Statement(
        operator_kind=OperatorKind(operator.kind),
        places=places,
        period=content.period,
        energy=content.energy,
        production=content.production,
        costs=content.costs,
    )


def statements_of(
    operators: Mapping[str, OperatorRow], known: Known, revisions: Iterable[RevisionRow]
) -> dict[str, Statement]:
    """Read what each of *revisions* states, by its report; *known* tells whose each farm is and where it lay."""
    return {
        row.report: statement_of(
            operators.get(known.owners[row.farm]), known.places[row.farm], stored_content(row.content)
        )
        for row in revisions
    }


def places_by_farm(rows: Iterable[FarmPlaceRow]) -> dict[str, tuple[Place, ...]]:
    """Return where each farm was since when, earliest first; of two rows for one day the later recorded counts."""
    dated: dict[str, dict[object, FarmPlaceRow]] = {}
    for row in sorted(rows, key=lambda row: (row.since, row.recorded_at)):
        dated.setdefault(row.farm, {})[row.since] = row
    return {
        farm: tuple(Place(row.since, row.region, row.zone) for row in in_order.values())
        for farm, in_order in dated.items()
    }
