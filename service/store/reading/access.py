"""Reads of keys, and of the answers given under idempotency keys."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Row as Record
from sqlalchemy import bindparam, select

from service.store.mapping import columns_of, from_record
from service.store.reading.session import Session
from service.store.rows import HeldKey, IdempotencyRow, KeyRow
from service.store.tables import idempotency, key_revocations, keys

_KEYS: Final = select(key_revocations.c.revoked_at, *columns_of(KeyRow)).outerjoin_from(
    keys, key_revocations, key_revocations.c.key == keys.c.id
)
_KEY: Final = _KEYS.where(keys.c.digest == bindparam("digest"))
_KEY_BY_ID: Final = _KEYS.where(keys.c.id == bindparam("id"))
_ALL_KEYS: Final = _KEYS.order_by(keys.c.id)
_ANSWER: Final = select(*columns_of(IdempotencyRow)).where(
    idempotency.c.principal == bindparam("principal"), idempotency.c.key == bindparam("key")
)


def _held(record: Record[tuple[object, ...]]) -> HeldKey:
    return HeldKey(from_record(KeyRow, record, 1), record[0])


class Access(Session):
    """Keys and kept answers."""

    def key(self, digest: str) -> HeldKey | None:
        """Return the key whose text has this digest, revoked or not."""
        record = self.connection.execute(_KEY, {"digest": digest}).first()
        return None if record is None else _held(record)

    def key_by_id(self, identifier: str) -> HeldKey | None:
        """Return a key by its identifier, revoked or not."""
        record = self.connection.execute(_KEY_BY_ID, {"id": identifier}).first()
        return None if record is None else _held(record)

    def keys(self) -> tuple[HeldKey, ...]:
        """Return all keys that were ever issued, oldest first."""
        return tuple(_held(record) for record in self.connection.execute(_ALL_KEYS))

    def idempotency(self, principal: str, key: str) -> IdempotencyRow | None:
        """Return the answer that *principal* got under the idempotency key *key*."""
        return self._one(IdempotencyRow, _ANSWER, {"principal": principal, "key": key})
