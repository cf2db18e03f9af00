"""
Closed periods: days that an authority holds still by a lock, and amendments that the law lets come no more.

What is refused says why, and which ways to a correction are still open.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from service.domain.errors import Conflict, NotFound
from service.domain.periods import Period, local_day, tax_period
from service.domain.regions import lies_in
from service.kernel.due_days import closes_on
from service.law.resolver import resolve
from service.usecases.access import sees_by_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from service.domain.canonical import Json
    from service.domain.clock import Timeline
    from service.domain.principals import Principal
    from service.law.document import Schedule
    from service.law.library import Library
    from service.store.rows import FarmPlaceRow, PeriodLockRow
    from service.usecases.subjects import Membership


class Concern(NamedTuple):
    """What a filing, an amendment or a declaration is about: the days, the regions, and the schedules there."""

    period: Period
    regions: frozenset[str]
    schedules: tuple[Schedule, ...]


def concern_of(library: Library, places: Iterable[FarmPlaceRow], period: Period) -> Concern:
    """Return what a report of *period* is about, for a farm at *places*, earliest first."""
    regions = regions_of(places, period)
    schedules = {schedule.schedule: schedule for region in sorted(regions) for schedule in library.applying_to(region)}
    return Concern(period, regions, tuple(schedules.values()))


def regions_of(places: Iterable[FarmPlaceRow], period: Period) -> frozenset[str]:
    """Return the regions in which a farm was in *period*; its first place, of *places*, reaches back without limit."""
    dated = list(places)
    begun = [place for place in dated if place.since < period.end] or dated[:1]
    left_on = [place.since for place in begun[1:]]
    return frozenset(place.region for place, end in zip_longest(begun, left_on) if end is None or end > period.start)


def refuse_locked(locks: Iterable[PeriodLockRow], concern: Concern, sender: Principal) -> None:
    """
    Refuse what a lock holds still; *locks* are those of days of the operator, or of who counts as one with it.

    Raises:
        Conflict: `period-locked`, with the lock, its reason, and the ways that its authority left open; of a lock of
            another member of a group the *sender* learns only that there is one.
    """
    for lock in locks:
        if _holds(lock, concern):
            raise _locked(lock) if _sees(sender, lock) else _locked_for_another(lock)


def refuse_locked_group(
    locks: Iterable[PeriodLockRow], concern: Concern, belonging: Iterable[Membership], sender: Principal
) -> None:
    """
    Refuse what would change a group for which somebody else files, whose days are locked.

    *belonging* are the memberships of the operator whose report *concern* is about.

    Raises:
        Conflict: as `refuse_locked`.
    """
    held = list(locks)
    for each in belonging:
        days = each.days.overlap(concern.period)
        schedules = tuple(schedule for schedule in concern.schedules if schedule.schedule == each.schedule)
        if days and schedules:
            of_group = concern._replace(period=days, schedules=schedules)
            refuse_locked([lock for lock in held if lock.operator == each.representative], of_group, sender)


def refuse_closed(library: Library, concern: Concern, now: datetime, timeline: Timeline) -> None:
    """
    Refuse an amendment for which the law of a schedule, as known *now*, leaves no time any more by *timeline*.

    Raises:
        Conflict: `amendment-window-closed`, with the article.
    """
    for schedule in concern.schedules:
        period = tax_period(schedule.period, concern.period.start)
        try:
            version = resolve(schedule, library.versions(schedule.schedule), concern.period.start, now).version
        except NotFound:
            continue
        closes, window = closes_on(version, period), version.due.amendment
        if closes is not None and window is not None and _today(schedule, timeline.shown(now)) >= closes:
            detail = (
                f"What was filed under {version.name} for {period.start} to {period.end} could be amended before "
                f"{closes}, {window.years} years after the period ({window.law})."
            )
            link = f"/v1/schedules/{version.schedule}/versions/{version.version}"
            raise Conflict("amendment-window-closed", detail, extra={"links": {"version": link}})


def lock_json(lock: PeriodLockRow) -> dict[str, Json]:
    """Write what a lock holds, why, and which ways are open."""
    return {
        "id": lock.id,
        "jurisdiction": lock.jurisdiction,
        "operator": lock.operator,
        "schedule": lock.schedule,
        "period": Period(lock.period_start, lock.period_end).as_json(),
        "reason": lock.reason,
        "routes": list(lock.routes),
    }


def _locked(lock: PeriodLockRow) -> Conflict:
    routes = ", ".join(lock.routes)
    detail = (
        f"The authority of {lock.jurisdiction} has locked {lock.period_start} to {lock.period_end} "
        f'("{lock.reason}"). Ways that are still open: {routes}.'
    )
    extra: dict[str, object] = {"lock": lock_json(lock), "links": {"lock": f"/v1/period-locks/{lock.id}"}}
    return Conflict("period-locked", detail, extra=extra)


def _locked_for_another(lock: PeriodLockRow) -> Conflict:
    detail = (
        f"The authority of {lock.jurisdiction} has locked days of another member of the group. That member can read "
        "why, and which ways are still open."
    )
    return Conflict("period-locked", detail)


def _sees(sender: Principal, lock: PeriodLockRow) -> bool:
    return lock.operator is None or sees_by_name(sender, lock.operator)


def _holds(lock: PeriodLockRow, concern: Concern) -> bool:
    inside = any(lies_in(region, lock.jurisdiction) for region in concern.regions)
    named = lock.schedule is None or any(schedule.schedule == lock.schedule for schedule in concern.schedules)
    return inside and named and Period(lock.period_start, lock.period_end).overlap(concern.period) is not None


def _today(schedule: Schedule, shown: datetime) -> date:
    return local_day(shown, ZoneInfo(schedule.time_zone))
