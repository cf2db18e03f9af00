"""What the audit log tells of itself: how it began, and every day where each stream in it ends (record 0087)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from service.audit.events import Request
from service.audit.signing import Signing
from service.audit.stream_heads import HEADS, head_entries
from service.evidence.merkle import leaf_hash, root_of
from service.store.errors import Retryable
from service.store.rows import IdempotencyRow
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from service.audit.stream_heads import Head
    from service.domain.clock import Clock
    from service.store.database import Database
    from service.store.reading import Reading

_SYSTEM: Final = "system"


class Told(NamedTuple):
    """The *event* that commits to the heads of so many *streams* of a log of *size* leaves."""

    event: str
    size: int
    streams: int


def begin_log(database: Database, clock: Clock, signing: Signing) -> None:
    """Tell, once, as whose log this one begins and by which key it is signed."""
    detail = {"origin": signing.origin, "vkey": signing.keys[0].key.write()}
    _tell_once(database, clock(), "log.genesis", Happening("log.genesis", detail=detail))


def tell_heads_daily(database: Database, now: datetime) -> None:
    """Tell the heads of all streams, unless that was done on the day of *now* or there is none."""
    name = f"stream.heads {now.date().isoformat()}"
    with database.reading() as reading:
        if reading.idempotency(_SYSTEM, name) is not None:
            return
        size, last = _heads_now(reading)
    if size:
        _tell_once(database, now, name, heads(size, last))


def tell_heads(database: Database, now: datetime, actor: str) -> Told | None:
    """
    Tell the heads of all streams as of *now*, because *actor* wants it, and return what was told; none of an empty log.

    With the receipt of this event nobody has to wait for the end of the day to prove that an operator's events are all.
    """
    with database.reading() as reading:
        size, last = _heads_now(reading)
    if not size:
        return None
    with database.unit_of_work() as work:
        event = Teller(work, now, actor, Request("tellHeads")).tell(heads(size, last))
        work.commit()
    return Told(event, size, len(last))


def _heads_now(reading: Reading) -> tuple[int, Sequence[Head]]:
    """Return the size of the log and the last leaf of each stream, as they are found again when they are shown."""
    size = reading.log_tree().size
    return size, reading.stream_heads(size)


def heads(size: int, last: Iterable[Head]) -> Happening:
    """Return what commits to the *last* leaf of each stream of a log of *size* leaves."""
    entries = head_entries(last)
    root = root_of([leaf_hash(entry) for _, entry in entries])
    return Happening(HEADS, detail={"root": root.hex(), "size": size, "streams": len(entries)})


def _tell_once(database: Database, now: datetime, name: str, happening: Happening) -> None:
    """Tell *happening* under a *name* that can be taken once, whichever process is first."""
    with database.reading(snapshot=False) as reading:
        if reading.idempotency(_SYSTEM, name) is not None:
            return
    try:
        with database.unit_of_work() as work:
            Teller(work, now, _SYSTEM, Request("worker")).tell(happening)
            work.add(IdempotencyRow(_SYSTEM, name, "worker", "0" * 64, 200, {}, b"{}", now))
            work.commit()
    except Retryable as refusal:
        if refusal.code != "answered-meanwhile":
            raise
