"""What a statement is drawn from: liabilities with their assessments, noted payments, and the law on lateness."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from service.domain.clock import TRUE_TIME, Timeline
from service.domain.decimals import EXACT, ZERO
from service.domain.errors import NotFound
from service.domain.periods import Period, local_day
from service.kernel.lateness.debts import Debt
from service.kernel.lateness.grounds import Grounds, Rates, ResolvedRules
from service.kernel.terms import Terms
from service.law.document import RecordedVersion
from service.law.library import Library


class Entry(NamedTuple):
    """An assessment that counts: the first with its total, a later one with its difference; made *on* a day."""

    assessment: str
    on: date
    amount: Decimal


class Liability(NamedTuple):
    """
    What is owed under one schedule for one tax period, as assessed.

    *terms* are open where no source names the day, *filed_on* where no return is known. *aftermath* names the schedules
    by which lateness is charged.
    """

    schedule: str
    jurisdiction: str
    currency: str
    period: Period
    entries: tuple[Entry, ...]
    terms: Terms
    filed_on: date | None
    aftermath: tuple[str, ...]

    @property
    def due_on(self) -> date | None:
        """The day that counts for the payment."""
        return None if (term := self.terms.of_payment) is None else term.on

    @property
    def return_due_on(self) -> date | None:
        """The day that counts for the return."""
        return None if (term := self.terms.of_return) is None else term.on

    def until(self, day: date) -> Liability:
        """Return it as it stood at the end of *day*."""
        entries = tuple(entry for entry in self.entries if entry.on <= day)
        return self._replace(entries=entries, terms=self.terms.until(day))

    @property
    def debt(self) -> Debt:
        """The amount owed, after all of its entries; named by its first."""
        amount = ZERO
        for entry in self.entries:
            amount = EXACT.add(amount, entry.amount)
        return Debt(self.entries[0].assessment, amount, self.due_on)


class Note(NamedTuple):
    """A payment that was noted, or (*reverses*) a note that takes one away."""

    id: str
    jurisdiction: str
    currency: str
    paid_on: date
    amount: Decimal
    reference: str
    reverses: str | None


class Books(NamedTuple):
    """Everything that a statement rests on, as known at one instant; *timeline* is the clock of the operator."""

    operator_kind: str
    liabilities: tuple[Liability, ...]
    notes: tuple[Note, ...]
    library: Library
    rates: Mapping[str, Rates]
    known_at: datetime
    timeline: Timeline = TRUE_TIME

    def grounds(self, aftermath: str) -> Grounds:
        """
        Return what lateness is judged by under the schedule *aftermath*.

        Raises:
            NotFound: no such schedule was known.
        """
        known = self.known(aftermath)
        return Grounds(
            self.operator_kind, ResolvedRules(self.library.schedule(aftermath), known, self.known_at), self.rates
        )

    def known(self, aftermath: str) -> tuple[RecordedVersion, ...]:
        """
        Return what was recorded of a schedule by then: what was recorded later must not even change a reason.

        Raises:
            NotFound: nothing of it was known.
        """
        recorded = self.library.versions(aftermath) if self.library.has(aftermath) else ()
        known = tuple(each for each in recorded if each.recorded_at <= self.known_at)
        if not known:
            detail = f"No schedule {aftermath} was known, which would say what being late costs."
            raise NotFound("schedule-not-found", detail)
        return known

    @property
    def accounts(self) -> tuple[tuple[str, str], ...]:
        """The jurisdictions and currencies that there is an account for, in order."""
        names = {(liability.jurisdiction, liability.currency) for liability in self.liabilities}
        names |= {(note.jurisdiction, note.currency) for note in self.notes}
        return tuple(sorted(names))

    @property
    def shown_at(self) -> datetime:
        """What the clock of the operator showed at the instant of knowledge."""
        return self.timeline.shown(self.known_at)

    def today(self, jurisdiction: str) -> date:
        """Return the day that it was in *jurisdiction* at the instant of knowledge, where no law is known, in UTC."""
        schedules = self.library.schedules()
        zones = {schedule.time_zone for schedule in schedules if schedule.jurisdiction == jurisdiction}
        return max((local_day(self.shown_at, ZoneInfo(zone)) for zone in zones), default=self.shown_at.date())

    def until(self, days: Mapping[str, date]) -> Books:
        """Return the books as they stood in each jurisdiction at the end of its day of *days*."""
        liabilities = (liability.until(days[liability.jurisdiction]) for liability in self.liabilities)
        return self._replace(
            liabilities=tuple(liability for liability in liabilities if liability.entries),
            notes=tuple(note for note in self.notes if note.paid_on <= days[note.jurisdiction]),
        )
