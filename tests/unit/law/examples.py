"""The example documents of this folder: each refusal has one that it refuses, and a twin that it does not."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from service.law.document import Schedule, Version
from service.law.format.documents import ScheduleSchema
from service.law.reader import read_folder, read_schedule, read_version

HERE = Path(__file__).parent
_SCHEDULES = {
    "xa.levy": ("levy", "EUR", "operator"),
    "xa.farm_levy": ("levy", "EUR", "farm"),
    "xa.group_levy": ("levy", "EUR", "group"),
    "xa.closed_places": ("eligibility", None, "farm"),
    "xa.late": ("aftermath", "EUR", "operator"),
}
_PLACE = "# Refused at: "
_WHOLE = "the whole document"


class Example(NamedTuple):
    """A document that is refused, or its twin; *place* is the JSON pointer at which it should be."""

    code: str
    path: Path
    place: str


def examples(kind: str) -> list[Example]:
    """Return the examples of a *kind*, `bad` or `good`."""
    return [Example(path.stem, path, _place(path)) for path in sorted((HERE / kind).iterdir())]


def schedule(name: str) -> Schedule:
    """Return a schedule of the country XA, a code that ISO 3166 leaves to its users."""
    kind, currency, subject = _SCHEDULES[name]
    made: Schedule = ScheduleSchema().load(
        {
            "format": "hashlevy.schedule/1",
            "schedule": name,
            "title": {"en": "Mining levy", "ru": "Сбор за майнинг"},
            "jurisdiction": "XA",
            "kind": kind,
            "subject": subject,
            "period": "quarter",
            "accumulates": "discrete",
            "time_zone": "Asia/Almaty",
            "currency": currency,
        }
    )
    return made


def read_example(path: Path) -> Version | Schedule | list[tuple[Schedule, list[Version]]]:
    """Read whatever *path* is: a folder with a history, a schedule, or a version of the schedule that it names."""
    if path.is_dir():
        return read_folder(path)
    text = path.read_bytes()
    if b"hashlevy.schedule/" in text:
        return read_schedule(path)
    return read_version(path, schedule_of(path))


def schedule_of(path: Path) -> Schedule:
    """Return the schedule that the version at *path* says it is of; the levy where it names none of these."""
    text = path.read_bytes()
    return schedule(next((name for name in _SCHEDULES if f"\nschedule: {name}\n".encode() in text), "xa.levy"))


def _place(path: Path) -> str:
    """Return the place that the first line of the refused file names."""
    file = path if path.is_file() else max(path.glob("2*.yaml"))
    line = file.read_bytes().split(b"\n", 1)[0].decode()
    place = line.removeprefix(_PLACE)
    return "" if place == _WHOLE or not line.startswith(_PLACE) else place
