"""The stream of an operator: all its events with their proofs, and that these are all (docs/decisions/0095)."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from service.audit.stream_heads import HEADS, head_entries, head_entry
from service.domain.canonical import canonical_with, read_canonical
from service.domain.errors import NotYet
from service.evidence.checkpoints import read_checkpoint
from service.evidence.merkle import Span, inclusion_spans, leaf_hash, root_of
from service.evidence.notes import base64_text, read_note
from service.usecases.access import require, visible_operator
from service.usecases.cosigned import shown
from service.usecases.inclusion import inclusion_proofs
from service.usecases.lost_evidence import whole_leaf
from service.usecases.opened import opening_of
from service.usecases.openings import open_events

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.store.reading import Reading
    from service.store.rows import LogEntry
    from service.usecases.service import Service

FORM: Final = "hashlevy.stream/1"
# Leaves read at once. In a large log each may bring two tiles of 8 KiB of its own: some megabytes in all.
_PAGE: Final = 250


def operator_stream(service: Service, principal: Principal, operator: str) -> Iterator[bytes]:
    """
    Return, in pieces, a document of all events of an operator below the last checkpoint, each proven, and their head.

    The first piece is worked out before this returns, so that what is refused is refused at once. Further pages are
    read as they are asked for, each by itself: what a signed tree has below its size is the same at every moment, so no
    transaction is held for whoever reads slowly.

    Raises:
        NotFound: there is no such operator, or it is another tenant's.
        NotYet: `not-included-yet`, nothing is signed yet.
        Unavailable: `audit-log-damaged`; also from a later piece, where the document then has no end.
    """
    require(principal, "events:read")
    with service.store.reading() as reading:
        name = visible_operator(reading, principal, operator).id
        signed = shown(service, reading)
        if signed is None:
            detail = "No checkpoint of the audit log is signed yet. Ask again in a second, or send Prefer: wait=5."
            raise NotYet("not-included-yet", detail)
        note, size = read_note(signed.note.encode()), signed.checkpoint.size
        document: dict[str, Json] = {
            "form": FORM,
            "origin": read_checkpoint(note.text).origin,
            "operator": name,
            "checkpoint": note.write(),
            "heads": _heads(reading, name, size),
        }
    pieces = canonical_with(document, "leaves", _leaves(service, name, size))
    return chain((next(pieces),), pieces)


def _leaves(service: Service, operator: str, size: int) -> Iterator[list[dict[str, Json]]]:
    """Yield the leaves of a stream by pages, each with what its `tenant` opens to."""
    start = 0
    while page := _page(service, operator, size, start):
        yield page
        start += len(page)


def _page(service: Service, operator: str, size: int, start: int) -> list[dict[str, Json]]:
    with service.store.reading(snapshot=False) as reading:
        entries = reading.stream_entries(operator, size, start=start, limit=_PAGE)
        proven = _proven(reading, entries, size)
        events = reading.events_named([entry.event for entry in entries])
        openings = open_events(reading, service.store.keys, events.values())
    return [
        each | {"tenant": opening_of(openings[entry.event], _tenant(entry))}
        for entry, each in zip(entries, proven, strict=True)
    ]


def _tenant(entry: LogEntry) -> str | None:
    tenant: str | None = read_canonical(entry.body)["tenant"]
    return tenant


def _proven(reading: Reading, entries: Sequence[LogEntry], size: int) -> list[dict[str, Any]]:
    proofs = inclusion_proofs(reading, size, [entry.position for entry in entries])
    return [
        {
            "index": entry.position,
            "leaf": base64_text(whole_leaf(entry)),
            "proof": list(map(base64_text, proof)),
        }
        for entry, proof in zip(entries, proofs, strict=True)
    ]


def _heads(reading: Reading, operator: str, size: int) -> dict[str, Json] | None:
    """Return the proof that the latest heads have an entry of *operator*; nothing where they have none."""
    told = reading.latest_of_none(HEADS, size)
    if told is None:
        return None
    rows = reading.stream_heads(read_canonical(told.body)["detail"]["size"])
    own = next((row for row in rows if row.operator == operator), None)
    if own is None:
        return None
    entries = head_entries(rows)
    index = entries.index(head_entry(own))
    hashes = [leaf_hash(entry) for _, entry in entries]
    proof = [_hash_of(hashes, span) for span in inclusion_spans(index, len(hashes))]
    (leaf,) = _proven(reading, [told], size)
    return leaf | {
        "salt": base64_text(own.salt),
        "index_in_heads": index,
        "streams": len(entries),
        "heads_proof": list(map(base64_text, proof)),
    }


def _hash_of(hashes: Sequence[bytes], span: Span) -> bytes:
    return root_of(hashes[span.start : span.end])
