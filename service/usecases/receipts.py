"""
Receipts that are stated to the instant: their day is that of each jurisdiction, whatever the days of their report are.

A report is of days where its farm stands, and there each of its receipts lies inside of them. In the time zone of a
schedule it may be of a day beside them, and so go into a tax period that the report itself has no day of.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from service.domain.errors import Fault, Nonsense
from service.domain.periods import Period, local_day
from service.store.rows import TIMED
from service.usecases.report_content import stored_content

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.domain.reports import ProductionLine
    from service.store.rows import RevisionRow

_A_DAY: Final = timedelta(days=1)


class Receipts(NamedTuple):
    """The first and the last instant at which a revision says that coins were received."""

    first: datetime
    last: datetime

    def days(self, time_zone: str) -> Period:
        """Return the days from the one to the other in *time_zone*."""
        zone = ZoneInfo(time_zone)
        return Period(local_day(self.first, zone), local_day(self.last, zone) + _A_DAY)


def receipts_of(production: Iterable[ProductionLine]) -> Receipts | None:
    """Return between which instants coins were received; nothing where only days are stated."""
    instants = [line.received_at for line in production if line.received_at is not None]
    return Receipts(min(instants), max(instants)) if instants else None


def receipts_by_revision(revisions: Iterable[RevisionRow]) -> dict[tuple[str, int], Receipts]:
    """Read what each of *revisions* says of them, by report and number; those that state days only are left out."""
    found = (
        (row.report, row.revision, receipts_of(stored_content(row.content).production))
        for row in revisions
        if TIMED in row.content
    )
    return {(report, revision): receipts for report, revision, receipts in found if receipts is not None}


def refuse_outside(production: Iterable[ProductionLine], period: Period, time_zone: str) -> None:
    """
    Demand of every receipt that is stated to the instant that its day in *time_zone* is one of *period*.

    Raises:
        Nonsense: names each that is not, with the day that it is there.
    """
    zone = ZoneInfo(time_zone)
    faults = [
        _fault(number, local_day(line.received_at, zone), period, time_zone)
        for number, line in enumerate(production)
        if line.received_at is not None and not period.contains(local_day(line.received_at, zone))
    ]
    if faults:
        raise Nonsense("validation-failed", f"A receipt lies outside of the period in {time_zone}.", faults=faults)


def _fault(number: int, day: object, period: Period, time_zone: str) -> Fault:
    message = (
        f"expected an instant of the period, {period.start} up to, not including, {period.end}; "
        f"in {time_zone} this one is of {day}"
    )
    return Fault(f"/production/{number}/received_at", "outside-period", message)
