"""`/v1/period-locks`: days that an authority holds still."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.http.answers import json_answer, written
from service.http.authentication import principal
from service.http.context import service
from service.http.idempotency import command
from service.http.paging import KNOWN_PAGE, listed, page
from service.http.queries import takes
from service.http.schemas.instants import KNOWN_AT, known_at
from service.http.schemas.obligations import NEW_LOCK
from service.http.schemas.reasons import REASON
from service.usecases.lock_period import list_locks, lock_period, read_lock, unlock_period

PERIOD_LOCKS: Final = Blueprint("period_locks", __name__, url_prefix="/v1/period-locks")


@PERIOD_LOCKS.post("", endpoint="lockPeriod")
def lock() -> Response:
    """Lock days."""
    asked, wanted = command(NEW_LOCK)
    return written(lock_period(service(), asked, wanted))


@PERIOD_LOCKS.get("", endpoint="listPeriodLocks")
@takes(KNOWN_PAGE)
def list_all() -> Response:
    """List the locks that the key sees."""
    return listed(list_locks(service(), principal(), page()))


@PERIOD_LOCKS.get("/<lock>", endpoint="readPeriodLock")
@takes(KNOWN_AT)
def read(lock: str) -> Response:
    """Read a lock."""
    return json_answer(read_lock(service(), principal(), lock, known_at()))


@PERIOD_LOCKS.post("/<lock>/unlock", endpoint="unlockPeriod")
def unlock(lock: str) -> Response:
    """End a lock."""
    asked, reason = command(REASON)
    return written(unlock_period(service(), asked, lock, reason))
