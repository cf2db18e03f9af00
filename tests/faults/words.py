"""What a log gave its word for, against what is kept: the promises that clients hold, the checkpoints that they saw."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from service.evidence.checkpoints import read_checkpoint
from service.evidence.merkle import root_of
from service.evidence.notes import BadNote, BadSignature, Note, read_note, signed_by
from service.evidence.policy import Policy
from service.evidence.promises import Promise, from_header, key_name, read_promise
from service.store.types import Instant
from tests.faults.clients import Ledger
from tests.faults.reading import read

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def promise_disagreements(connection: Connection, ledger: Ledger) -> Iterator[str]:
    """Yield each promise that nobody signed, or that was not kept: its events in the log, as promised and in time."""
    kept = dict(read(connection, "SELECT id, sha256 FROM events"))
    places = dict(read(connection, "SELECT event, position FROM leaves"))
    rows = read(connection, "SELECT size, made_at FROM checkpoints ORDER BY size")
    signed = [(size, Instant.read(made_at)) for size, made_at in rows]
    for key, (write, answer) in ledger.acknowledged.items():
        about = f"{write.path} {key}"
        try:
            note = from_header(answer.headers.get("Hashlevy-Promise", ""))
            promise = read_promise(note.text)
        except BadNote:
            yield f"no promise: {about}"
            continue
        if ledger.trust is not None and not _is_signed(note, key_name(promise.origin), ledger.trust):
            yield f"a promise that nobody signed: {about}"
        for event, sha256 in promise.events:
            if kept.get(event) != sha256.hex():
                yield f"lost though promised: the event {event} of {about}"
            elif (due := _missed(promise, places.get(event), signed, ledger)) is not None:
                yield f"late: the event {event} of {about} was promised by {due}"


def checkpoint_disagreements(hashes: Sequence[bytes], ledger: Ledger) -> Iterator[str]:
    """Yield each checkpoint that somebody saw and that nobody signed, or that is not of the log of these leaves."""
    for shown in ledger.seen:
        try:
            note = read_note(shown)
            checkpoint = read_checkpoint(note.text)
        except BadNote as error:
            yield f"no checkpoint: {error}"
            continue
        if ledger.trust is not None and not _is_signed(note, checkpoint.origin, ledger.trust):
            yield f"a checkpoint that nobody signed: of {checkpoint.size} leaves"
        if checkpoint.size > len(hashes) or root_of(hashes[: checkpoint.size]) != checkpoint.root:
            yield f"another history was shown: a checkpoint of {checkpoint.size} leaves"


def _missed(
    promise: Promise, place: int | None, signed: Sequence[tuple[int, datetime]], ledger: Ledger
) -> datetime | None:
    """Return when an event was promised at the latest, if it came under no checkpoint until then."""
    due = _EPOCH + timedelta(milliseconds=promise.due_milliseconds)
    over = len(signed) if place is None else bisect_right(signed, place, key=lambda each: each[0])
    covered = signed[over][1] if over < len(signed) else ledger.until
    return due if ledger.clock_is_true and covered is not None and covered > due else None


def _is_signed(note: Note, name: str, trust: Policy) -> bool:
    """Tell whether a key of the trust file with this name signed the note."""
    try:
        return bool(signed_by(note, [log.key for log in trust.logs if log.key.name == name]))
    except BadSignature:
        return False
