"""Rulings: what authorities decided about the obligations of an operator, as it was known and on which days."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from service.domain.periods import local_day
from service.kernel.terms import Ruling

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from service.domain.clock import Timeline
    from service.law.document import Schedule
    from service.store.reading import Reading
    from service.store.rows import ObligationDecisionRow


def decisions_about(
    reading: Reading, operator: str, known_at: datetime
) -> dict[str, tuple[ObligationDecisionRow, ...]]:
    """Return by obligation what had been decided about those of *operator* by *known_at*, earliest first."""
    grouped: dict[str, list[ObligationDecisionRow]] = {}
    for row in reading.obligation_decisions(operator, known_at):
        grouped.setdefault(row.obligation, []).append(row)
    return {obligation: tuple(rows) for obligation, rows in grouped.items()}


def rulings(rows: Iterable[ObligationDecisionRow], schedule: Schedule, timeline: Timeline) -> tuple[Ruling, ...]:
    """Read decisions about an obligation under *schedule*, each of the day that the operator's clock showed there."""
    zone = ZoneInfo(schedule.time_zone)
    return tuple(
        Ruling(row.id, row.decision, row.return_on, row.payment_on, local_day(timeline.shown(row.recorded_at), zone))
        for row in rows
    )
