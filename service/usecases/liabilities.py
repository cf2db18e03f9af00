"""
What an operator owes, read from assessments: the one place that knows which of them count, and from which day.

An assessment counts when it covers the whole of its tax period; one that does not is an in-year figure, and nothing is
owed by it. Of a chain, each assessment taking the place of the one before, the first that counts is the amount
assessed, and each later one adds its difference to the one before it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from service.domain.canonical import read_canonical
from service.domain.clock import TRUE_TIME
from service.domain.decimals import EXACT, ZERO
from service.domain.periods import Period, local_day
from service.kernel.lateness.books import Entry, Liability

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from decimal import Decimal

    from service.domain.clock import Timeline
    from service.law.document import Schedule
    from service.law.library import Library
    from service.store.rows import AssessmentRow


class _Counting(NamedTuple):
    """An assessment that counts, as its document tells it."""

    row: AssessmentRow
    total: Decimal
    day: date
    due_on: date | None
    return_due_on: date | None


def liabilities(
    library: Library,
    rows: Iterable[AssessmentRow],
    withdrawn: Collection[str] = (),
    timeline: Timeline = TRUE_TIME,
) -> tuple[Liability, ...]:
    """
    Return what is owed by *rows*, the assessments of one operator that were known at an instant, oldest first.

    *withdrawn* are those that it withdrew by then: where one is the last of its chain, nothing is owed by it.
    *timeline* is the clock of the operator, by which the day of each is told.
    """
    found = []
    for chain in _chains(rows):
        if chain[-1].id in withdrawn:
            chain.pop()
        if not chain:
            continue
        schedule = library.schedule(chain[-1].schedule)
        counting = list(_counting(schedule, chain, timeline))
        if counting:
            found.append(_liability(library, schedule, counting))
    return tuple(found)


def _chains(rows: Iterable[AssessmentRow]) -> list[list[AssessmentRow]]:
    """Put assessments behind those whose place they take."""
    chains: dict[str, list[AssessmentRow]] = {}
    for row in rows:
        chain = chains.pop(row.supersedes, []) if row.supersedes is not None else []
        chains[row.id] = [*chain, row]
    return list(chains.values())


def _counting(schedule: Schedule, chain: Iterable[AssessmentRow], timeline: Timeline) -> Iterator[_Counting]:
    """Return those of *chain* that count; findings alone owe nothing."""
    for row in chain:
        if row.total is None or row.in_year:
            continue
        due = read_canonical(row.document)["due"] or {}
        made_on = local_day(timeline.shown(row.created_at), ZoneInfo(schedule.time_zone))
        yield _Counting(row, row.total, made_on, _day(due.get("payment_on")), _day(due.get("return_on")))


def _liability(library: Library, schedule: Schedule, counting: list[_Counting]) -> Liability:
    """Take days and law from the latest assessment; the return came when the first was made."""
    last = counting[-1]
    return Liability(
        schedule=schedule.schedule,
        jurisdiction=schedule.jurisdiction,
        currency=last.row.currency or "",
        period=Period(last.row.period_start, last.row.period_end),
        entries=tuple(_entries(counting)),
        due_on=last.due_on,
        return_due_on=last.return_due_on,
        filed_on=counting[0].day,
        aftermath=library.by_sha256(last.row.version_sha256).aftermath,
    )


def _entries(counting: Iterable[_Counting]) -> Iterator[Entry]:
    reached = ZERO
    for each in counting:
        yield Entry(each.row.id, each.day, EXACT.subtract(each.total, reached))
        reached = each.total


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
