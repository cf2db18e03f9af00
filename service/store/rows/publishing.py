"""The rows of publishing law: drafts, the steps they took, publications, withdrawals, and keys that sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LawDraftRow:
    """
    A version of a schedule before it is law here.

    *state* is `draft`, `in_review` or `published`; *revision* counts its changes and steps. What its author
    acknowledged (*cliffs_accepted*) and the cases made at its edges are those of its last submission.
    """

    id: str
    author: str
    jurisdiction: str
    schedule: str
    version: str
    schedule_content: bytes
    content: bytes
    sha256: str
    state: str
    revision: int
    cliffs_accepted: tuple[str, ...]
    boundary_cases: bytes | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class LawStepRow:
    """A step that a draft took on becoming its *revision*: `drafted`, `changed`, `submitted`, ..."""

    draft: str
    revision: int
    step: str
    actor: str
    sha256: str
    reason: str | None
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class SigningKeyRow:
    """A key with which an authority signs versions: *public_key* is Ed25519 (RFC 8032), 32 bytes in base64."""

    id: str
    jurisdiction: str
    name: str
    public_key: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SigningKeyRevocationRow:
    """From when on a key signs nothing more; what it signed before stands."""

    key: str
    revoked_at: datetime


@dataclass(frozen=True, slots=True)
class LawPublicationRow:
    """Who published which text; *sha256* is that of the version. Until *embargo_until* it is not known to readers."""

    draft: str
    author: str
    publisher: str
    sha256: str
    published_at: datetime
    embargo_until: datetime | None
    signature: str | None
    signing_key: str | None


@dataclass(frozen=True, slots=True)
class LawWithdrawalRow:
    """Who took a version back, and why."""

    sha256: str
    actor: str
    reason: str
    withdrawn_at: datetime


@dataclass(frozen=True, slots=True)
class HeldSigningKey:
    """A signing key, and since when it is revoked."""

    key: SigningKeyRow
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class LawDraft:
    """A draft with what became of it; *recorded_at* and *withdrawn_at* are those of the version it was published as."""

    row: LawDraftRow
    publication: LawPublicationRow | None
    withdrawal: LawWithdrawalRow | None
    recorded_at: datetime | None
