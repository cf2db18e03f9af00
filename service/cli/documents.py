"""Schedule documents as the terminal names them: a shipped one by its name, any other by its file."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Final, NamedTuple

from service.domain.errors import NotFound
from service.law.document import Schedule, Version
from service.law.reader import DOCUMENTS, read_folder, read_schedule, read_version

SCHEDULE_FILE: Final = "schedule.yaml"


class Documented(NamedTuple):
    """A schedule, and those of its versions that were named."""

    schedule: Schedule
    versions: tuple[Version, ...]


def shipped() -> list[tuple[Schedule, list[Version]]]:
    """Read every schedule that is shipped, in the order of their names."""
    return read_folder(DOCUMENTS)


def named(name: str) -> Documented:
    """
    Return the shipped schedule *name* with all its versions, or with the one after an `@`.

    Raises:
        NotFound: there is none of that name; the detail says what there is.
    """
    schedule_name, _, version_name = name.partition("@")
    found = {schedule.schedule: (schedule, versions) for schedule, versions in shipped()}
    if schedule_name not in found:
        raise _nothing("schedule", schedule_name, list(found))
    schedule, versions = found[schedule_name]
    if not version_name:
        return Documented(schedule, tuple(versions))
    chosen = tuple(version for version in versions if version.version == version_name)
    if not chosen:
        raise _nothing("version", version_name, [version.version for version in versions])
    return Documented(schedule, chosen)


def version_at(place: str) -> tuple[Schedule, Version]:
    """
    Return the version that *place* leads to: a file beside its `schedule.yaml`, or `schedule@version` of the shipped.

    Raises:
        NotFound: nothing of that name is shipped, or no version is named.
        DocumentError: the file is refused.
    """
    path = Path(place)
    if path.is_file():
        schedule = read_schedule(path.with_name(SCHEDULE_FILE))
        return schedule, read_version(path, schedule)
    documented = named(place)
    if "@" not in place:
        names = ", ".join(version.name for version in documented.versions)
        raise NotFound("version-not-found", f"{place} has several versions: name one of {names}.")
    return documented.schedule, documented.versions[0]


def _nothing(kind: str, name: str, there_is: list[str]) -> NotFound:
    near = get_close_matches(name, there_is, n=3) or there_is
    return NotFound(f"{kind}-not-found", f"There is no {kind} {name!r}; there is {', '.join(near)}.")
