"""
Known at: what was there at an instant, for whoever asks with its knowledge.

The answer is, byte for byte, what the same request would have been answered then; what was recorded later does not
exist. Which rows that leaves is said in `service.store.reading.known`, which texts of law in `Library.as_known_at`.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from service.domain.clock import instant_text
from service.domain.errors import Conflict, Fault, Nonsense, NotFound, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from service.law.library import Library
    from service.store.reading import Reading
    from service.usecases.service import Service


@contextmanager
def reading_at(service: Service, known_at: datetime | None) -> Iterator[Reading]:
    """
    Read with the knowledge of *known_at* (none: all there is).

    Raises:
        Nonsense: *known_at* lies in the future.
        NotFound: (from within) also says that the knowledge was an earlier one.
    """
    refuse_future(known_at, service.clock())
    with _told(known_at), service.store.reading(known_at) as reading:
        yield reading


@contextmanager
def law_at(service: Service, known_at: datetime | None) -> Iterator[Library]:
    """
    Look at the law with the knowledge of *known_at* (none: all there is).

    Raises:
        Nonsense: *known_at* lies in the future.
        NotFound: (from within) also says that the knowledge was an earlier one.
    """
    refuse_future(known_at, service.clock())
    with _told(known_at):
        yield service.library if known_at is None else service.library.as_known_at(known_at)


def settled(service: Service, known_at: datetime | None) -> datetime:
    """
    Return *known_at* (none: now) when nobody writes any more at that instant, or before it.

    Whoever files, declares or withdraws, records law or prices, or moves a farm, asks the time behind the lock of
    knowledge. Here it is held alone for a moment: by then all of them have ended, and who comes next has a later
    instant.

    Raises:
        Nonsense: *known_at* lies in the future.
        Unavailable: somebody writes for so long that nobody can tell yet.
    """
    try:
        with service.store.unit_of_work() as work:
            work.change_knowledge()
            now = service.clock()
    except Conflict as waited:
        raise Unavailable("busy", "Others have been writing for too long to tell what is known. Try again.") from waited
    refuse_future(known_at, now)
    return known_at or now


def refuse_future(known_at: datetime | None, now: datetime) -> None:
    """
    Refuse knowledge of what will have been recorded by a later instant: it could be answered differently then.

    Raises:
        Nonsense: *known_at* lies after *now*.
    """
    if known_at is not None and known_at > now:
        fault = Fault("/known_at", "in-the-future", f"expected an instant up to now, which is {instant_text(now)}")
        raise Nonsense("validation-failed", "What will be known later is not known yet.", faults=[fault])


@contextmanager
def _told(known_at: datetime | None) -> Iterator[None]:
    """Say of what was not found that it may have been recorded later, in the same words for what never was."""
    try:
        yield
    except NotFound as missing:
        if known_at is None:
            raise
        detail = (
            f"{missing.detail} That is the knowledge of {instant_text(known_at)}: what was recorded later is left out, "
            "and so are drafts. Ask with a later known_at, or without it."
        )
        raise NotFound(missing.code, detail, faults=missing.faults, extra=missing.extra) from missing
