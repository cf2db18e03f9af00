"""Reads of keys, and of the answers given under idempotency keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select

from service.store.mapping import columns_of
from service.store.reading.session import Session
from service.store.rows import HeldKey, IdempotencyRow, KeyRevocationRow, KeyRow
from service.store.statement import Query
from service.store.tables import idempotency, key_revocations, keys

_revoked_at: Final = select(key_revocations.c.revoked_at).where(key_revocations.c.key == keys.c.id).scalar_subquery()
_held: Final = select(_revoked_at, *columns_of(KeyRow))


def _holding(revoked_at: datetime | None, *members: Any) -> HeldKey:
    return HeldKey(KeyRow(*members), revoked_at)


_KEY: Final = Query(_holding, _held.where(keys.c.digest == bindparam("digest")))
_KEY_BY_ID: Final = Query(_holding, _held.where(keys.c.id == bindparam("id")))
_KEYS: Final = Query(_holding, _held.order_by(keys.c.id))
ANSWER: Final = Query(
    IdempotencyRow,
    select(*columns_of(IdempotencyRow)).where(
        idempotency.c.principal == bindparam("principal"), idempotency.c.key == bindparam("key")
    ),
)
# The key of the principal is asked for in the same words as its answer: whoever writes has both looked up at once.
REVOCATION: Final = Query(
    KeyRevocationRow,
    select(*columns_of(KeyRevocationRow)).where(key_revocations.c.key == bindparam("principal")),
)


@dataclass(frozen=True, slots=True)
class Admission:
    """What decides whether a write is to be done at all: the answer given before, and whether its key was revoked."""

    answer: IdempotencyRow | None
    revoked: bool


class Access(Session):
    """Keys and kept answers."""

    def key(self, digest: str) -> HeldKey | None:
        """Return the key whose text has this digest, revoked or not."""
        return self._first(_KEY, {"digest": digest})

    def key_by_id(self, identifier: str) -> HeldKey | None:
        """Return a key by its identifier, revoked or not."""
        return self._first(_KEY_BY_ID, {"id": identifier})

    def keys(self) -> tuple[HeldKey, ...]:
        """Return all keys that were ever issued, oldest first."""
        return self._every(_KEYS)

    def idempotency(self, principal: str, key: str) -> IdempotencyRow | None:
        """Return the answer that *principal* got under the idempotency key *key*."""
        return self._first(ANSWER, {"principal": principal, "key": key})

    def admission(self, principal: str, key: str) -> Admission:
        """Return the answer that *principal* got under *key*, and whether its key was revoked, in one round trip."""
        values = {"principal": principal, "key": key}
        answers, revocations = self._fetch((ANSWER, values), (REVOCATION, values))
        return Admission(answers[0] if answers else None, bool(revocations))
