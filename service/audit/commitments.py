"""
Commitments: an event says who and where without telling it, and can be opened later, or never.

A commitment is `c:` and the base64url (RFC 4648, without padding) of SHA-256 over a salt of 32 bytes followed by the
canonical JSON of `[field, value]`, after the disclosures of RFC 9901. Without its salt nobody can search for the value,
however few values there are; when the seed of the salts is erased, the log stays whole and the values are gone.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
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
    return _commit(_disclosure(field, value), salt)


def opens(opening: Opening) -> bool:
    """Tell whether *opening* is what its commitment commits to."""
    return len(opening.salt) == SALT_BYTES and hmac.compare_digest(
        opening.commitment, commit(opening.field, opening.value, opening.salt)
    )


def openings_of(seed: bytes, disclosures: bytes) -> tuple[Opening, ...]:
    """Return the openings of what a `Sealing` committed to, from its seed and its disclosures as they were kept."""
    opened = ((field, value, _salt(seed, _disclosure(field, value))) for field, value in read_canonical(disclosures))
    return tuple(Opening(commit(field, value, salt), field, salt, value) for field, value, salt in opened)


class Sealing:
    """
    Makes the commitments of the events of one request.

    Within it, equal values of a field share a commitment: that these events belong together shows anyway, in their
    request. Across requests nothing is shared, so that the log does not tell which of them concern the same operator.
    *event* is the first event sealed; *seed* and `disclosures` are to be kept under its name.
    """

    def __init__(self) -> None:
        """Begin with a seed of its own."""
        self.event = ""
        self.seed = secrets.token_bytes(SALT_BYTES)
        self._made: dict[tuple[str, str], str] = {}

    def commitment(self, field: str, value: str | None) -> str | None:
        """Return the commitment to *value*; nothing for nothing."""
        if value is None:
            return None
        made = self._made.get((field, value))
        if made is None:
            disclosure = _disclosure(field, value)
            made = self._made[field, value] = _commit(disclosure, _salt(self.seed, disclosure))
        return made

    @property
    def disclosures(self) -> bytes:
        """All that was committed to, as canonical JSON: `[[field, value], ...]`."""
        return canonical([[field, value] for field, value in self._made])


def _disclosure(field: str, value: str) -> bytes:
    """Return the canonical JSON of `[field, value]`; put together, because texts are written many times faster."""
    return b"[" + canonical(field) + b"," + canonical(value) + b"]"


def _salt(seed: bytes, disclosure: bytes) -> bytes:
    """Return the salt of one disclosure: BLAKE2b (RFC 7693) keyed with *seed*, so that it tells nothing of another."""
    return hashlib.blake2b(disclosure, key=seed, digest_size=SALT_BYTES).digest()


def _commit(disclosure: bytes, salt: bytes) -> str:
    digest = hashlib.sha256(salt + disclosure).digest()
    return f"c:{urlsafe_b64encode(digest).rstrip(b'=').decode()}"
