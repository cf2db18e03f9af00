"""Read the law: the schedules, their versions, and which version is in force; open to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.clock import instant_text
from service.law.resolver import resolve
from service.usecases.known_at import law_at, refuse_future

if TYPE_CHECKING:
    from datetime import date, datetime

    from service.domain.canonical import Json
    from service.law.document import Law, RecordedVersion, Schedule
    from service.law.library import Library
    from service.usecases.service import Service


def list_schedules(service: Service, known_at: datetime | None = None) -> dict[str, Json]:
    """List every schedule with a summary of its versions, as known at an instant (none: now)."""
    with law_at(service, known_at) as library:
        items = [_schedule(library, schedule) for schedule in library.schedules()]
    return {"items": list(items), "next_cursor": None}


def read_schedule(service: Service, name: str, known_at: datetime | None = None) -> dict[str, Json]:
    """
    Read a schedule with a summary of its versions, as known at an instant (none: now).

    Raises:
        NotFound: there is no such schedule.
    """
    with law_at(service, known_at) as library:
        return _schedule(library, library.schedule(name))


def read_version(service: Service, name: str, version: str, known_at: datetime | None = None) -> dict[str, Json]:
    """
    Read a version whole: its text as data, its acts, its evidence, its hash, as known at an instant (none: now).

    Raises:
        NotFound: there is no such version.
    """
    with law_at(service, known_at) as library:
        return _version(library.version(name, version))


def effective_version(service: Service, name: str, on: date, known_at: datetime | None) -> dict[str, Json]:
    """
    Read the version in force *on* a day as known at an instant (none: now), and why every other one is not.

    Raises:
        NotFound: the resolver's typed reason: `not-yet-in-force`, `ended-on`, `unknown-at`, `no-schedule`.
        Nonsense: *known_at* lies in the future.
    """
    now = service.clock()
    refuse_future(known_at, now)
    instant = known_at or now
    library = service.library
    versions = library.versions(name)  # of all times: the refusal names what became known later
    resolution = resolve(library.schedule_at(name, instant), versions, on, instant)
    known = library.as_known_at(instant).versions(name)
    chosen = next(recorded for recorded in known if recorded.version.sha256 == resolution.version.sha256)
    return {
        "on": on.isoformat(),
        "known_at": instant_text(instant),
        "reason": resolution.reason,
        "losers": [{"version": loser.version, "reason": loser.reason} for loser in resolution.losers],
        "version": _version(chosen),
    }


def _schedule(library: Library, schedule: Schedule) -> dict[str, Json]:
    return {
        "object": "schedule",
        "schedule": schedule.schedule,
        "title": dict(schedule.title),
        "jurisdiction": schedule.jurisdiction,
        "kind": schedule.kind,
        "subject": schedule.subject,
        "period": schedule.period,
        "accumulates": schedule.accumulates,
        "time_zone": schedule.time_zone,
        "currency": schedule.currency,
        "versions": [_summary(recorded) for recorded in library.versions(schedule.schedule)],
    }


def _summary(recorded: RecordedVersion) -> dict[str, Json]:
    version = recorded.version
    return {
        "object": "schedule_version",
        "schedule": version.schedule,
        "version": version.version,
        "status": version.status.value,
        "evidence": version.evidence.value,
        "valid": {"from": _day(version.valid_from), "to": _day(version.valid_to)},
        "published_on": _day(version.published_on),
        "recorded_at": instant_text(recorded.recorded_at),
        "sha256": version.sha256,
        "links": {"self": f"/v1/schedules/{version.schedule}/versions/{version.version}"},
    }


def _version(recorded: RecordedVersion) -> dict[str, Json]:
    version = recorded.version
    return {
        **_summary(recorded),
        "replaces": version.replaces,
        "retroactive": version.retroactive,
        "laws": {name: _law(law) for name, law in version.laws.items()},
        "notes": list(version.notes),
        "content": version.content,
    }


def _law(law: Law) -> dict[str, Json]:
    return {
        "title": law.title,
        "cite": law.cite,
        "address": law.address,
        "evidence": law.evidence.value,
        "note": law.note,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
