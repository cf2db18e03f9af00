"""Drafts of law: whose they are, in which state, and how they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.audit.signatures import text_to_sign
from service.domain.canonical import read_canonical
from service.domain.clock import instant_text
from service.domain.errors import Conflict, Fault, Nonsense, Stale
from service.domain.identifiers import is_identifier
from service.domain.principals import Principal, Role
from service.domain.regions import lies_in
from service.law.errors import DocumentError
from service.usecases.access import missing
from service.usecases.record_library import recorded_versions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from service.domain.canonical import Json
    from service.law.document import RecordedVersion, Version
    from service.store.reading import Reading
    from service.store.rows import LawDraft, LawDraftRow, LawPublicationRow, LawStepRow


class KnownVersions(NamedTuple):
    """The versions of one schedule that are recorded, those under embargo included."""

    recorded: tuple[RecordedVersion, ...]

    @property
    def standing(self) -> list[Version]:
        """Those not withdrawn, of each name the text that was recorded last."""
        by_name = {each.version.version: each for each in self.recorded}
        return [each.version for each in by_name.values() if each.withdrawn_at is None]

    @property
    def names(self) -> frozenset[str]:
        """Every name that was ever given."""
        return frozenset(each.version.version for each in self.recorded)


def known_versions(reading: Reading, schedule: str) -> KnownVersions:
    """Return what is recorded of a schedule, earliest recorded first."""
    every = recorded_versions(reading)
    return KnownVersions(tuple(recorded for of, recorded in every if of.schedule == schedule))


def has_jurisdiction(principal: Principal, jurisdiction: str) -> bool:
    """Tell whether *principal* may deal with law of a *jurisdiction*: an authority with its own."""
    if principal.role is Role.ADMINISTRATOR:
        return True
    return principal.role is Role.AUTHORITY and lies_in(jurisdiction, principal.jurisdiction or "\0")


def visible_draft(reading: Reading, principal: Principal, identifier: str) -> LawDraft:
    """Return the draft, or raise `NotFound` when there is none that *principal* may see."""
    found = reading.law_draft(identifier) if is_identifier(identifier, "law_draft") else None
    if found is None or not has_jurisdiction(principal, found.row.jurisdiction):
        raise missing("law draft", identifier)
    return found


def demand_state(row: LawDraftRow, state: str, verb: str) -> None:
    """Raise `Conflict` unless the draft is in *state*, which is where it can be *verb*."""
    if row.state != state:
        detail = f"This draft is {row.state.replace('_', ' ')}; it can be {verb} only while {state.replace('_', ' ')}."
        raise Conflict("invalid-state", detail)


def demand_seen(row: LawDraftRow, if_match: str) -> None:
    """Raise `Stale` unless the sender has seen the present state of the draft."""
    if law_draft_etag(row) not in [tag.strip() for tag in if_match.split(",")]:
        etag = law_draft_etag(row)
        detail = f"The draft has changed since you read it; its ETag is now {etag}. Read it again, then repeat."
        raise Stale("stale-revision", detail)


def law_draft_etag(row: LawDraftRow) -> str:
    """Return the strong ETag (RFC 9110, 8.8.3) of a draft: it changes with every change and step."""
    return f'"{row.id}-{row.revision}"'


def refusal_of(error: DocumentError, member: str) -> Nonsense:
    """Return what a sender is told of a document in the *member* of a body: places in it, and lines."""
    refusal = error.refusal()
    faults = [
        Fault(
            f"/{member}{told.pointer}", told.code, f"Line {found.line}. {told.message}" if found.line else told.message
        )
        for found, told in zip(error.faults, refusal.faults, strict=True)
    ]
    return Nonsense(refusal.code, refusal.detail, faults=faults)


def law_draft_summary(row: LawDraftRow) -> dict[str, Json]:
    """Represent a draft in a list."""
    path = f"/v1/law-drafts/{row.id}"
    return {
        "object": "law_draft",
        "id": row.id,
        "state": row.state,
        "revision": row.revision,
        "author": row.author,
        "jurisdiction": row.jurisdiction,
        "schedule": row.schedule,
        "version": row.version,
        "sha256": row.sha256,
        "created_at": instant_text(row.created_at),
        "updated_at": instant_text(row.updated_at),
        "links": {"self": path, "checks": f"{path}/checks", "impact": f"{path}/impact"},
    }


def law_draft_json(
    draft: LawDraft, steps: Iterable[LawStepRow], superseded_by: str | None, now: datetime
) -> dict[str, Json]:
    """Represent a draft whole: its texts, the steps it took, and what became of it."""
    row = draft.row
    cases = row.boundary_cases
    return law_draft_summary(row) | {
        "state": _state(draft, superseded_by),
        "to_sign": text_to_sign(f"{row.schedule}@{row.version}", row.sha256),
        "cliffs_accepted": list(row.cliffs_accepted),
        "boundary_cases": [] if cases is None else read_canonical(cases),
        "steps": [_step(step) for step in steps],
        "publication": None if draft.publication is None else _publication(draft, draft.publication, now),
        "withdrawal": None
        if draft.withdrawal is None
        else {
            "by": draft.withdrawal.actor,
            "reason": draft.withdrawal.reason,
            "withdrawn_at": instant_text(draft.withdrawal.withdrawn_at),
        },
        "superseded_by": superseded_by,
        "schedule_content": read_canonical(row.schedule_content),
        "content": read_canonical(row.content),
    }


def _state(draft: LawDraft, superseded_by: str | None) -> str:
    if draft.withdrawal is not None:
        return "withdrawn"
    return draft.row.state if superseded_by is None else "superseded"


def _step(step: LawStepRow) -> dict[str, Json]:
    return {
        "revision": step.revision,
        "step": step.step,
        "by": step.actor,
        "sha256": step.sha256,
        "reason": step.reason,
        "taken_at": instant_text(step.taken_at),
    }


def _publication(draft: LawDraft, publication: LawPublicationRow, now: datetime) -> dict[str, Json]:
    recorded_at, embargo = draft.recorded_at, publication.embargo_until
    return {
        "by": publication.publisher,
        "published_at": instant_text(publication.published_at),
        "recorded_at": None if recorded_at is None else instant_text(recorded_at),
        "embargo_until": None if embargo is None else instant_text(embargo),
        "under_embargo": recorded_at is not None and now < recorded_at,
        "signature": publication.signature,
        "signing_key": publication.signing_key,
    }
