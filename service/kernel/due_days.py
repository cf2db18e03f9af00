"""
Due days: when a version wants return and payment for a tax period, moved off days of rest where its law says so.

The day that the law counts stays beside the day that it moves to, with the article that moves it and the edition of the
calendar that was used.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from service.domain.canonical import Json
from service.domain.periods import Period, first_instant, months_after
from service.law.document import DueDay, Shift, Version
from service.law.working_days import CalendarYear, WorkingDays


class DueOn(NamedTuple):
    """
    A day on which something is due.

    *stated_on* is the day that the law counts, *on* the day it falls to. *rule* is what would move it, nothing where no
    source tells. *editions* are the years of the calendar that were used; none, where *rule* names a calendar that is
    not known: then the day stands as stated, and `calendar_known` is false.
    """

    stated_on: date
    on: date
    rule: Shift | None
    editions: tuple[CalendarYear, ...] = ()

    @property
    def calendar_known(self) -> bool | None:
        """Tell whether the calendar was known; nothing where no rule asks for one."""
        return None if self.rule is None else bool(self.editions)

    def as_json(self) -> dict[str, Json]:
        """Write both days, and what moved the one to the other or would have."""
        rule = self.rule
        return {
            "stated_on": self.stated_on.isoformat(),
            "on": self.on.isoformat(),
            "shift": None if rule is None else {
                "moves_to": rule.moves_to,
                "law": rule.law,
                "evidence": rule.evidence.value,
                "calendar": rule.calendar,
                "calendar_known": bool(self.editions),
                "editions": [edition.as_json() for edition in self.editions],
            },
        }  # fmt: skip


class DueDays(NamedTuple):
    """When return and payment are due; nothing where the law asks for none, or no source names the day."""

    return_on: DueOn | None
    payment_on: DueOn | None


def due_days(version: Version, tax_period: Period, working_days: WorkingDays) -> DueDays:
    """Return when *version* wants return and payment for the whole *tax_period*."""
    due = version.due
    return DueDays(
        *(
            None if day is None else _falls(stated_day(day, tax_period.end), due.shift, working_days)
            for day in (due.return_on, due.payment_on)
        )
    )


def stated_day(due: DueDay, end: date) -> date:
    """Return the day that *due* counts from *end*, the first day after the tax period."""
    return months_after(end, due.month - 1).replace(day=due.day)


def closes_on(version: Version, tax_period: Period) -> date | None:
    """Return the first day on which an amendment for *tax_period* comes too late; nothing where no law says so."""
    window = version.due.amendment
    return None if window is None else months_after(tax_period.end, window.years * 12)


def runs_out(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant after *day*: a day is over at midnight where the jurisdiction is, not where we are."""
    return first_instant(day + timedelta(days=1), zone)


def _falls(stated: date, rule: Shift | None, working_days: WorkingDays) -> DueOn:
    moved = None if rule is None else working_days.next_working_day(rule.calendar, stated)
    return DueOn(stated, stated, rule) if moved is None else DueOn(stated, moved.day, rule, moved.editions)
