"""
Schedule documents as they were recorded, as values: without files, and without a reader of YAML.

They were checked when they were recorded, and only get their shape again: checks may grow stricter, past answers have
to stand.
"""

from __future__ import annotations

from typing import Any, Final

from marshmallow import Schema, ValidationError

from service.domain.canonical import Json, canonical, fingerprint, read_canonical
from service.law.document import Schedule, Version
from service.law.errors import DocumentError, fault, shown
from service.law.format.documents import ScheduleSchema, VersionSchema
from service.law.format.shapes import faults_of
from service.law.format.source import Source

_SCHEDULE: Final = ScheduleSchema()
_VERSION: Final = VersionSchema()


def schedule_from_content(content: dict[str, Json]) -> Schedule:
    """
    Make a schedule again from its stored JSON.

    Raises:
        DocumentError: it does not have the shape of one.
    """
    return shaped_schedule(Source(f"the stored {content.get('schedule')}", content, {}))


def version_from_content(content: dict[str, Json], schedule: Schedule) -> Version:
    """
    Make a version of *schedule* again from its stored JSON.

    Raises:
        DocumentError: it does not have the shape of one.
    """
    name = f"the stored {content.get('schedule')}@{content.get('version')}"
    return shaped_version(Source(name, content, {}), schedule)


def shaped_version(source: Source, schedule: Schedule) -> Version:
    """
    Give *source* the shape of a version.

    Its keys are put into canonical order first: nothing may depend on the order in which they were written or stored.

    Raises:
        DocumentError: it does not have it.
    """
    content = read_canonical(canonical(source.content))
    members = _shaped(_VERSION, source._replace(content=content))
    sha256 = fingerprint({"schedule": schedule.content, "version": content})
    return Version(**members, content=content, sha256=sha256)


def shaped_schedule(source: Source) -> Schedule:
    """
    Give *source* the shape of a schedule.

    Raises:
        DocumentError: it does not have it.
    """
    schedule: Schedule = _shaped(_SCHEDULE, source)
    return schedule


def _shaped(schema: Schema, source: Source) -> Any:  # each schema has its own value
    if not isinstance(source.content, dict):
        expected, remedy = "a mapping of keys to values", "Begin with the format: a key, a colon and a value."
        wrong = fault("", "not-a-mapping", found=shown(source.content), expected=expected, remedy=remedy)
        raise DocumentError([source.placed(wrong)])
    try:
        return schema.load(source.content)
    except ValidationError as error:
        raise DocumentError(map(source.placed, faults_of(error.messages))) from None
