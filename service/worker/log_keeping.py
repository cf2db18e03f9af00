"""What the worker does for the audit log once events have their places: signs the tree, and tells the heads daily."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from service.audit.keyring import Signers
from service.audit.keys import SigningKey
from service.audit.signing import Signature, Signing
from service.domain.clock import Clock
from service.domain.errors import Unavailable
from service.store.database import Database
from service.store.errors import Duplicate
from service.store.grants import DatabaseRole
from service.store.rows import CheckpointRow
from service.usecases.log_events import tell_heads_daily

_REMINDER: Final = timedelta(minutes=1)
_WAITS_FOR_SOMEBODY: Final = ("audit-log-frozen", "keys-unusable")

_log = structlog.get_logger()


def log_keeping(
    database: Database, clock: Clock, signing: Signing, signers: Callable[[], Signers] | None = None
) -> Callable[[], None]:
    """
    Return what signs the log as it is when it is called, and tells the heads of its streams once a day.

    *signers* says each time which keys sign; without it, those of *signing* do.
    """
    log, remind = database.acting_as(DatabaseRole.SEQUENCER), _Reminder(clock)

    def keep_log() -> None:
        now = clock()
        try:
            current = signing if signers is None else signing._replace(keys=_present(signers(), remind))
            current.sign(log, now, lambda signature: _keep(log, signature))
        except Unavailable as refusal:
            if refusal.code not in _WAITS_FOR_SOMEBODY:
                raise
            remind("frozen" if refusal.code == "audit-log-frozen" else "unsigned", refusal.code, refusal.detail)
            return
        tell_heads_daily(database, now)

    return keep_log


class _Reminder:
    """Says what stays so until somebody acts once a minute, and not five times a second."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told_at: dict[str, datetime] = {}

    def __call__(self, event: str, code: str, detail: str) -> None:
        now, told_at = self._clock(), self._told_at.get(detail)
        if told_at is None or now - told_at >= _REMINDER:
            _log.error(event, code=code, detail=detail)
            self._told_at[detail] = now


def _present(signers: Signers, remind: _Reminder) -> tuple[SigningKey, ...]:
    """Return the keys that are here, and say which are not: the log goes on by the others while it may."""
    for each in signers.missing:
        remind("key-missing", "keys-unusable", each.why)
    return signers.keys


def _keep(database: Database, signature: Signature) -> None:
    """Keep a checkpoint, from when on it is shown; another worker may have kept the same."""
    try:
        with database.unit_of_work() as work:
            work.add(CheckpointRow(*signature))
            work.commit()
    except Duplicate:
        _log.debug("signed-elsewhere", size=signature.size)
