"""
A schedule's own document: its name fits its jurisdiction, its time zone exists, money has a currency.

And it says nothing that nothing would follow from: only a year is taken as a whole, or accumulates.
"""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from service.law.checks.aftermath import AFTERMATH
from service.law.document import Schedule
from service.law.errors import DocumentFault, fault, shown


def check_schedule(schedule: Schedule) -> Iterator[DocumentFault]:
    """
    Refuse what a schedule cannot be.

    `schedule-elsewhere`, `unknown-time-zone`, `currency-missing`, `currency-in-eligibility`, `accumulates-needless`.
    """
    country = schedule.jurisdiction.lower().replace("-", "_")
    if schedule.schedule.partition(".")[0] != country:
        expected, remedy = f"a name that begins with {country}.", "Rename the schedule or mend the jurisdiction."
        yield fault("/schedule", "schedule-elsewhere", found=shown(schedule.schedule), expected=expected, remedy=remedy)
    if not _exists(schedule.time_zone):
        expected = "a name of the IANA time zone database: Asia/Almaty"
        remedy = "Look it up in the database, or update it."
        yield fault(
            "/time_zone", "unknown-time-zone", found=shown(schedule.time_zone), expected=expected, remedy=remedy
        )
    if schedule.kind == "eligibility" and schedule.currency is not None:
        expected, remedy = "null", "Eligibility comes to findings; put money into a schedule of its own."
        yield fault(
            "/currency", "currency-in-eligibility", found=shown(schedule.currency), expected=expected, remedy=remedy
        )
    if schedule.kind != "eligibility" and schedule.currency is None:
        expected, remedy = f"the currency that the {schedule.kind} is counted in", "Give its code of ISO 4217."
        yield fault("/currency", "currency-missing", found="null", expected=expected, remedy=remedy)
    if schedule.accumulates == "year_to_date" and (schedule.kind == AFTERMATH or schedule.period != "year"):
        yield _accumulates_needlessly(schedule)


def _accumulates_needlessly(schedule: Schedule) -> DocumentFault:
    """Say that each month or quarter is assessed for itself, and an aftermath day by day, whatever is said here."""
    if schedule.kind == AFTERMATH:
        found, remedy = "year_to_date in an aftermath", "Write discrete: lateness is counted day by day."
    else:
        found = f"year_to_date with the period {schedule.period}"
        remedy = (
            f"Write discrete if each {schedule.period} is charged for itself. If the base grows from the first of "
            f"January, the tax period is the year: write period: year, and each {schedule.period} that is reported "
            "gives the year so far."
        )
    return fault("/accumulates", "accumulates-needless", found=found, expected="discrete", remedy=remedy)


def _exists(time_zone: str) -> bool:
    try:
        ZoneInfo(time_zone)
    except (OSError, ValueError):  # unknown names raise a KeyError of their own, malformed ones these
        return False
    except KeyError:
        return False
    return True
