"""The start of a node: it looks whether it loses nothing, tells the log, and says on its own log what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog

from service.serving.remedies import remedy_of
from service.store.durability import Verdict
from service.usecases.node import tell_start
from service.wiring import node_of, system_clock

if TYPE_CHECKING:
    from service.config import Config
    from service.store.database import Database

_WORTH_A_WARNING: Final = (Verdict.FAILED, Verdict.NOT_KNOWN)
_log = structlog.get_logger()


def start(config: Config, database: Database, operation: str) -> str:
    """
    Look and tell, as the start of the command *operation*; returns the event that says so.

    Raises:
        NotDurable: a production profile would lose what it acknowledges.
        Unavailable: the database does not answer.
    """
    event, checks = tell_start(node_of(config), database, system_clock, operation)
    for check in checks:
        if check.verdict in _WORTH_A_WARNING:
            remedy = remedy_of(check.name)["en"]
            _log.warning("durability", remedy=remedy, **(check._asdict() | {"verdict": str(check.verdict)}))
    _log.info("started", profile=config.profile, event_id=event)
    return event
