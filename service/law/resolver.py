"""
Which version of a schedule is used for a day, as it was known at an instant, and why each other one is not.

Bitemporal: what was recorded after `known_at` plays no part, so a version recorded later never changes an earlier
answer, nor the reasons given with it. Nothing falls through to an older version: where none is in force, that is a
typed error.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Final

from service.domain.clock import instant_text
from service.domain.errors import NotFound
from service.law.document import RecordedVersion, Schedule
from service.law.knowledge import History, Versions
from service.law.resolution import Failure, Loser, Resolution

__all__ = ["Loser", "Resolution", "Unresolved", "change_days", "resolve"]

_KEPT: Final = 1024  # histories; a library has some dozens of schedules, and a new history with each recording


class Unresolved(NotFound):
    """No version can be used: `not-yet-in-force`, `ended-on`, `unknown-at`, `no-schedule` or `version-not-found`."""


def resolve(
    schedule: Schedule, versions: tuple[RecordedVersion, ...], on: date, known_at: datetime, pinned: str | None = None
) -> Resolution:
    """
    Choose among *versions* the one for the day *on*, with the knowledge of the instant *known_at*.

    *pinned* names a version instead: a draft is then used whatever the day, law still has to be in force.

    Raises:
        Unresolved: no version can be used; its code says why, its `candidates` what is wrong with each.
    """
    answer = _history_of(versions).at(known_at).on(on, pinned)
    if isinstance(answer, Resolution):
        return answer
    raise _unresolved(answer, schedule, versions, on=on, known_at=known_at)


def change_days(versions: tuple[RecordedVersion, ...], known_at: datetime) -> tuple[date, ...]:
    """
    Return the days on which another version is used than on the day before, as known at *known_at*, in order.

    Where a version begins or ends that another one has precedence over, nothing changes: a period is not cut there.
    """
    return _history_of(versions).at(known_at).changes


def _history_of(versions: tuple[RecordedVersion, ...]) -> History:
    return versions.history if isinstance(versions, Versions) else _history(versions)


@lru_cache(maxsize=_KEPT)
def _history(versions: tuple[RecordedVersion, ...]) -> History:
    return History(versions)


def _unresolved(
    failure: Failure, schedule: Schedule, versions: tuple[RecordedVersion, ...], *, on: date, known_at: datetime
) -> Unresolved:
    """Tell *failure* in words; the candidates name what was recorded later too, so that a reader can ask again."""
    reasons = [(loser.version, loser.reason) for loser in failure.losers]
    reasons += (
        (recorded.version.version, f"unknown-until {instant_text(recorded.recorded_at)}")
        for recorded in versions
        if recorded.recorded_at > known_at
    )
    code = failure.code if versions else "no-schedule"
    extra = {
        "schedule": schedule.schedule,
        "on": on.isoformat(),
        "known_at": instant_text(known_at),
        "candidates": [{"version": version, "reason": reason} for version, reason in sorted(reasons)],
    }
    return Unresolved(code, _sentence(code, failure, schedule.schedule, on, known_at), extra=extra)


def _sentence(code: str, failure: Failure, name: str, on: date, known_at: datetime) -> str:
    """Say in a sentence what *code* means here."""
    match code:
        case "ended-on":
            return f"{name} is not in force on {on}: version {failure.version} ended on {failure.day}."
        case "not-yet-in-force":
            return f"{name} is not in force on {on}: version {failure.version} begins on {failure.day}."
        case "version-not-found":
            return f"{name} has no version {failure.version} that was known at {instant_text(known_at)}."
        case "no-schedule":
            return f"No version of {name} is recorded."
        case _:
            return f"No version of {name} was known at {instant_text(known_at)}."
