"""Reads of law that is being published: drafts, their steps, signing keys, and how often the law has changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, or_, select

from service.store.mapping import columns_of
from service.store.reading.session import Session
from service.store.rows import (
    HeldSigningKey,
    LawDraft,
    LawDraftRow,
    LawPublicationRow,
    LawStepRow,
    LawWithdrawalRow,
    ScheduleVersionRow,
    SigningKeyRow,
)
from service.store.statement import Query
from service.store.tables import (
    assessments,
    law_changes,
    law_drafts,
    law_publications,
    law_steps,
    law_withdrawals,
    schedule_versions,
    signing_key_revocations,
    signing_keys,
)

CHANGES: Final = Query(int, select(law_changes.c.changes))
_LATEST_KNOWN_AT: Final = Query(
    lambda known_at: known_at, select(assessments.c.known_at).order_by(assessments.c.id.desc()).limit(1)
)
_DRAFT: Final = Query(LawDraftRow, select(*columns_of(LawDraftRow)).where(law_drafts.c.id == bindparam("id")))
_STEPS: Final = Query(
    LawStepRow,
    select(*columns_of(LawStepRow)).where(law_steps.c.draft == bindparam("id")).order_by(law_steps.c.revision),
)
_PUBLICATION: Final = Query(
    LawPublicationRow, select(*columns_of(LawPublicationRow)).where(law_publications.c.draft == bindparam("id"))
)
_published: Final = (
    select(law_publications.c.sha256).where(law_publications.c.draft == bindparam("id")).scalar_subquery()
)
_WITHDRAWAL: Final = Query(
    LawWithdrawalRow, select(*columns_of(LawWithdrawalRow)).where(law_withdrawals.c.sha256 == _published)
)
_VERSION: Final = Query(
    ScheduleVersionRow, select(*columns_of(ScheduleVersionRow)).where(schedule_versions.c.sha256 == _published)
)
_EMBARGOES: Final = Query(
    lambda instant: instant,
    select(schedule_versions.c.recorded_at)
    .join_from(law_publications, schedule_versions, law_publications.c.sha256 == schedule_versions.c.sha256)
    .where(law_publications.c.embargo_until.is_not(None)),
)
_revoked_at: Final = (
    select(signing_key_revocations.c.revoked_at)
    .where(signing_key_revocations.c.key == signing_keys.c.id)
    .scalar_subquery()
)
_held: Final = select(_revoked_at, *columns_of(SigningKeyRow))


def _holding(revoked_at: datetime | None, *members: Any) -> HeldSigningKey:
    return HeldSigningKey(SigningKeyRow(*members), revoked_at)


_SIGNING_KEY: Final = Query(_holding, _held.where(signing_keys.c.id == bindparam("id")))
_SIGNING_KEYS: Final = Query(_holding, _held.order_by(signing_keys.c.id))


class Publishing(Session):
    """Drafts of law and what became of them."""

    def law_changes(self) -> int:
        """Return how often schedule versions were recorded or withdrawn."""
        found = self._first(CHANGES)
        return 0 if found is None else found

    def embargoes(self) -> tuple[datetime, ...]:
        """Return the instants at which what was published under an embargo is known, or was."""
        return self._every(_EMBARGOES)

    def latest_known_at(self) -> datetime | None:
        """Return the knowledge of the assessment that was made last."""
        known_at: datetime | None = self._first(_LATEST_KNOWN_AT)
        return known_at

    def law_draft(self, identifier: str) -> LawDraft | None:
        """Return a draft with what became of it."""
        reads = (_DRAFT, _PUBLICATION, _WITHDRAWAL, _VERSION)
        draft, publication, withdrawal, version = self._fetch(*[(read, {"id": identifier}) for read in reads])
        if not draft:
            return None
        recorded_at = version[0].recorded_at if version else None
        return LawDraft(draft[0], _only(publication), _only(withdrawal), recorded_at)

    def law_steps(self, draft: str) -> tuple[LawStepRow, ...]:
        """Return the steps of a draft, first to last."""
        return self._every(_STEPS, {"id": draft})

    def law_drafts(
        self, jurisdiction: str | None, *, after: str | None = None, limit: int = 100
    ) -> tuple[LawDraftRow, ...]:
        """Return at most *limit* drafts in the order of their making, of schedules in *jurisdiction* (none: all)."""
        statement = select(*columns_of(LawDraftRow)).order_by(law_drafts.c.id).limit(limit)
        if jurisdiction is not None:
            inside = law_drafts.c.jurisdiction.startswith(f"{jurisdiction}-", autoescape=True)
            statement = statement.where(or_(law_drafts.c.jurisdiction == jurisdiction, inside))
        if after is not None:
            statement = statement.where(law_drafts.c.id > after)
        return self._all(LawDraftRow, statement)

    def signing_key(self, identifier: str) -> HeldSigningKey | None:
        """Return a signing key, revoked or not."""
        return self._first(_SIGNING_KEY, {"id": identifier})

    def signing_keys(self) -> tuple[HeldSigningKey, ...]:
        """Return every signing key that was ever registered, oldest first."""
        return self._every(_SIGNING_KEYS)


def _only(rows: list[Any]) -> Any:
    return rows[0] if rows else None
