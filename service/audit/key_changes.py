"""Which keys sign for the log: worked out from what was decided about them, in the order in which it was decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from service.evidence.notes import Key, read_key

SIGNS: Final = "signs"
RETIRED: Final = "retired"


class KeyChange(Protocol):
    """That a key signs, or is retired: `service.store.rows.LogKeyChangeRow`."""

    @property
    def purpose(self) -> str: ...  # noqa: D102 -- said above
    @property
    def vkey(self) -> str: ...  # noqa: D102
    @property
    def change(self) -> str: ...  # noqa: D102
    @property
    def at(self) -> datetime: ...  # noqa: D102


class LogKey(NamedTuple):
    """A key of the log: what it signs, *since* when, and *until* when if it is retired."""

    purpose: str
    key: Key
    since: datetime | None
    until: datetime | None


def keys_of(changes: Iterable[KeyChange]) -> tuple[LogKey, ...]:
    """Return the keys that *changes* tell of, those that began first before the others."""
    found: dict[str, LogKey] = {}
    for change in changes:
        if change.change == SIGNS:
            found[change.vkey] = LogKey(change.purpose, read_key(change.vkey), change.at, None)
        elif change.vkey in found:
            found[change.vkey] = found[change.vkey]._replace(until=change.at)
    return tuple(found.values())


def in_force(changes: Iterable[KeyChange], purpose: str) -> tuple[Key, ...]:
    """Return the keys that sign for *purpose*, the newest last."""
    return tuple(each.key for each in keys_of(changes) if each.purpose == purpose and each.until is None)
