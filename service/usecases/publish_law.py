"""
Publish law: by somebody else than its author, once nothing stands against it; from then on it does not change.

A version is recorded with the instant from which it is known. Under an embargo that is a later one: until then no
filing, estimate or reader knows of it, and nobody has to release it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from service.audit.events import Rules
from service.audit.signatures import is_signed, text_to_sign
from service.domain.canonical import canonical
from service.domain.clock import instant_text
from service.domain.errors import Conflict, Fault, Forbidden, Nonsense
from service.domain.regions import lies_in
from service.store.errors import Retryable
from service.store.rows import LawDraft, LawPublicationRow, LawStepRow, LawWithdrawalRow
from service.usecases.access import missing, require
from service.usecases.draft_law import tell_step
from service.usecases.law_drafts import (
    demand_seen,
    demand_state,
    has_jurisdiction,
    law_draft_etag,
    law_draft_json,
    visible_draft,
)
from service.usecases.perform import perform
from service.usecases.record_library import (
    mark_by_law,
    read_text,
    recorded_versions,
    recording_instant,
    version_row,
)
from service.usecases.requests import Answer
from service.usecases.review_law import refuse_unpublishable, report_of
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.canonical import Json
    from service.store.reading import Reading
    from service.store.rows import LawDraftRow
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command
    from service.usecases.service import Service


class Signature(NamedTuple):
    """A signature in base64, and the registered key that it was made with."""

    key: str
    value: str


class Publishing(NamedTuple):
    """How a draft is published: known from *embargo_until* on (none: at once), and signed or not."""

    embargo_until: datetime | None = None
    signature: Signature | None = None


def publish_law_draft(
    service: Service, command: Command, identifier: str, if_match: str, publishing: Publishing
) -> Answer:
    """
    Publish a draft in review; answers 200 with it.

    Raises:
        Forbidden: `four-eyes-required`, its author asks.
        Conflict: `invalid-state`, it is not in review; `version-known`, its name was given meanwhile.
        Nonsense: something stands against it by now; `signature-refused`; the embargo ends in the past.
        Stale: it was changed since it was read.
    """
    require(command.principal, "law:publish")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        before = visible_draft(work, command.principal, identifier).row
        _demand_publishable(command, before, if_match)
        _refuse_past(publishing, now)
        _refuse_signature(work, publishing.signature, before)
        changes = work.law_changes()
        refuse_unpublishable(report_of(work, before, before.cliffs_accepted))
        instant = recording_instant(work, service.clock)
        if changes != work.law_changes():
            raise Retryable("lost-race", "Other law was recorded meanwhile. Try again with the same key.")
        row = replace(before, state="published", revision=before.revision + 1, updated_at=instant)
        return _publish(work, command, row, publishing, instant)

    answer = perform(service, command, effect)
    service.notice_law()
    return answer


def withdraw_version(service: Service, command: Command, schedule: str, version: str, reason: str) -> Answer:
    """
    Take a recorded version back, with a reason; answers 200. What was answered by it before stays as it is.

    Raises:
        NotFound: there is no such version, or it is of another jurisdiction.
        Conflict: `invalid-state`, it was withdrawn before.
    """
    require(command.principal, "law:publish")

    def effect(work: UnitOfWork, _: datetime) -> Answer:
        entries = [entry for entry in recorded_versions(work) if entry[1].version.name == f"{schedule}@{version}"]
        if not entries or not has_jurisdiction(command.principal, entries[-1][0].jurisdiction):
            raise missing("version", f"{schedule}@{version}")
        recorded = entries[-1][1]
        if recorded.withdrawn_at is not None:
            raise Conflict("invalid-state", f"{schedule}@{version} was withdrawn before; that is done once.")
        at = recording_instant(work, service.clock)
        sha256 = recorded.version.sha256
        work.withdraw_version(sha256, at)
        rows = (row if row.sha256 != sha256 else replace(row, withdrawn_at=at) for row in work.schedule_versions())
        mark_by_law(work, rows, at)
        work.add(LawWithdrawalRow(sha256, command.principal.key, reason, at))
        rules = Rules(recorded.version.name, sha256)
        Teller.of(work, at, command).tell(Happening("schedule.withdrawn", rules=rules))
        return Answer(200, canonical(_withdrawal_json(schedule, version, sha256, reason, at)))

    answer = perform(service, command, effect)
    service.notice_law()
    return answer


def _demand_publishable(command: Command, row: LawDraftRow, if_match: str) -> None:
    demand_state(row, "in_review", "published")
    if row.author == command.principal.key:
        detail = "Whoever drafted a version does not publish it. Ask somebody else with a key of their own."
        raise Forbidden("four-eyes-required", detail)
    demand_seen(row, if_match)


def _refuse_past(publishing: Publishing, now: datetime) -> None:
    if publishing.embargo_until is not None and publishing.embargo_until <= now:
        fault = Fault("/embargo_until", "invalid-value", "expected an instant in the future, or none")
        raise Nonsense("validation-failed", "An embargo that has ended is none.", faults=[fault])


def _refuse_signature(reading: Reading, signature: Signature | None, row: LawDraftRow) -> None:
    if signature is None:
        return
    held = reading.signing_key(signature.key)
    is_usable = held is not None and held.revoked_at is None and lies_in(row.jurisdiction, held.key.jurisdiction)
    text = text_to_sign(f"{row.schedule}@{row.version}", row.sha256)
    if held is None or not is_usable:
        message = f"expected a key registered for {row.jurisdiction} and not revoked"
        fault = Fault("/signature/key", "signing-key-unknown", message)
    elif not is_signed(text, held.key.public_key, signature.value):
        message = "expected the signature (Ed25519, base64) of this key under the text in to_sign"
        fault = Fault("/signature/value", "signature-wrong", message)
    else:
        return
    raise Nonsense("signature-refused", "The signature is not good; nothing was published.", faults=[fault])


def _publish(work: UnitOfWork, command: Command, row: LawDraftRow, publishing: Publishing, instant: datetime) -> Answer:
    known_from = max(instant, publishing.embargo_until or instant)
    signature = publishing.signature
    publication = LawPublicationRow(
        draft=row.id,
        author=row.author,
        publisher=command.principal.key,
        sha256=row.sha256,
        published_at=instant,
        embargo_until=publishing.embargo_until,
        signature=None if signature is None else signature.value,
        signing_key=None if signature is None else signature.key,
    )
    work.replace_law_draft(row)
    version = version_row(*read_text(row.schedule_content, row.content), known_from)
    work.add(version)
    if known_from == instant:  # under an embargo, nothing tells of it before its time; see `Releases`
        mark_by_law(work, [*work.schedule_versions(), version], instant)
    work.add(publication)
    tell_step(work, command, row, "published")
    rules = Rules(f"{row.schedule}@{row.version}", row.sha256)
    Teller.of(work, instant, command).tell(Happening("schedule.recorded", rules=rules))
    steps = (*work.law_steps(row.id), *work.waiting(LawStepRow))
    document = law_draft_json(LawDraft(row, publication, None, known_from), steps, None, instant)
    return Answer(200, canonical(document), law_draft_etag(row))


def _withdrawal_json(schedule: str, version: str, sha256: str, reason: str, at: datetime) -> dict[str, Json]:
    return {
        "object": "withdrawal",
        "schedule": schedule,
        "version": version,
        "sha256": sha256,
        "reason": reason,
        "withdrawn_at": instant_text(at),
    }
