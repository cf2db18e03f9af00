"""Promising: signs, before a write is acknowledged, that its events are in the log after at most some seconds."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

import structlog

from service.audit.keyring import Keyring
from service.audit.keys import PROMISE
from service.evidence.promises import Promise, PromisedEvent, in_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from service.audit.key_changes import KeyChange
    from service.audit.keyring import Signers
    from service.audit.keys import SigningKey

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
# How long another process may go on by the key before; a retired key stays in trust files, so nothing hangs on it.
_LOOK_SECONDS: Final = 1.0
_SAY_SECONDS: Final = 60.0

_log = structlog.get_logger()


class Promisable(Protocol):
    """An event that is about to be kept: `service.store.rows.EventRow`."""

    @property
    def id(self) -> str:
        """Its identifier."""

    @property
    def sha256(self) -> str:
        """The SHA-256 of its bytes, in hexadecimal."""


class Promising:
    """
    Promises in the name of the log *origin*, by its newest key, that *delay_seconds* later events are in it.

    Safe to share between threads: what two of them notice at once is the same, or corrected a second later.
    """

    __slots__ = ("_looked", "_said", "_signers", "delay_seconds", "ring")

    def __init__(self, ring: Keyring, delay_seconds: int) -> None:
        """Promise by the keys of *ring*."""
        self.ring = ring
        self.delay_seconds = delay_seconds
        self._signers: Signers | None = None
        self._looked = self._said = -math.inf

    @property
    def origin(self) -> str:
        """The name of the log."""
        return self.ring.origin

    @property
    def key(self) -> SigningKey:
        """The key that signs now."""
        if self._signers is None:
            self._signers = self.ring.signers(PROMISE, ())
        return self._signers.keys[-1]

    def notice(self, read: Callable[[], Iterable[KeyChange]]) -> None:
        """
        Look whether another key is to sign, by what *read* returns; it is asked once a second and no more.

        A machine that lacks the newest key promises by the one before, while that is in force, and says so.

        Raises:
            Unavailable: `keys-unusable`, no key that is to sign is here.
        """
        now = time.monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return
        self._signers = self.ring.signers(PROMISE, read()).demanded()
        self._looked = now
        if self._signers.missing and now - self._said >= _SAY_SECONDS:
            self._said = now
            for each in self._signers.missing:
                _log.error("key-missing", purpose=PROMISE, detail=each.why)

    def promise(self, events: Iterable[Promisable], at: datetime) -> str:
        """Return the promise of *events*, as a header has it; its time is *at*, or up to a millisecond earlier."""
        promised = tuple(PromisedEvent(event.id, bytes.fromhex(event.sha256)) for event in events)
        text = Promise(self.origin, (at - _EPOCH) // _MILLISECOND, self.delay_seconds, promised).text()
        return in_header(self.key.note(text))


def open_promising(directory: Path, configured_origin: str | None, delay_seconds: int) -> Promising:
    """
    Take the origin that *directory* holds, and make what is missing.

    Raises:
        Unavailable: `keys-unusable`.
    """
    return Promising(Keyring(directory, configured_origin), delay_seconds)
