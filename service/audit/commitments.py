"""
Commitments: an event says who and where without telling it, and can be opened later, or never.

A commitment is `c:` and the base64url (RFC 4648, without padding) of SHA-256 over a salt of 32 bytes followed by the
canonical JSON of `[field, value]`, after the disclosures of RFC 9901. Without its salt nobody can search for the value,
however few values there are; when the key that seals the salts is destroyed, the log stays whole, the values are gone.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from typing import Final, NamedTuple

from service.domain.canonical import canonical, read_canonical

SALT_BYTES: Final = 32


class Opening(NamedTuple):
    """What *commitment* commits to: *value* is that of *field*, under *salt*."""

    commitment: str
    field: str
    salt: bytes
    value: str


def commit(field: str, value: str, salt: bytes) -> str:
    """Return the commitment to *value* as that of *field*."""
    return commit_to(disclosure_of(field, value), salt)


def opens(opening: Opening) -> bool:
    """Tell whether *opening* is what its commitment commits to."""
    return len(opening.salt) == SALT_BYTES and hmac.compare_digest(
        opening.commitment, commit(opening.field, opening.value, opening.salt)
    )


def openings_of(seed: bytes, disclosures: bytes) -> tuple[Opening, ...]:
    """Return the openings of what a `Sealing` committed to, from its seed and its disclosures as they were kept."""
    opened = (
        (field, value, salt_of(seed, disclosure_of(field, value))) for field, value in read_canonical(disclosures)
    )
    return tuple(Opening(commit(field, value, salt), field, salt, value) for field, value, salt in opened)


def fields_of(disclosures: bytes) -> tuple[str, ...]:
    """Return the names of what was committed to, as `Sealing.fields` has them, from disclosures as they were kept."""
    return tuple(sorted({field for field, _ in read_canonical(disclosures)}))


def disclosure_of(field: str, value: str) -> bytes:
    """Return the canonical JSON of `[field, value]`; put together, because texts are written many times faster."""
    return b"[" + canonical(field) + b"," + canonical(value) + b"]"


def salt_of(seed: bytes, disclosure: bytes) -> bytes:
    """Return the salt of one disclosure: BLAKE2b (RFC 7693) keyed with *seed*, so that it tells nothing of another."""
    return hashlib.blake2b(disclosure, key=seed, digest_size=SALT_BYTES).digest()


def commit_to(disclosure: bytes, salt: bytes) -> str:
    """Return the commitment to a disclosure."""
    digest = hashlib.sha256(salt + disclosure).digest()
    return f"c:{urlsafe_b64encode(digest).rstrip(b'=').decode()}"
