"""
Which log a directory of keys and a file outside of the database belong to: told by the first leaf, which never changes.

Two databases that share them are two logs under one name, and each would freeze the other (record 0109).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from service.audit.growth import Size
from service.audit.outside import Outside
from service.domain.errors import Unavailable


class Leaf(Protocol):
    """A leaf, by its hash."""

    @property
    def hash(self) -> bytes: ...  # noqa: D102 -- said above


class Beginning(Protocol):
    """A read transaction on the log, as far as its beginning is asked for."""

    def log_tree(self) -> Size:
        """Return how many leaves the log has, and their root."""

    def read_back(self, start: int, end: int) -> Sequence[Leaf]:
        """Return leaves."""


def remember_beginning(outside: Outside, reading: Beginning) -> None:
    """Keep beside the file which log it is of, before the first checkpoint is in it."""
    if outside.beginning() is None and (first := reading.read_back(0, 1)):
        outside.begin(first[0].hash)


def shared(outside: Outside, reading: Beginning) -> Unavailable | None:
    """Return what to say if the file is of another log than this database; nothing, if it is of this one."""
    began, first = outside.beginning(), reading.read_back(0, 1)
    if began is None or not first or first[0].hash == began:
        return None
    return Unavailable(
        "audit-log-frozen",
        f"No checkpoint of the audit log is signed: {outside.path} is of another log, which begins with another entry. "
        f"Two databases use {outside.path.parent}, and so one name and one set of keys. Writes go on and are kept. "
        "Begin this one again, empty, with a directory of its own: HASHLEVY_KEYS_DIRECTORY. What it promised so far "
        "it promised in the other log's name.",
    )


def refuse_anothers(outside: Outside, reading: Callable[[], AbstractContextManager[Beginning]]) -> None:
    """
    Demand that a log which begins now does not take over the name of another one.

    Raises:
        Unavailable: `keys-of-another-log`.
    """
    with reading() as looking:
        if looking.log_tree().size or not outside.path.exists():
            return
    raise Unavailable(
        "keys-of-another-log",
        f"This database has no audit log as yet, and {outside.path} is the last checkpoint of one: another database "
        f"uses {outside.path.parent}. Give this one a directory of its own: HASHLEVY_KEYS_DIRECTORY. If it is the same "
        "log, restore its database; where that is lost for good, run: hashlevy audit unfreeze --reason TEXT",
    )
