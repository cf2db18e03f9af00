"""Witnesses and time stamping authorities are asked beside the worker, each in a thread: none holds up the log."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple, Protocol

import structlog

from service.audit.asking import Away
from service.domain.errors import Unavailable

# A witness that is away is asked less and less often, down to once in so many seconds.
_REST_SECONDS_MAX: Final = 300.0
# How long the end of the worker waits for witnesses; what is cut off then is asked for again at the next start.
_END_SECONDS: Final = 2.0
# How often is looked whether it is time for another stamp; an authority that is away is asked again this soon, too.
_LOOK_SECONDS: Final = 10.0

_log = structlog.get_logger()


class Asking(Protocol):
    """The conversation with one of them: see `service.usecases.witnessing` and `stamping`."""

    @property
    def url(self) -> str:
        """Where it is asked."""

    def ask(self) -> int | None:
        """Offer it the last checkpoint, and return the size of that if it did its part."""


class Said(NamedTuple):
    """How the log of this process names what came of it."""

    done: str
    away: str
    failed: str


_WITNESS: Final = Said("cosigned", "witness-away", "not-witnessed")
_AUTHORITY: Final = Said("stamped", "stamp-authority-away", "not-stamped")


@contextmanager
def witnesses_asked(witnesses: Iterable[Asking], seconds: float) -> Iterator[None]:
    """Ask *witnesses*, each once in so many *seconds*, until the end of the block."""
    with _all_asked(witnesses, seconds, _WITNESS):
        yield


@contextmanager
def stamps_asked(authorities: Iterable[Asking], seconds: float = _LOOK_SECONDS) -> Iterator[None]:
    """Ask *authorities*, who know themselves when it is time, until the end of the block."""
    with _all_asked(authorities, seconds, _AUTHORITY):
        yield


@contextmanager
def _all_asked(several: Iterable[Asking], seconds: float, said: Said) -> Iterator[None]:
    stop = threading.Event()
    threads = [threading.Thread(target=_keep_asking, args=(each, seconds, stop, said), daemon=True) for each in several]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(_END_SECONDS)


def rest_after(rest: float, seconds: float, *, answered: bool) -> float:
    """Return for how long to leave a witness alone that was left alone for *rest* seconds before it was asked."""
    return seconds if answered else max(seconds, min(2 * rest, _REST_SECONDS_MAX))


def _keep_asking(other: Asking, seconds: float, stop: threading.Event, said: Said) -> None:
    rest = seconds
    while not stop.wait(rest):
        rest = rest_after(rest, seconds, answered=_asked(other, said))


def _asked(other: Asking, said: Said) -> bool:
    """Ask, and tell whether there was an answer; whatever happens, the thread goes on."""
    try:
        size = other.ask()
    except Away as away:
        _log.warning(said.away, detail=str(away))
    except Unavailable as refusal:
        _log.error(said.failed, code=refusal.code, url=other.url, detail=refusal.detail)
    except Exception:  # noqa: BLE001 - told in full; a thread that ended would be noticed by nobody
        _log.exception(said.failed, url=other.url)
    else:
        if size is not None:
            _log.debug(said.done, url=other.url, size=size)
        return True
    return False
