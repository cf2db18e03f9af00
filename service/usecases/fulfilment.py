"""
What is filed for a tax period: whether there is a complete assessment, whether it was declared, and since when.

The one place that knows how assessments, withdrawals and declarations belong to a subject, schedule and tax period.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime

    from service.kernel.obligations import Obligation
    from service.store.reading import Reading
    from service.store.reading.declarations import HeldAssessment
    from service.store.rows import DeclarationRow


class Fulfilment(NamedTuple):
    """
    What there is for an obligation.

    *assessment* is the current one, where it is complete; *complete_at* when there was a complete one first.
    *declaration* is the one in effect, *declared_at* when the first was made: a correction makes nothing late.
    """

    assessment: str | None = None
    complete_at: datetime | None = None
    declaration: str | None = None
    declared_at: datetime | None = None


class Filed:
    """What an operator had filed by an instant."""

    def __init__(self, reading: Reading, operator: str, known_at: datetime) -> None:
        """Read it once for all obligations."""
        self._voided = {row.assessment for row in reading.assessment_voids(operator, known_at)}
        self._chains = defaultdict[tuple[str, str, "date"], list["HeldAssessment"]](list)
        for row in reading.held_assessments(operator, known_at):
            self._chains[row.subject, row.schedule, row.period_start].append(row)
        self._declarations = defaultdict[tuple[str, str, "date"], list["DeclarationRow"]](list)
        for declared in reading.declarations_of(operator, known_at):
            self._declarations[declared.subject, declared.schedule, declared.period_start].append(declared)

    def of(self, obligation: Obligation) -> Fulfilment:
        """Return what there is for *obligation*."""
        name = obligation.subject, obligation.schedule.schedule, obligation.tax_period.start
        chain, declared = self._chains.get(name, []), self._declarations.get(name, [])
        superseded = {row.supersedes for row in chain}
        current = next((row for row in chain if row.id not in superseded), None)
        complete = [row for row in chain if not row.in_year and row.id not in self._voided]
        stands = current is not None and current in complete
        return Fulfilment(
            assessment=current.id if current is not None and stands else None,
            complete_at=min(row.created_at for row in complete) if stands else None,
            declaration=max(declared, key=lambda row: row.number).id if declared else None,
            declared_at=min(row.declared_at for row in declared) if declared else None,
        )
