"""The rows of access: keys, and the answers kept under idempotency keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key that was issued; *digest* is the hash of its text, kept nowhere; *sandbox* says of which tenants it is."""

    id: str
    digest: str
    name: str
    role: str
    operators: tuple[str, ...]
    jurisdiction: str | None
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    sandbox: bool = False


@dataclass(frozen=True, slots=True)
class KeyRevocationRow:
    """From when on a key is no longer good."""

    key: str
    revoked_at: datetime


@dataclass(frozen=True, slots=True)
class IdempotencyRow:
    """The answer that a principal got under an idempotency key; *fingerprint* is the hash of what was sent."""

    principal: str
    key: str
    operation: str
    fingerprint: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    created_at: datetime


class HeldKey(NamedTuple):
    """A key and the instant from which on it is revoked, if ever."""

    key: KeyRow
    revoked_at: datetime | None
