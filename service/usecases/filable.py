"""What may be filed: days that have begun where the farm stands, that no lock holds, and that can be amended still."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from service.domain.errors import Fault, Nonsense
from service.domain.periods import Period, local_day
from service.store.rows import AcceptedRow
from service.usecases.closed_periods import Concern, concern_of, refuse_closed, refuse_locked, refuse_locked_group
from service.usecases.receipts import receipts_by_revision
from service.usecases.subjects import in_force

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from service.law.library import Library
    from service.store.reading import Filing
    from service.store.rows import FarmRow, RevisionRow
    from service.usecases.file_report import Desk


def refuse_future(period: Period, farm: FarmRow | None, now: datetime) -> None:
    """
    Refuse days that have not begun where the farm stands.

    Raises:
        Nonsense: `period-not-begun`.
    """
    if farm is None:  # a foreign key forbids it
        message = "a report without its farm"
        raise LookupError(message)
    today = local_day(now, ZoneInfo(farm.time_zone))
    if period.start > today:
        message = f"expected a period that has begun by {today.isoformat()}, which is today in {farm.time_zone}"
        detail = "A report of days that have not begun cannot be filed. Use POST /v1/estimates to look ahead."
        raise Nonsense("period-not-begun", detail, faults=[Fault("/period/start", "period-not-begun", message)])


def refuse_held(desk: Desk, filing: Filing, stated: Sequence[RevisionRow]) -> None:
    """
    Refuse days that an authority holds still, and an amendment that comes too late.

    *stated* are the revision to be filed and the one before it, if any: receipts of either may be of other days.

    Raises:
        Conflict: `period-locked` or `amendment-window-closed`.
    """
    operator = None if filing.operator is None else filing.operator.id
    own_locks = [lock for lock in filing.locks if lock.operator in (None, operator)]
    belonging = [each for each in in_force(filing.memberships, desk.now) if each.operator == operator]
    for concern in _concerns(desk.library, filing, stated):
        refuse_locked(own_locks, concern, desk.sender)
        refuse_locked_group(filing.locks, concern, belonging, desk.sender)
        if stated[0].revision > 1:
            refuse_closed(desk.library, concern, desk.now, desk.timeline)


def _concerns(library: Library, filing: Filing, stated: Sequence[RevisionRow]) -> Iterator[Concern]:
    """Yield what the filing is about: its days, and for each schedule also those of receipts beside them."""
    filed, receipts = AcceptedRow.of(stated[0]), receipts_by_revision(stated)
    own = (place for place in filing.places if place.farm == filed.farm)
    concern = concern_of(library, own, Period(filed.period_start, filed.period_end))
    yield concern
    for schedule in concern.schedules if receipts else ():
        days = concern.period
        for each in receipts.values():
            days = days.joined(each.days(schedule.time_zone))
        yield Concern(days, concern.regions, (schedule,))
