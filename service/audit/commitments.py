"""
Commitments: an event says who and where without telling it, and can be opened later, or never.

A commitment is `c:` and the base64url (RFC 4648, without padding) of SHA-256 over a random salt of 32 bytes followed by
the canonical JSON of `[field, value]`, after the disclosures of RFC 9901. Without its salt nobody can search for the
value, however few values there are; when the opening is erased, the log stays whole and the value is gone.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from typing import Final, NamedTuple

from service.domain.canonical import canonical

SALT_BYTES: Final = 32


class Opening(NamedTuple):
    """What *commitment* commits to: *value* is that of *field*, under *salt*."""

    commitment: str
    field: str
    salt: bytes
    value: str


def commit(field: str, value: str, salt: bytes) -> str:
    """Return the commitment to *value* as that of *field*."""
    digest = hashlib.sha256(salt + canonical([field, value])).digest()
    return f"c:{urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def opens(opening: Opening) -> bool:
    """Tell whether *opening* is what its commitment commits to."""
    return len(opening.salt) == SALT_BYTES and hmac.compare_digest(
        opening.commitment, commit(opening.field, opening.value, opening.salt)
    )


class Sealing:
    """
    Makes the commitments of the events of one request.

    Within it, equal values of a field share a commitment: that these events belong together shows anyway, in their
    request. Across requests nothing is shared, so that the log does not tell which of them concern the same operator.
    """

    def __init__(self) -> None:
        """Begin with nothing committed to."""
        self._made: dict[tuple[str, str], str] = {}
        self._untaken: list[Opening] = []

    def commitment(self, field: str, value: str | None) -> str | None:
        """Return the commitment to *value*, under a fresh salt when there is none yet; nothing for nothing."""
        if value is None:
            return None
        commitment = self._made.get((field, value))
        if commitment is None:
            salt = secrets.token_bytes(SALT_BYTES)
            commitment = self._made[field, value] = commit(field, value, salt)
            self._untaken.append(Opening(commitment, field, salt, value))
        return commitment

    def take_openings(self) -> tuple[Opening, ...]:
        """Return the openings of the commitments made since this was last asked."""
        taken, self._untaken = tuple(self._untaken), []
        return taken
