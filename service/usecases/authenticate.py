"""Authenticate: from the text of a key to the principal that bears it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from service.domain.errors import Unauthenticated
from service.domain.principals import Principal, Role

if TYPE_CHECKING:
    from service.usecases.service import Service

# 256 random bits: a fast hash is enough, nobody can search that space. The prefix lets leak scanners find keys.
KEY_PREFIX: Final = "hashlevy_"
_KEY: Final = re.compile(r"hashlevy_[A-Za-z0-9_-]{43}", re.ASCII)


def authenticate(service: Service, key_text: str) -> Principal:
    """
    Return who bears the key *key_text*.

    Raises:
        Unauthenticated: it is not a key, not known, revoked or expired; which of these is not told.
    """
    if _KEY.fullmatch(key_text) is None:
        raise unauthenticated()
    digest = key_digest(key_text)
    with service.store.reading(snapshot=False) as reading:
        held = reading.key(digest)
    if held is None or held.revoked_at is not None:
        raise unauthenticated()
    row = held.key
    if row.expires_at is not None and row.expires_at <= service.clock():
        raise unauthenticated()
    bound = frozenset(row.operators), row.jurisdiction, frozenset(row.scopes), row.sandbox
    principal = Principal(row.id, Role(row.role), *bound)
    service.bearers.remember(digest, principal, row.expires_at)
    return principal


def recognise(service: Service, key_text: str) -> Principal:
    """
    Return who bears the key *key_text*, from memory where this process knows it: for writes.

    `perform` asks in the transaction of the write whether the key was revoked; that saves a question of its own.

    Raises:
        Unauthenticated: as for `authenticate`, but that a key known here is not asked for.
    """
    return service.bearers.get(key_digest(key_text), service.clock()) or authenticate(service, key_text)


def key_digest(key_text: str) -> str:
    """Return what is stored of a key: its SHA-256 in hexadecimal."""
    return hashlib.sha256(key_text.encode()).hexdigest()


def unauthenticated() -> Unauthenticated:
    """Make the refusal of a key; it does not tell what is wrong with it."""
    detail = "Send a valid key: Authorization: Bearer hashlevy_... . Keys are issued with `hashlevy keys issue`."
    return Unauthenticated("unauthenticated", detail)
