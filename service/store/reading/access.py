"""Reads of keys, and of the answers given under idempotency keys."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, select

from service.store.mapping import columns_of
from service.store.reading.session import Session
from service.store.rows import HeldKey, IdempotencyRow, KeyRevocationRow, KeyRow
from service.store.statement import NO_VALUES, Query, Values
from service.store.tables import idempotency, key_revocations, keys

_keys: Final = select(*columns_of(KeyRow))
_revocations: Final = select(*columns_of(KeyRevocationRow)).join_from(key_revocations, keys)
_KEY: Final = Query(KeyRow, _keys.where(keys.c.digest == bindparam("digest")))
_REVOCATION: Final = Query(KeyRevocationRow, _revocations.where(keys.c.digest == bindparam("digest")))
_KEY_BY_ID: Final = Query(KeyRow, _keys.where(keys.c.id == bindparam("id")))
_REVOCATION_BY_ID: Final = Query(KeyRevocationRow, _revocations.where(keys.c.id == bindparam("id")))
_KEYS: Final = Query(KeyRow, _keys.order_by(keys.c.id))
_REVOCATIONS: Final = Query(KeyRevocationRow, _revocations)
ANSWER: Final = Query(
    IdempotencyRow,
    select(*columns_of(IdempotencyRow)).where(
        idempotency.c.principal == bindparam("principal"), idempotency.c.key == bindparam("key")
    ),
)


class Access(Session):
    """Keys and kept answers."""

    def key(self, digest: str) -> HeldKey | None:
        """Return the key whose text has this digest, revoked or not."""
        return next(iter(self._held(_KEY, _REVOCATION, {"digest": digest})), None)

    def key_by_id(self, identifier: str) -> HeldKey | None:
        """Return a key by its identifier, revoked or not."""
        return next(iter(self._held(_KEY_BY_ID, _REVOCATION_BY_ID, {"id": identifier})), None)

    def keys(self) -> tuple[HeldKey, ...]:
        """Return all keys that were ever issued, oldest first."""
        return self._held(_KEYS, _REVOCATIONS, NO_VALUES)

    def idempotency(self, principal: str, key: str) -> IdempotencyRow | None:
        """Return the answer that *principal* got under the idempotency key *key*."""
        return self._first(ANSWER, {"principal": principal, "key": key})

    def _held(self, keys: Query[KeyRow], revocations: Query[KeyRevocationRow], values: Values) -> tuple[HeldKey, ...]:
        """Read keys and their revocations at once."""
        found, revoked = self._fetch((keys, values), (revocations, values))
        revoked_at = {row.key: row.revoked_at for row in revoked}
        return tuple(HeldKey(row, revoked_at.get(row.id)) for row in found)
