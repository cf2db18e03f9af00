"""Reads of the time stamps of checkpoints."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sqlalchemy import Integer, bindparam, select

from service.store.mapping import columns_of
from service.store.reading.session import Session
from service.store.rows import CheckpointRow, StampRow
from service.store.schema import COUNTER
from service.store.statement import Query
from service.store.tables import checkpoints, stamps


class Stamped(NamedTuple):
    """A checkpoint, and what an authority says of it."""

    stamp: StampRow
    checkpoint: CheckpointRow


_OF_STAMP: Final = len(columns_of(StampRow))


def _stamped(*values: Any) -> Stamped:
    return Stamped(StampRow(*values[:_OF_STAMP]), CheckpointRow(*values[_OF_STAMP:]))


_LAST: Final = Query(StampRow, select(*columns_of(StampRow)).order_by(stamps.c.made_at.desc()).limit(1))
_AFTER: Final = Query(
    _stamped,
    select(*columns_of(StampRow), *columns_of(CheckpointRow))
    .join_from(stamps, checkpoints, checkpoints.c.size == stamps.c.size)
    .where(stamps.c.size > bindparam("position", type_=COUNTER))
    .order_by(stamps.c.size)
    .limit(bindparam("limit", type_=Integer())),
)


class Stamps(Session):
    """Time stamps."""

    def last_stamp(self) -> StampRow | None:
        """Return the stamp that came last, of whichever authority."""
        return self._first(_LAST)

    def stamped_over(self, position: int, limit: int) -> tuple[Stamped, ...]:
        """Return at most *limit* stamped checkpoints with the leaf *position* in them, the smallest first."""
        return self._every(_AFTER, {"position": position, "limit": limit})
