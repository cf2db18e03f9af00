"""
What is said of an event that the log must have and the database lacks: no receipt, but a problem that is evidence.

Nothing in the service deletes an event, a leaf or a tile; where one is gone, somebody did it by hand, or a disk lost
it. A 404 would read as if it had never been, and the sender would give up a promise that proves the contrary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.audit.leaves import leaf_of
from service.domain.errors import NotFound, Unavailable
from service.domain.principals import Role, World
from service.usecases.access import visible_operator

if TYPE_CHECKING:
    from service.domain.principals import Principal
    from service.store.reading import Reading
    from service.store.rows import LogEntry

_REMEDY = (
    "Nothing in this service deletes such a thing, so this is evidence of tampering, or of a disk that failed. Keep "
    "the promise that came with the write (Hashlevy-Promise) and receipts of it: the verifier holds the log to them."
)


def lost(what: str) -> Unavailable:
    """Say *what* is gone, and what to do with what one has."""
    return Unavailable("audit-log-damaged", f"{what} {_REMEDY}")


def whole_leaf(entry: LogEntry) -> bytes:
    """
    Return the leaf that *entry* is made into.

    Raises:
        Unavailable: `audit-log-damaged`, its event is gone from the database.
    """
    if not entry.body:  # The reads ask for it beside the leaf, and find nothing where its row is gone.
        raise lost(
            f"The audit log has the leaf {entry.position} for the event {entry.event}, and cannot show it any more: "
            "its text is gone from the database."
        )
    return leaf_of(entry.body, entry.n, entry.prev)


def refuse_lost_row(reading: Reading, principal: Principal, event: str) -> None:
    """
    Demand of an *event* that has no row that it has no leaf either, as far as *principal* may know of it.

    Raises:
        Unavailable: `audit-log-damaged`, it has one.
    """
    entry = reading.log_entry(event)
    if entry is not None and not entry.body and _may_know(reading, principal, entry.operator):
        whole_leaf(entry)


def refuse_lost_leaf(reading: Reading, event: str) -> None:
    """
    Demand of an *event* without a leaf that it waits for one.

    It does from its commit on, until the sequencer takes it from the queue and gives it a leaf in one transaction.

    Raises:
        Unavailable: `audit-log-damaged`, it is in neither.
    """
    # The queue first: what is taken from it between the two reads is found as a leaf.
    if not reading.waits_for_leaf(event) and reading.log_entry(event) is None:
        raise lost(f"The event {event} was promised to the audit log; it has no leaf there, and waits for none.")


def _may_know(reading: Reading, principal: Principal, operator: str) -> bool:
    if not operator:
        return principal.role is Role.ADMINISTRATOR and principal.world is World.LIVE
    try:
        visible_operator(reading, principal, operator)
    except NotFound:
        return False
    return True
