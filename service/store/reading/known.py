"""
Knowledge: which rows count for a reader that asks with what was known at an instant; this is the one place to say it.

Every row carries the instant from which on it is known: when it was created, submitted or recorded. Nothing that counts
is ever changed, so what was known at an instant is what carries an instant up to it. A draft is not knowledge: it may
change or be discarded without a trace. Keys are none either: what a bearer may do is always a question of now, what it
sees one of where farms lay by the knowledge asked for. The log of events has an order of its own, its positions.

The cost accepted: the instant of a row is that of the clock when its write began. A write that was under way at an
instant, and ended after it, is known at that instant, although nobody could read it yet.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, case

from service.store.statement import Values

_NAME: Final = "known_at"
_ALL_THERE_IS: Final = datetime.max.replace(tzinfo=UTC)


def knowing(known_at: datetime | None) -> Values:
    """Return the value that statements made with `known` and `as_known` ask for; none: all there is."""
    return {_NAME: known_at or _ALL_THERE_IS}


def known(since: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Tell whether a row was known; *since* is its column with the instant from which on it is."""
    return since <= bindparam(_NAME)


def as_known(at: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return *at*, the instant of something that happened to a row later on, where that was known, else nothing."""
    return case((known(at), at)).label(None)
