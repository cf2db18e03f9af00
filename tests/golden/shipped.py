"""The documents that are shipped, read once, and their programs; values are typed by the facts that they stand for."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from service.domain.decimals import decimal
from service.domain.facts import CATALOGUE
from service.kernel.outcome import Outcome
from service.kernel.program import compile_version
from service.law.document import RecordedVersion, Schedule, Version
from service.law.reader import DOCUMENTS, read_folder

# Where a version has no dates of its own, any day will do.
ANY_DAY = date(2022, 1, 1)


@cache
def library() -> dict[str, tuple[Schedule, Version]]:
    """Read every shipped version, by the name that people and reports use."""
    return {version.name: (schedule, version) for schedule, versions in read_folder(DOCUMENTS) for version in versions}


def computed(name: str, inputs: Mapping[str, str | None], day: date | None = None) -> Outcome:
    """Compute the version *name* exactly, on *day* or else on its first one."""
    schedule, version = library()[name]
    program = compile_version(schedule, version)
    values = {need.name: _typed(need.fact, inputs.get(need.name)) for need in program.needs}
    return program.exact(values, day or version.valid_from or ANY_DAY)


def recorded(name: str) -> tuple[Schedule, tuple[RecordedVersion, ...]]:
    """Give a schedule with all its versions, recorded early in 2026."""
    entries = [entry for entry in library().values() if entry[0].schedule == name]
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return entries[0][0], tuple(RecordedVersion(version, at) for _, version in entries)


def _typed(fact: str, text: str | None) -> Decimal | date | str | None:
    match CATALOGUE[fact].type:
        case "quantity" | "money" if text is not None:
            return decimal(text)
        case "day" if text is not None:
            return date.fromisoformat(text)
    return text
