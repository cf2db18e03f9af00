"""
What an operator owes, read from assessments: the one place that knows which of them count, and from which day.

An assessment counts when it covers the whole of its tax period; one that does not is an in-year figure, and nothing is
owed by it. Of a chain, each assessment taking the place of the one before, the first that counts is the amount
assessed, and each later one adds its difference to the one before it. The days on which it is due are those of the
obligation: moved off days of rest, and to where an authority moved them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from service.domain.canonical import read_canonical
from service.domain.clock import TRUE_TIME
from service.domain.decimals import EXACT, ZERO
from service.domain.periods import Period, local_day
from service.kernel.due_days import DueDays, due_days
from service.kernel.lateness.books import Entry, Liability
from service.kernel.obligations import obligation_id
from service.kernel.terms import Terms
from service.usecases.rulings import rulings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from decimal import Decimal

    from service.domain.clock import Timeline
    from service.law.document import Schedule, Version
    from service.law.library import Library
    from service.law.working_days import WorkingDays
    from service.store.rows import AssessmentRow, ObligationDecisionRow


class _Counting(NamedTuple):
    """An assessment that counts, its total, and the day on which it was made."""

    row: AssessmentRow
    total: Decimal
    day: date


class Owing(NamedTuple):
    """
    What was known at an instant, besides the assessments of an operator, that says what it owes.

    *decisions* are those of authorities, by obligation, earliest first. *withdrawn* are the assessments that it
    withdrew: where one is the last of its chain, nothing is owed by it. *timeline* is the clock of the operator, by
    which the days of assessments and decisions are told.
    """

    library: Library
    calendars: WorkingDays
    decisions: Mapping[str, tuple[ObligationDecisionRow, ...]]
    withdrawn: Collection[str] = ()
    timeline: Timeline = TRUE_TIME

    def liabilities(self, rows: Iterable[AssessmentRow]) -> tuple[Liability, ...]:
        """Return what is owed by *rows*, the assessments that were known then, oldest first."""
        found = []
        for chain in _chains(rows):
            if chain[-1].id in self.withdrawn:
                chain.pop()
            if not chain:
                continue
            schedule = self.library.schedule(chain[-1].schedule)
            counting = list(self._counting(schedule, chain))
            if counting:
                found.append(self._liability(schedule, counting))
        return tuple(found)

    def _counting(self, schedule: Schedule, chain: Iterable[AssessmentRow]) -> Iterator[_Counting]:
        """Return those of *chain* that count; findings alone owe nothing."""
        zone = ZoneInfo(schedule.time_zone)
        for row in chain:
            if row.total is not None and not row.in_year:
                yield _Counting(row, row.total, local_day(self.timeline.shown(row.created_at), zone))

    def _liability(self, schedule: Schedule, counting: list[_Counting]) -> Liability:
        """Take days and law from the latest assessment; the return came when the first was made."""
        last = counting[-1].row
        version = self.library.by_sha256(last.version_sha256)
        obligation = obligation_id(last.subject, last.schedule, last.period_start)
        decided = rulings(self.decisions.get(obligation, ()), schedule, self.timeline)
        return Liability(
            schedule=schedule.schedule,
            jurisdiction=schedule.jurisdiction,
            currency=last.currency or "",
            period=Period(last.period_start, last.period_end),
            entries=tuple(_entries(counting)),
            terms=Terms(self._due(last, version), decided),
            filed_on=counting[0].day,
            aftermath=version.aftermath,
        )

    def _due(self, row: AssessmentRow, version: Version) -> DueDays:
        """Return when it is due by law; an assessment by law that lapsed says that nothing is."""
        if read_canonical(row.document)["due"] is None:
            return DueDays(None, None)
        return due_days(version, Period(row.period_start, row.period_end), self.calendars)


def _chains(rows: Iterable[AssessmentRow]) -> list[list[AssessmentRow]]:
    """Put assessments behind those whose place they take."""
    chains: dict[str, list[AssessmentRow]] = {}
    for row in rows:
        chain = chains.pop(row.supersedes, []) if row.supersedes is not None else []
        chains[row.id] = [*chain, row]
    return list(chains.values())


def _entries(counting: Iterable[_Counting]) -> Iterator[Entry]:
    reached = ZERO
    for each in counting:
        yield Entry(each.row.id, each.day, EXACT.subtract(each.total, reached))
        reached = each.total
