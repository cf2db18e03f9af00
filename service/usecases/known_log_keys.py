"""Which keys of the log there are: those that sign, those that did, and those that wait on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.audit.key_changes import LogKey, keys_of
from service.audit.keys import ML_DSA_44, PURPOSES
from service.domain.errors import Unavailable

if TYPE_CHECKING:
    from datetime import datetime

    from service.audit.keyring import Keyring
    from service.evidence.notes import Key
    from service.store.reading import Reading

SIGNS = "signs"
RETIRED = "retired"
WAITS = "waits"


class KnownLogKey(NamedTuple):
    """A key: what it is for, whether it signs, since when and until when, and whether its file is on this machine."""

    purpose: str
    key: Key
    state: str
    since: datetime | None
    until: datetime | None
    is_here: bool


def known_log_keys(reading: Reading, ring: Keyring) -> tuple[KnownLogKey, ...]:
    """
    Return every key of the log, by purpose, the oldest first; those that wait are of this machine.

    Raises:
        Unavailable: `keys-unusable`.
    """
    told = keys_of(reading.log_key_changes())
    return tuple(known for purpose in PURPOSES for known in _of_purpose(reading, ring, purpose, told))


def began_at(reading: Reading) -> datetime | None:
    """Return when the log began, by its first leaf; nothing while it has none."""
    return next((entry.event.occurred_at for entry in reading.events(None, limit=1)), None)


def _of_purpose(reading: Reading, ring: Keyring, purpose: str, told: tuple[LogKey, ...]) -> list[KnownLogKey]:
    own = [each for each in told if each.purpose == purpose]
    if not own and purpose != ML_DSA_44:
        own = [LogKey(purpose, ring.first(purpose).key, began_at(reading), None)]
    known = [_known(ring, each) for each in own]
    waiting = ring.waiting(purpose, {each.key for each in own})
    return known + [KnownLogKey(purpose, each.key, WAITS, None, None, is_here=True) for each in waiting]


def _known(ring: Keyring, told: LogKey) -> KnownLogKey:
    state = SIGNS if told.until is None else RETIRED
    return KnownLogKey(told.purpose, told.key, state, told.since, told.until, _is_here(ring, told.purpose, told.key))


def _is_here(ring: Keyring, purpose: str, key: Key) -> bool:
    try:
        ring.find(purpose, key)
    except Unavailable:
        return False
    return True
