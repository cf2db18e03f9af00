"""Patience: ask again for what does not exist yet, and hold nothing meanwhile."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, TypeVar

from service.domain.errors import NotYet

if TYPE_CHECKING:
    from collections.abc import Callable

_Found = TypeVar("_Found")

# A checkpoint is signed some times a second; to ask more often would find nothing sooner.
_REST_SECONDS: Final = 0.1


def patiently(seconds: float, ask: Callable[[], _Found]) -> _Found:
    """
    Return what *ask* returns, asked again after rests while it says `NotYet`, for at most *seconds*.

    *ask* opens what it needs and closes it: nothing of it is held during a rest.

    Raises:
        NotYet: there is none when the time is over.
    """
    end = time.monotonic() + seconds
    while True:
        left = end - time.monotonic()
        try:
            return ask()
        except NotYet:
            if left <= 0:
                raise
        time.sleep(min(_REST_SECONDS, left))
