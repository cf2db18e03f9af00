"""
What a request prefers (RFC 7240): to wait for what its answer speaks of to be in a signed checkpoint.

Preferences that are not understood are passed over, as the RFC says. Each that waits holds a thread, so that there are
never so many of them that nobody else is answered: whoever comes then is not waited for, and reads that in the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore
from typing import Final, TypeVar

from flask import Response, after_this_request, request

from service.domain.errors import NotYet
from service.http.context import service
from service.usecases.inclusion import demand_included
from service.usecases.patience import patiently

_Found = TypeVar("_Found")

WAIT_SECONDS_MAX: Final = 10
# Half of the threads that a process has unless told otherwise.
_WAITING: Final = BoundedSemaphore(4)
_WAIT: Final = re.compile(r'\s*wait\s*=\s*(?:"([0-9]{1,9})"|([0-9]{1,9}))\s*(?:;.*)?', re.ASCII | re.IGNORECASE)


def waited(ask: Callable[[], _Found]) -> _Found:
    """
    Return what *ask* returns, asked again as long as the request prefers to wait; the answer says how long that was.

    Raises:
        NotYet: there is none when the time is over.
    """
    with _patience() as seconds:
        return patiently(seconds or 0, ask)


def wait_for_promised(promise: str | None) -> None:
    """Hold the answer to a write back until its events are in a checkpoint, as long as the request prefers to wait."""
    if promise is None or "Prefer" not in request.headers:
        return
    with _patience() as seconds, suppress(NotYet):
        if seconds:
            patiently(seconds, lambda: demand_included(service(), promise))


@contextmanager
def _patience() -> Iterator[int | None]:
    """Yield for how many seconds this request waits; none where it does not prefer to, or too many others do."""
    seconds = _wait()
    if seconds is None or not _WAITING.acquire(blocking=False):
        yield None
        return
    try:
        after_this_request(lambda response: _said(response, seconds))
        yield seconds
    finally:
        _WAITING.release()


def _wait() -> int | None:
    """Return for how many seconds the request prefers to wait, and is let: the first preference of the name counts."""
    # WSGI joins headers of one name by commas (PEP 3333); to look for several of them would look at all headers.
    for preference in request.headers.get("Prefer", "").split(","):
        if match := _WAIT.fullmatch(preference):
            return min(int(match[1] or match[2]), WAIT_SECONDS_MAX)
    return None


def _said(response: Response, seconds: int) -> Response:
    response.headers["Preference-Applied"] = f"wait={seconds}"
    return response
