"""Somebody who owns the tables, the machine and the keys of a log, and makes another history of it."""

from __future__ import annotations

from hashlib import sha256

from service.evidence.merkle import EMPTY_ROOT
from tests.faults.audited import Audited

# What holds nothing that the events do not give again.
_MADE_OF_EVENTS = ("cosignatures", "checkpoints", "leaves", "tiles", "streams", "pending_events")


def rewrite(log: Audited, position: int) -> str:
    """
    Change the event that has this place, and all that depends on it, and sign it anew; return the event.

    Everything else is as it was: as many leaves, in their order, under the log's own key. It is the sequencer itself
    that computes the new leaves, streams, tiles and root, so there is nothing to see in them.
    """
    events = [event for (event,) in log.ask("SELECT event FROM leaves ORDER BY position")]
    waiting = [event for (event,) in log.ask("SELECT event FROM pending_events ORDER BY enq")]
    change(log, events[position])
    for table in _MADE_OF_EVENTS:
        log.ask(f"DELETE FROM {table}")
    log.ask(f"UPDATE audit_tree SET size = 0, root = {log.mark}", (EMPTY_ROOT,))
    for event in [*events, *waiting]:
        log.ask(f"INSERT INTO pending_events (event) VALUES ({log.mark})", (event,))
    log.append()
    log.signing.outside.path.unlink()
    log.sign()
    return str(events[position])


def change(log: Audited, event: str) -> None:
    """Change what an event says, with its hash: another year, in the same bytes otherwise."""
    ((body,),) = log.ask(f"SELECT body FROM events WHERE id = {log.mark}", (event,))
    other = bytes(body).replace(b'"occurred_at":"20', b'"occurred_at":"19')
    assert other != bytes(body)
    changed = f"UPDATE events SET body = {log.mark}, sha256 = {log.mark} WHERE id = {log.mark}"
    log.ask(changed, (other, sha256(other).hexdigest(), event))


def leave_out(log: Audited, event: str) -> None:
    """Have an event that waits never come into the log."""
    log.ask(f"DELETE FROM pending_events WHERE event = {log.mark}", (event,))
