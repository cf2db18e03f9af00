"""Review of law: its author submits a draft, every cliff acknowledged; who does not find it good sends it back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from service.domain.canonical import canonical
from service.domain.errors import Conflict, Fault, Nonsense
from service.kernel.publication.report import Report, report_on
from service.kernel.publication.words import Speaker
from service.usecases.access import require
from service.usecases.draft_law import demand_author, tell_step, written
from service.usecases.law_drafts import demand_seen, demand_state, known_versions, visible_draft
from service.usecases.perform import perform
from service.usecases.record_library import read_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from service.store.reading import Reading
    from service.store.rows import LawDraftRow
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Answer, Command
    from service.usecases.service import Service


def submit_law_draft(
    service: Service, command: Command, identifier: str, if_match: str, cliffs_accepted: tuple[str, ...]
) -> Answer:
    """
    Submit a draft for review; answers 200 with it, and the cases made at its edges are kept with it.

    *cliffs_accepted* names the cliffs that its author has seen and means.

    Raises:
        Nonsense: `document-refused`, something stands against its publication; `cliffs-unacknowledged`.
        Conflict: `invalid-state`.
        Forbidden: `four-eyes-required`, somebody else drafted it.
        Stale: it was changed since it was read.
    """
    require(command.principal, "law:write")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        before = visible_draft(work, command.principal, identifier).row
        demand_state(before, "draft", "submitted")
        demand_author(before, command)
        demand_seen(before, if_match)
        report = report_of(work, before, cliffs_accepted)
        refuse_unpublishable(report)
        cases = report.examined.boundary_cases if report.examined else ()
        row = replace(
            before,
            state="in_review",
            revision=before.revision + 1,
            cliffs_accepted=tuple(cliff.id for cliff in report.examined.survey.cliffs) if report.examined else (),
            boundary_cases=canonical(list(cases)),
            updated_at=now,
        )
        work.replace_law_draft(row)
        tell_step(work, command, row, "submitted")
        return written(work, row, now)

    return perform(service, command, effect)


def reject_law_draft(service: Service, command: Command, identifier: str, if_match: str, reason: str) -> Answer:
    """
    Send a draft in review back to its author, with a reason; answers 200 with it.

    Its author may take it back in the same way.

    Raises:
        Conflict: `invalid-state`, it is not in review.
        Stale: it was changed since it was read.
    """
    require(command.principal, "law:publish")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        before = visible_draft(work, command.principal, identifier).row
        demand_state(before, "in_review", "rejected")
        demand_seen(before, if_match)
        row = replace(before, state="draft", revision=before.revision + 1, updated_at=now)
        work.replace_law_draft(row)
        tell_step(work, command, row, "rejected", reason)
        return written(work, row, now)

    return perform(service, command, effect)


def report_of(reading: Reading, row: LawDraftRow, accepted: Collection[str]) -> Report:
    """
    Check a draft beside the versions that are recorded by now.

    Raises:
        Conflict: `version-known`, the name was given before: past answers rest on that text.
    """
    schedule, version = read_text(row.schedule_content, row.content)
    known = known_versions(reading, row.schedule)
    if version.version in known.names and row.state != "published":
        fault = Fault("/version/version", "version-known", f"{version.name} is recorded; expected a name of its own")
        detail = f"{version.name} was recorded before. A correction is a version of its own that replaces it."
        raise Conflict("version-known", detail, faults=[fault])
    others = (other for other in known.standing if other.version != version.version)
    return report_on(schedule, version, others, accepted)


def refuse_unpublishable(report: Report) -> None:
    """
    Refuse what may not be published.

    Raises:
        Nonsense: `document-refused` or `cliffs-unacknowledged`, each fault with its place in the version.
    """
    if report.refusals:
        faults = [
            Fault(
                f"/version{refusal.path}",
                refusal.code,
                f"Found {refusal.found}; expected {refusal.expected}. {refusal.remedy}",
            )
            for refusal in report.refusals
        ]
        raise Nonsense("document-refused", "The version cannot be published as it is.", faults=faults)
    faults = list(_unacknowledged(report))
    if faults:
        detail = (
            "What is due jumps at some edges. Name each in cliffs_accepted if the law means it, or mend the version."
        )
        raise Nonsense("cliffs-unacknowledged", detail, faults=faults)


def _unacknowledged(report: Report) -> Iterator[Fault]:
    speaker = Speaker(report.schedule, report.version)
    for cliff in report.unaccepted:
        yield Fault(f"/version{cliff.probe.edge.path}", cliff.id, speaker.cliff(cliff)["en"])
