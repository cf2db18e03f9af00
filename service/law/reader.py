"""
Schedule documents from files, as values.

A file is read, given its shape, and checked. What was recorded only gets its shape again, in `service.law.stored`; both
ways give the very same version.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from service.law.checks import check_schedule, check_version, check_versions
from service.law.document import Schedule, Version
from service.law.errors import DocumentError, DocumentFault, shown
from service.law.format.plain_yaml import read_plain
from service.law.format.source import Source
from service.law.stored import schedule_from_content, shaped_schedule, shaped_version, version_from_content

__all__ = [
    "DOCUMENTS",
    "read_folder",
    "read_schedule",
    "read_version",
    "schedule_from_content",
    "schedule_from_text",
    "schedule_named_in",
    "version_from_content",
    "version_from_text",
]

DOCUMENTS: Final = Path(__file__).parent / "documents"
_SCHEDULE_FILE: Final = "schedule.yaml"


def read_schedule(path: Path) -> Schedule:
    """
    Read a `schedule.yaml`.

    Raises:
        DocumentError: it is refused, for all the faults that it names.
    """
    source = _read_file(path)
    schedule = shaped_schedule(source)
    _refuse(source, check_schedule(schedule))
    return schedule


def read_version(path: Path, schedule: Schedule) -> Version:
    """
    Read a version of *schedule* from its file, and check it.

    Raises:
        DocumentError: it is refused, for all the faults that it names.
    """
    return _checked(_read_file(path), schedule, path.stem)


def schedule_from_text(data: bytes, name: str) -> Schedule:
    """
    Give the text of a `schedule.yaml` its shape, without judging it; *name* is what faults call it.

    Raises:
        DocumentError: it does not have the shape of one.
    """
    return shaped_schedule(read_plain(data, name))


def version_from_text(data: bytes, schedule: Schedule, name: str) -> Version:
    """
    Give the text of a version of *schedule* its shape, without judging it; *name* is what faults call it.

    Raises:
        DocumentError: it does not have the shape of one.
    """
    return shaped_version(read_plain(data, name), schedule)


def schedule_named_in(data: bytes, name: str) -> str:
    """
    Return which schedule the text of a version says that it is of; nothing where it does not say.

    Raises:
        DocumentError: it cannot be read at all.
    """
    content = read_plain(data, name).content
    named = content.get("schedule") if isinstance(content, dict) else None
    return named if isinstance(named, str) else ""


def read_folder(path: Path) -> list[tuple[Schedule, list[Version]]]:
    """
    Read every schedule in the folders below *path*, with its versions, in the order of their names.

    Raises:
        DocumentError: documents are refused; every fault of every one of them is named.
    """
    library: list[tuple[Schedule, list[Version]]] = []
    faults: list[DocumentFault] = []
    for file in sorted(path.rglob(_SCHEDULE_FILE)):
        try:
            schedule = read_schedule(file)
            library.append((schedule, _read_versions(file, schedule)))
        except DocumentError as error:
            faults += error.faults
    if faults:
        raise DocumentError(faults)
    return sorted(library, key=lambda entry: entry[0].schedule)


def _read_versions(schedule_file: Path, schedule: Schedule) -> list[Version]:
    """Read the versions beside *schedule_file*, and check them against each other."""
    sources: dict[str, Source] = {}
    versions: list[Version] = []
    faults: list[DocumentFault] = []
    for file in sorted(schedule_file.parent.glob("*.yaml")):
        if file.name == _SCHEDULE_FILE:
            continue
        try:
            source = _read_file(file)
            version = _checked(source, schedule, file.stem)
        except DocumentError as error:
            faults += error.faults
        else:
            sources[version.name] = source
            versions.append(version)
    faults += (sources[found.file].placed(found) for found in check_versions(schedule, versions))
    if faults:
        raise DocumentError(faults)
    return versions


def _read_file(path: Path) -> Source:
    try:
        data = path.read_bytes()
    except OSError as error:
        remedy = "Check the path and the permissions of the file."
        raise DocumentError(
            [DocumentFault(str(path), "", "unreadable", str(error.strerror), "a file that can be read", remedy)]
        ) from None
    return read_plain(data, str(path))


def _checked(source: Source, schedule: Schedule, stem: str) -> Version:
    """Give *source* its shape and check it; the name of its file without ending is *stem*."""
    version = shaped_version(source, schedule)
    faults = list(check_version(schedule, version))
    if version.version != stem:
        found, expected = shown(version.version), f'"{stem}", the name of the file'
        remedy = "Rename the file or the version: people look for a version by its file."
        faults.append(DocumentFault("", "/version", "file-name", found, expected, remedy))
    _refuse(source, faults)
    return version


def _refuse(source: Source, faults: Iterable[DocumentFault]) -> None:
    placed = [source.placed(found) for found in faults]
    if placed:
        raise DocumentError(placed)
