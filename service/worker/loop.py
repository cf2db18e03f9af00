"""The worker: does what waits, rests when nothing does, and ends between two pieces of work."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final

import structlog

from service.audit.sequencing import BATCH, sequence_pending
from service.domain.errors import Unavailable
from service.store.database import Database

# Events that come while the worker rests share one commit: without a rest, each would cost one of its own.
_REST_SECONDS: Final = 0.2
# A database that is away needs no questions five times a second.
_LONG_REST_SECONDS: Final = 5.0

_log = structlog.get_logger()


def stop_on_signals() -> threading.Event:
    """Return what is set when somebody sends SIGTERM or SIGINT."""
    stop = threading.Event()

    def stopped(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stopped)
    return stop


def work(
    database: Database,
    stop: threading.Event,
    *,
    needed: Callable[[], bool] = lambda: True,
    jobs: Callable[[], bool] = lambda: False,
    keep_log: Callable[[], object] = lambda: None,
) -> None:
    """
    Give waiting events their places until *stop* is set, or while *needed* says that somebody wants it.

    In between, *keep_log* signs what has its place, and *jobs* do a piece of work and say whether there was any.
    """
    _log.info("working", database=database.url.partition(":")[0])
    while not stop.is_set() and needed():
        stop.wait(_step(database, jobs, keep_log))
    _log.info("stopped")


def same_parent() -> Callable[[], bool]:
    """Return the question whether the process that started this one is still there."""
    parent = os.getppid()
    return lambda: os.getppid() == parent


def _step(database: Database, jobs: Callable[[], bool], keep_log: Callable[[], object]) -> float:
    """Do one piece of work of each kind, and return how long to rest after it."""
    try:
        sequenced = sequence_pending(database)
        keep_log()
        worked = jobs()
    except Unavailable as refusal:
        _log.warning("unavailable", code=refusal.code, detail=refusal.detail)
        return _LONG_REST_SECONDS
    if sequenced:
        _log.debug("sequenced", events=sequenced)
    return 0.0 if worked or sequenced == BATCH else _REST_SECONDS
