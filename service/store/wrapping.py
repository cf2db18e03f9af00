"""The keys that seal openings, while what wraps them changes: a few at a time, in the present transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, bindparam, delete, select, update

from service.store.mapping import columns_of, from_record
from service.store.rows import OpeningKeyRow
from service.store.tables import opening_keys, wrapping_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

_REWRAP: Final = (
    update(opening_keys)
    .where(opening_keys.c.subject == bindparam("of_subject"))
    .values(wrapped_by=bindparam("wrapped_by"), wrapped=bindparam("wrapped"))
)


class Wrapping:
    """What is wrapped by which key; what it does is done at once, and kept with the commit."""

    def __init__(self, connection: Connection) -> None:
        """Work on *connection*, whose transaction writes."""
        self._connection = connection

    def wrapped_by_others(self, current: str, limit: int) -> list[OpeningKeyRow]:
        """Return at most *limit* keys that another key than *current* wraps; nobody uses them until this ends."""
        found = select(*columns_of(OpeningKeyRow)).where(opening_keys.c.wrapped_by != current).limit(limit)
        records = self._connection.execute(found.order_by(opening_keys.c.subject).with_for_update())
        return [from_record(OpeningKeyRow, record) for record in records]

    def replace(self, rows: Sequence[OpeningKeyRow]) -> None:
        """Put *rows* in the place of those of the same subjects."""
        values = [{"of_subject": it.subject, "wrapped_by": it.wrapped_by, "wrapped": it.wrapped} for it in rows]
        self._connection.execute(_REWRAP, values)

    def retire(self, current: str) -> None:
        """Forget all wrapping keys but *current*; the database refuses while one still wraps."""
        self._connection.execute(delete(wrapping_keys).where(wrapping_keys.c.id != current))
