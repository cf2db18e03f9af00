"""Versions for tests of time: a minimal text for a span, and when it was recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from service.domain.canonical import Json
from service.law.document import RecordedVersion, Schedule, Version
from service.law.reader import version_from_content
from tests.unit.law.examples import schedule

SCHEDULE: Final[Schedule] = schedule("xa.levy")


def day(text: str | None) -> date | None:
    """Read a day, if there is one."""
    return None if text is None else date.fromisoformat(text)


def instant(text: str) -> datetime:
    """Read the first instant of a day, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def version(name: str, begin: str | None, end: str | None = None, *, rate: str = "2", **said: str) -> Version:
    """Make a version in force from *begin* to *end*; what else is *said* are keys of the document."""
    content: dict[str, Json] = {
        "format": "hashlevy.version/1",
        "schedule": "xa.levy",
        "version": name,
        "status": "enacted",
        "valid": {"from": begin, "to": end},
        "published_on": None,
        "evidence": "unverified",
        "law": {"act": {"title": "Mining Levy Act", "cite": "XA 2029/1", "evidence": "verified"}},
        "inputs": {"grid_kwh": {"fact": "energy_kwh", "where": {"supply": ["grid"]}}},
        "components": [{"id": "levy", "kind": "per_unit", "of": "grid_kwh", "rate": rate, "law": "act#1"}],
        "result": "levy",
    }
    return version_from_content({**content, **said}, SCHEDULE)


def recorded(text: Version, at: str = "2030-01-01", withdrawn: str | None = None) -> RecordedVersion:
    """Record a version at an instant."""
    return RecordedVersion(text, instant(at), None if withdrawn is None else instant(withdrawn))
