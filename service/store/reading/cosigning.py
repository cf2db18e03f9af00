"""Reads of what witnesses have put under checkpoints of the audit log."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Integer, Text, bindparam, select

from service.store.mapping import columns_of
from service.store.reading.session import Session
from service.store.rows import CheckpointRow, CosignatureRow
from service.store.schema import COUNTER
from service.store.statement import Query
from service.store.tables import checkpoints, cosignatures

_OF_CHECKPOINT: Final = Query(
    CosignatureRow,
    select(*columns_of(CosignatureRow))
    .where(cosignatures.c.size == bindparam("size", type_=COUNTER))
    .order_by(cosignatures.c.name, cosignatures.c.key_id),
)
_LAST_OF_KEY: Final = Query(
    CosignatureRow,
    select(*columns_of(CosignatureRow))
    .where(
        cosignatures.c.name == bindparam("name", type_=Text()),
        cosignatures.c.key_id == bindparam("key_id", type_=Text()),
    )
    .order_by(cosignatures.c.size.desc())
    .limit(1),
)
_COSIGNED_OVER: Final = Query(
    CheckpointRow,
    select(*columns_of(CheckpointRow))
    .where(
        checkpoints.c.size.in_(
            select(cosignatures.c.size).where(cosignatures.c.size > bindparam("position", type_=COUNTER))
        )
    )
    .order_by(checkpoints.c.size.desc())
    .limit(bindparam("limit", type_=Integer())),
)


class Cosigning(Session):
    """Cosignatures."""

    def cosignatures(self, size: int) -> tuple[CosignatureRow, ...]:
        """Return those under the checkpoint of a tree of *size*."""
        return self._every(_OF_CHECKPOINT, {"size": size})

    def last_cosignature(self, name: str, key_id: str) -> CosignatureRow | None:
        """Return that of the largest tree that the key *name* with the identifier *key_id* has cosigned."""
        return self._first(_LAST_OF_KEY, {"name": name, "key_id": key_id})

    def cosigned_over(self, position: int, limit: int) -> tuple[CheckpointRow, ...]:
        """Return at most *limit* checkpoints with the leaf *position* in them and a cosignature, the largest first."""
        return self._every(_COSIGNED_OVER, {"position": position, "limit": limit})
