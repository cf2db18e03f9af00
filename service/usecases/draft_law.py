"""Draft law: a version of a schedule, or the first of a new one; changed by its author until it is in review."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from service.audit.events import Rules
from service.domain.canonical import canonical, read_canonical
from service.domain.errors import Fault, Forbidden, Nonsense
from service.domain.identifiers import new_identifier
from service.law.errors import DocumentError
from service.law.reader import schedule_from_content, schedule_from_text, schedule_named_in, version_from_text
from service.store.rows import LawDraft, LawDraftRow, LawStepRow
from service.usecases.access import require
from service.usecases.law_drafts import (
    demand_seen,
    demand_state,
    has_jurisdiction,
    law_draft_etag,
    law_draft_json,
    refusal_of,
    visible_draft,
)
from service.usecases.perform import perform
from service.usecases.requests import Answer
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from datetime import datetime

    from service.law.document import Schedule, Version
    from service.store.reading import Reading
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command
    from service.usecases.service import Service


class LawText(NamedTuple):
    """The texts of a draft, as YAML or JSON: of its version, and of its schedule where that is new."""

    version: str
    schedule: str | None = None


def draft_law(service: Service, command: Command, text: LawText) -> Answer:
    """
    Keep a draft; answers 201 with it. It has to have the shape of a version; what it says may still be wrong.

    Raises:
        Nonsense: `document-refused`, it does not have the shape; each fault has its place and line.
        Forbidden: it is law of another jurisdiction.
    """
    require(command.principal, "law:write")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        schedule, version = _read(work, text)
        if not has_jurisdiction(command.principal, schedule.jurisdiction):
            detail = f"This key may not draft law of {schedule.jurisdiction}: it is of another jurisdiction."
            raise Forbidden("insufficient-scope", detail)
        row = _row(new_identifier("law_draft", now), command.principal.key, schedule, version, now)
        work.add(row)
        tell_step(work, command, row, "drafted")
        answer = written(work, row, now)
        return answer._replace(status=201, location=f"/v1/law-drafts/{row.id}")

    return perform(service, command, effect)


def change_law_draft(service: Service, command: Command, identifier: str, if_match: str, text: LawText) -> Answer:
    """
    Put other texts in the place of those of a draft; answers 200 with it.

    Raises:
        Conflict: `invalid-state`, it is in review or published.
        Forbidden: `four-eyes-required`, somebody else drafted it: who changes a text could not publish it.
        Stale: it was changed since it was read.
        Nonsense: `document-refused`.
    """
    require(command.principal, "law:write")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        before = visible_draft(work, command.principal, identifier).row
        demand_state(before, "draft", "changed")
        demand_author(before, command)
        demand_seen(before, if_match)
        schedule, version = _read(work, text)
        if schedule.jurisdiction != before.jurisdiction:
            fault = Fault("/schedule", "other-jurisdiction", f"expected law of {before.jurisdiction}")
            raise Nonsense("validation-failed", "A draft stays in its jurisdiction; draft another.", faults=[fault])
        row = replace(
            _row(before.id, before.author, schedule, version, now),
            revision=before.revision + 1,
            created_at=before.created_at,
        )
        work.replace_law_draft(row)
        tell_step(work, command, row, "changed")
        return written(work, row, now)

    return perform(service, command, effect)


def demand_author(row: LawDraftRow, command: Command) -> None:
    """Raise `Forbidden` unless the author asks."""
    if row.author != command.principal.key:
        detail = "Only its author changes and submits a draft; review it, or draft one of your own."
        raise Forbidden("four-eyes-required", detail)


def tell_step(work: UnitOfWork, command: Command, row: LawDraftRow, step: str, reason: str | None = None) -> None:
    """Keep the *step* by which a draft has become what it is, and tell the audit log."""
    at = row.updated_at
    work.add(LawStepRow(row.id, row.revision, step, command.principal.key, row.sha256, reason, at))
    rules = Rules(f"{row.schedule}@{row.version}", row.sha256)
    Teller.of(work, at, command).tell(Happening(f"law.{step}", rules=rules))


def written(work: UnitOfWork, row: LawDraftRow, now: datetime) -> Answer:
    """Answer 200 with a draft as it is from the commit on."""
    steps = (*work.law_steps(row.id), *work.waiting(LawStepRow))
    document = law_draft_json(LawDraft(row, None, None, None), steps, None, now)
    return Answer(200, canonical(document), law_draft_etag(row))


def _read(reading: Reading, text: LawText) -> tuple[Schedule, Version]:
    """Give both texts their shape; of a schedule that is known, the recorded text counts."""
    data = text.version.encode()
    try:
        name = schedule_named_in(data, "version")
    except DocumentError as error:
        raise refusal_of(error, "version") from None
    schedule = _schedule(reading, text, name)
    try:
        return schedule, version_from_text(data, schedule, "version")
    except DocumentError as error:
        raise refusal_of(error, "version") from None


def _schedule(reading: Reading, text: LawText, name: str) -> Schedule:
    rows = [row for row in reading.schedule_versions() if row.schedule == name]
    recorded = schedule_from_content(read_canonical(rows[-1].schedule_content)) if rows else None
    if text.schedule is None:
        if recorded is None:
            message = f"expected the text of schedule.yaml: no schedule {name[:80]!r} is known"
            fault = Fault("/schedule", "schedule-missing", message)
            raise Nonsense("document-refused", "This would be the first version of its schedule.", faults=[fault])
        return recorded
    try:
        schedule = schedule_from_text(text.schedule.encode(), "schedule")
    except DocumentError as error:
        raise refusal_of(error, "schedule") from None
    if recorded is not None and recorded != schedule:
        message = f"expected the recorded text of {name}, or none: what a schedule says does not change"
        fault = Fault("/schedule", "schedule-known", message)
        raise Nonsense("document-refused", "This schedule is known, and says something else.", faults=[fault])
    return schedule


def _row(identifier: str, author: str, schedule: Schedule, version: Version, now: datetime) -> LawDraftRow:
    return LawDraftRow(
        id=identifier,
        author=author,
        jurisdiction=schedule.jurisdiction,
        schedule=version.schedule,
        version=version.version,
        schedule_content=canonical(schedule.content),
        content=canonical(version.content),
        sha256=version.sha256,
        state="draft",
        revision=1,
        cliffs_accepted=(),
        boundary_cases=None,
        created_at=now,
        updated_at=now,
    )
