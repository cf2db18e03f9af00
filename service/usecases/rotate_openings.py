"""
Rotate the key that wraps the keys of openings, while the service runs: what is sealed stays sealed as it is.

What was erased lives on, wrapped, in backups and archives of the database, and dead in its pages. The old wrapping key
opens these; once its file is destroyed nothing does, neither there nor of operators that were not erased.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from service.audit.opening_keys import Wrapped, destroy_wrapping_key, new_wrapping_key, rewrapped
from service.store.grants import DatabaseRole
from service.store.rows import OpeningKeyRow, WrappingKeyRow

if TYPE_CHECKING:
    from service.store.database import Database
    from service.store.unit_of_work import UnitOfWork

# Whoever writes of one of so many subjects waits for so long.
_BATCH: Final = 100


class Rotation(NamedTuple):
    """What was done: the key that wraps from now on, those that did, how many it took over; whether they are gone."""

    current: str
    replaced: tuple[str, ...]
    rewrapped: int
    destroyed: bool


def rotate_openings(database: Database, *, destroy_old: bool) -> Rotation:
    """
    Wrap all keys of openings by a new key; with *destroy_old*, take the files of the old ones away.

    Broken off, it is begun again: what was wrapped anew stays so, and no key is destroyed that still wraps one.

    Raises:
        Unavailable: `keys-unusable`, the directory of keys cannot be used, or lacks a key that is needed.
    """
    database = database.acting_as(DatabaseRole.ERASER)
    current = new_wrapping_key(database.keys)
    old = database.transact(lambda work: _begin(work, current))
    count = 0
    while taken := database.transact(lambda work: _take_over(work, database, current)):
        count += taken
    if destroy_old:
        database.transact(lambda work: _retire(work, current))
        for name in old:
            destroy_wrapping_key(database.keys, name)
        database.scour()
    return Rotation(current, old, count, destroyed=destroy_old)


def _begin(work: UnitOfWork, current: str) -> tuple[str, ...]:
    known = work.wrapping_keys()
    work.add(WrappingKeyRow(current, max((row.number for row in known), default=0) + 1))
    work.commit()
    return tuple(row.id for row in known)


def _take_over(work: UnitOfWork, database: Database, current: str) -> int:
    wrapping = work.wrapping()
    rows = wrapping.wrapped_by_others(current, _BATCH)
    if rows:
        wrapping.replace([_rewrapped(database, row, current) for row in rows])
        work.commit()
    return len(rows)


def _rewrapped(database: Database, row: OpeningKeyRow, by: str) -> OpeningKeyRow:
    wrapped = rewrapped(database.keys, Wrapped(row.wrapped_by, row.wrapped), row.subject, by)
    return OpeningKeyRow(row.subject, wrapped.by, wrapped.key)


def _retire(work: UnitOfWork, current: str) -> None:
    work.wrapping().retire(current)
    work.commit()
