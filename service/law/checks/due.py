"""Due days exist in every calendar: none is the 31st of a month that has 30 days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from typing import Final

from service.domain.periods import MONTHS_IN
from service.law.document import DueDay, Schedule, Version
from service.law.errors import DocumentFault, fault

_COMMON_YEAR: Final = 2001
_MONTHS_A_YEAR: Final = 12


def check_due(schedule: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Refuse `due-day-not-in-calendar`."""
    for name, day in (("return", version.due.return_on), ("payment", version.due.payment_on)):
        if day is not None and day.day > (last := _shortest_month(schedule, day)):
            yield fault(
                f"/due/{name}/day",
                "due-day-not-in-calendar",
                found=f"day {day.day} of month {day.month} after the {schedule.period}",
                expected=f"at most {last}, the last day that this month has in every year",
                remedy="Count the month from the end of the period (the first month after it is 1), and mend the day.",
            )


def _shortest_month(schedule: Schedule, day: DueDay) -> int:
    """Return the number of days of the shortest month that *day* can fall into, period after period."""
    step = MONTHS_IN[schedule.period]
    months = {(end + day.month - 1) % _MONTHS_A_YEAR + 1 for end in range(step, _MONTHS_A_YEAR + 1, step)}
    return min(monthrange(_COMMON_YEAR, month)[1] for month in months)
