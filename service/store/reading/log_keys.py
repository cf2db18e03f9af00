"""Reads of which keys sign for the audit log."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from service.store.mapping import columns_of
from service.store.reading.session import Session
from service.store.rows import LogKeyChangeRow
from service.store.statement import Query
from service.store.tables import log_key_changes

_EVERY: Final = Query(LogKeyChangeRow, select(*columns_of(LogKeyChangeRow)).order_by(log_key_changes.c.number))


class LogKeys(Session):
    """What was decided about the keys of the log."""

    def log_key_changes(self) -> tuple[LogKeyChangeRow, ...]:
        """Return every change, in the order in which they came: a few in a year."""
        return self._every(_EVERY)
