"""
Receipts: the proof that an event is in the log, for a checkpoint that is signed (C2SP tlog-proof; docs/decisions/0095).

Nothing is kept for them: a receipt is made of a leaf, a checkpoint and some tiles. These only grow, so what is read at
different moments fits together without a transaction.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.canonical import read_canonical
from service.domain.errors import NotYet
from service.domain.identifiers import is_identifier, made_with
from service.evidence.merkle import inclusion_spans, root_of_joined
from service.evidence.notes import read_note
from service.evidence.promises import from_header, read_promise
from service.evidence.proofs import Proof
from service.evidence.tiles import Hashes, NotATile, tiles_for
from service.usecases.access import missing, require, visible_assessment, visible_operators
from service.usecases.cosigned import Shown, shown
from service.usecases.lost_evidence import lost, refuse_lost_leaf, refuse_lost_row, whole_leaf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.domain.principals import Principal
    from service.store.reading import Reading
    from service.store.rows import AssessmentRow, CheckpointRow, EventRow, LogEntry
    from service.usecases.service import Service

ASSESSMENT_CREATED: Final = "assessment.created"
# Remembered by the hashes themselves, not by where they stand: what a tile says now is always what is looked up, so
# that nothing has to be forgotten when a log is restored, tampered with or another one. At most half a tile is asked
# for at once, 4 KiB, so this holds 4 MiB at most.
_root_of_part: Final = lru_cache(maxsize=1024)(root_of_joined)


class Receipt(NamedTuple):
    """The *text* of a receipt; whether a quorum *witnessed* its checkpoint, where a quorum is asked for."""

    text: str
    witnessed: bool | None


def receipt_of_assessment(service: Service, principal: Principal, identifier: str) -> Receipt:
    """
    Return the receipt of the event that told an assessment.

    Raises:
        NotFound: there is no such assessment, or it is another tenant's.
        NotYet: `not-included-yet`, no checkpoint covers the event.
        Unavailable: `audit-log-damaged`, the log must have it, and the database lacks a part of it.
    """
    require(principal, "assessments:read")
    with service.store.reading(snapshot=False) as reading:
        row = visible_assessment(reading, principal, identifier)
        return receipt(service, reading, event_of(reading, row).id)


def receipt_of_event(service: Service, principal: Principal, identifier: str) -> Receipt:
    """
    Return the receipt of an event that *principal* sees.

    Raises:
        NotFound: there is no such event, or it is another tenant's.
        NotYet: `not-included-yet`, no checkpoint covers it.
        Unavailable: `audit-log-damaged`, the log must have it, and the database lacks a part of it.
    """
    require(principal, "events:read")
    with service.store.reading(snapshot=False) as reading:
        bounds = visible_operators(principal), principal.jurisdiction
        named = is_identifier(identifier, "event")
        row = reading.seen_event(identifier, *bounds) if named else None
        if row is None:
            if named:
                refuse_lost_row(reading, principal, identifier)
            raise missing("event", identifier)
        return receipt(service, reading, row.id)


def demand_included(service: Service, promise: str) -> None:
    """
    Demand that all events of a signed *promise*, as its header has it, are in a checkpoint.

    Raises:
        NotYet: `not-included-yet`, one of them is not.
    """
    events = [event for event, _ in read_promise(from_header(promise).text).events]
    if events:
        with service.store.reading(snapshot=False) as reading:
            checkpoint, entries = reading.inclusion(events)
        for event, entry in zip(events, entries, strict=True):
            _covered(event, checkpoint, entry)


def event_of(reading: Reading, row: AssessmentRow) -> EventRow:
    """
    Return the event that told an assessment.

    It was named in the same millisecond, and is the one whose hash of the result is that of the assessment.

    Raises:
        Unavailable: `audit-log-damaged`, there is none, which was kept in one transaction with the assessment.
    """
    told = reading.events_told(row.operator, ASSESSMENT_CREATED, *made_with("event", row.id))
    found = next((event for event in told if _result_of(event) == row.sha256), None)
    if found is None:
        raise lost(f"The event that told the assessment {row.id} was promised to the audit log, and is gone.")
    return found


def receipt(service: Service, reading: Reading, event: str) -> Receipt:
    """
    Return the receipt of *event* for the last checkpoint, or for the last that a quorum of witnesses has cosigned.

    Raises:
        NotYet: `not-included-yet`, that does not cover it.
        Unavailable: `audit-log-damaged`, the log must have it, and the database lacks a part of it.
    """
    checkpoint, (entry,) = reading.inclusion([event])
    if entry is None:
        refuse_lost_leaf(reading, event)
    checkpoint, entry = _covered(event, checkpoint, entry)
    leaf = whole_leaf(entry)
    last = Shown(checkpoint, checkpoint.note, None)
    found = last if service.policy is None else shown(service, reading, entry.position) or last
    (proof,) = inclusion_proofs(reading, found.checkpoint.size, [entry.position])
    text = Proof(entry.position, tuple(proof), read_note(found.note.encode()), leaf).write()
    return Receipt(text, found.witnessed)


def inclusion_proofs(reading: Reading, size: int, positions: Iterable[int]) -> list[list[bytes]]:
    """
    Return, for each leaf of *positions*, the hashes that prove it in the tree of *size*, from its sibling up.

    Raises:
        Unavailable: `audit-log-damaged`, a tile of the tree is gone.
    """
    wanted = [inclusion_spans(position, size) for position in positions]
    kept = reading.log_tiles(tiles_for(size, (span for spans in wanted for span in spans)))
    hashes = Hashes(size, kept.__getitem__, _root_of_part)
    try:
        found = {span: hashes.of(span) for span in {span for spans in wanted for span in spans}}
    except NotATile as error:
        raise lost(f"The audit log has signed a tree of {size} leaves, and lacks a part of it: {error}.") from error
    return [[found[span] for span in spans] for spans in wanted]


def _result_of(event: EventRow) -> object:
    """Return the hash of the result that *event* tells; of one that was written over, nothing."""
    try:
        return read_canonical(event.body)["result_sha256"]
    except (ValueError, KeyError, TypeError):
        return None


def _covered(event: str, checkpoint: CheckpointRow | None, entry: LogEntry | None) -> tuple[CheckpointRow, LogEntry]:
    if checkpoint is None or entry is None or entry.position >= checkpoint.size:
        detail = f"The event {event} is not in a signed checkpoint yet. Ask again in a second, or send Prefer: wait=5."
        raise NotYet("not-included-yet", detail)
    return checkpoint, entry
