"""Schedules and versions as pages of text: what a reader of the law wants to see first, aligned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from service.cli.tables import block, table
from service.law.charges import Charge
from service.law.components import Component
from service.law.document import DueDay, Law, Schedule, Version


def overview(documents: Iterable[tuple[Schedule, Sequence[Version]]], language: str) -> str:
    """List schedules, one a line, with their versions; what is not enacted law says so."""
    rows = [
        [schedule.schedule, schedule.title[language], schedule.kind, schedule.period, ", ".join(map(_tagged, versions))]
        for schedule, versions in documents
    ]
    return table(["schedule", "title", "kind", "period", "versions"], rows)


def page(schedule: Schedule, versions: Sequence[Version], language: str) -> str:
    """Show what does not change of a schedule, and a table of its versions."""
    rows = [
        [
            version.version,
            version.status.value,
            _day(version.valid_from),
            _day(version.valid_to),
            _day(version.published_on),
            version.evidence.value,
            version.sha256[:12],
        ]
        for version in versions
    ]
    header = ["version", "status", "from", "to", "published", "evidence", "sha256"]
    return f"{_head(schedule, language)}\n\n{table(header, rows)}"


def version_page(schedule: Schedule, version: Version, language: str) -> str:
    """Show a version whole: status, law, inputs, components in their order, due days, notes."""
    members = [
        ("status", version.status.value),
        ("evidence", version.evidence.value),
        ("valid", _span(version)),
        ("published", "not known" if version.published_on is None else version.published_on.isoformat()),
        ("replaces", version.replaces or ""),
        ("return", _due(version.due.return_on)),
        ("payment", _due(version.due.payment_on)),
        ("if late", ", ".join(version.aftermath)),
        ("sha256", version.sha256),
    ]
    parts = [
        _head(schedule, language),
        block(version.name, members),
        *(_law(name, law) for name, law in version.laws.items()),
        *([] if version.charges else [_inputs(version)]),
        _components(version, language),
        *([block("notes", (("-", note) for note in version.notes))] if version.notes else []),
    ]
    return "\n\n".join(parts)


def _head(schedule: Schedule, language: str) -> str:
    members = [
        ("jurisdiction", schedule.jurisdiction),
        ("kind", schedule.kind),
        ("period", f"{schedule.period}, {schedule.accumulates}"),
        ("currency", schedule.currency or ""),
        ("time zone", schedule.time_zone),
    ]
    return block(f"{schedule.schedule}  {schedule.title[language]}", members)


def _law(name: str, law: Law) -> str:
    members = [
        ("title", law.title),
        ("cite", law.cite),
        ("address", law.address or ""),
        ("evidence", law.evidence.value),
        ("note", law.note or ""),
    ]
    return block(f"law: {name}", members)


def _inputs(version: Version) -> str:
    rows = [
        [name, read.fact, "; ".join(f"{member}: {', '.join(values)}" for member, values in read.where.items())]
        for name, read in version.inputs.items()
    ]
    return table(["input", "fact", "of lines with"], rows) if rows else "no inputs"


def _components(version: Version, language: str) -> str:
    parts: tuple[Component | Charge, ...] = version.charges or version.components
    rows = [list(_part(part, version, language)) for part in parts]
    return table(["charge" if version.charges else "component", "kind", "law", "evidence", ""], rows)


def _part(part: Component | Charge, version: Version, language: str) -> Iterator[str]:
    head = part.head
    yield head.id
    yield head.kind
    yield head.law or ""
    yield head.evidence or version.evidence.value
    title = head.title[language] if head.title else ""
    yield f"{title} (the result)" if head.id == version.result else title


def _tagged(version: Version) -> str:
    return version.version if version.status.value == "enacted" else f"{version.version} ({version.status.value})"


def _span(version: Version) -> str:
    """Write the half-open span of a version in words; a draft may have no dates."""
    if version.valid_from is None and version.valid_to is None:
        return "without dates"
    start = "" if version.valid_from is None else f"from {version.valid_from} "
    return f"{start}on" if version.valid_to is None else f"{start}up to, not including, {version.valid_to}"


def _due(day: DueDay | None) -> str:
    return "" if day is None else f"day {day.day} of month {day.month} after the period"


def _day(day: date | None) -> str:
    return "-" if day is None else day.isoformat()
