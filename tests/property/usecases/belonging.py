"""Who counts as one with whom: asked of one operator and one day, of all that was recorded by an instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from tests.property.usecases.invented_law import Invented
from tests.property.usecases.recorded_facts import Belonged


def taxpayer(
    belonged: Iterable[Belonged], schedule: Invented, operator: str, day: date, known_at: datetime
) -> tuple[str, str | None]:
    """Return who files for what *operator* did on *day*: of its group, with the group, else itself."""
    last_words = {
        (each.group, each.since): each
        for each in belonged
        if (each.schedule, each.operator) == (schedule, operator) and each.at <= known_at
    }
    found = {
        (each.representative, each.group)
        for each in last_words.values()
        if each.since <= day and (each.until is None or day < each.until)
    }
    assert len(found) < 2, "nobody belongs to two groups on one day"
    return found.pop() if found else (operator, None)
