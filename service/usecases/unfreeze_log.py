"""
Unfreezing: somebody decides that what was signed beyond the database is lost for good, and the log says so itself.

The checkpoint that is given up is put aside and not deleted, and its size and root stand in the event: whoever holds it
finds out what became of it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from service.audit.events import Request
from service.audit.signing import demand_reached
from service.domain.errors import Unavailable
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from service.audit.outside import Outside
    from service.domain.canonical import Json
    from service.store.database import Database


def unfreeze(database: Database, outside: Outside, now: datetime, actor: str, reason: str) -> Path | None:
    """
    Give up the checkpoint *outside* that *database* does not continue, and return where it is put; none: it does.

    The event comes first. Were the file put aside first, a crash in between would leave a loss that nobody was told of.
    """
    with outside.alone():
        if not _is_frozen(database, outside):
            return None
        digest = hashlib.sha256(reason.encode()).hexdigest()
        with database.unit_of_work() as work:
            detail: dict[str, Json] = {"reason_sha256": digest, "signed": _signed(outside)}
            Teller(work, now, actor, Request("unfreeze")).tell(Happening("log.unfrozen", detail=detail))
            work.commit()
        return outside.put_aside(f"{outside.path.name}.{now:%Y%m%dT%H%M%S.%fZ}")


def _is_frozen(database: Database, outside: Outside) -> bool:
    try:
        demand_reached(database, outside)
    except Unavailable as refusal:
        if refusal.code != "audit-log-frozen":
            raise
        return True
    return False


def _signed(outside: Outside) -> Json:
    """Say which tree is given up; nothing, where the file cannot be read."""
    try:
        last = outside.last()
    except Unavailable:
        return None
    return None if last is None else {"root": last.root.hex(), "size": last.size}
