"""
A checkpoint as it is shown: with the cosignatures that are kept of it, and whether these are the quorum.

Cosignatures are checked again whenever they are shown. What somebody put into the table does not make a checkpoint
witnessed, and cannot spoil its note.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from service.audit.offering import good_cosignature
from service.evidence.notes import BadNote, BadSignature, Key, Note, of_key, read_note
from service.evidence.policy import NONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from service.evidence.policy import Policy
    from service.store.reading import Reading
    from service.store.rows import CheckpointRow
    from service.usecases.service import Service

# A witnessed checkpoint is preferred to the last one, while it is so old at most: the log must not seem to stand still.
_AGE_MAX: Final = timedelta(minutes=1)
# Checkpoints are looked at from the last cosigned one backwards, in case that one lacks a witness as yet.
_LOOKED_AT: Final = 5


class Shown(NamedTuple):
    """A *checkpoint* as it is shown, in the *note*; whether a quorum *witnessed* it, where a quorum is asked for."""

    checkpoint: CheckpointRow
    note: str
    witnessed: bool | None


class Standing(NamedTuple):
    """How it stands with one witness: the last that it cosigned and when that came, nothing before the first."""

    name: str
    key: Key
    url: str | None
    size: int | None
    age: timedelta | None


def cosigned(reading: Reading, checkpoint: CheckpointRow, policy: Policy | None) -> Shown:
    """Return *checkpoint* with its cosignatures; *policy* says by whom, and what is enough."""
    if policy is None:
        return Shown(checkpoint, checkpoint.note, None)
    note, keys = _with_cosignatures(reading, checkpoint, policy)
    return Shown(checkpoint, note.write(), None if policy.quorum == NONE else policy.is_met(keys))


def shown(service: Service, reading: Reading, position: int = -1) -> Shown | None:
    """
    Return the checkpoint to show to whoever wants the leaf *position* in it; none, where none has it as yet.

    Several are signed in a second, and one in ten seconds is cosigned. So that is the last which a quorum has
    witnessed; for whoever wants no leaf in particular, provided that it is of the last minute; else the last of all.
    """
    policy, last = service.policy, reading.last_checkpoint()
    if last is None or last.size <= position:
        return None
    if policy is not None and policy.quorum != NONE:
        oldest = service.clock() - _AGE_MAX if position < 0 else None
        for found in _cosigned_of(reading, position, policy, oldest):
            if found.witnessed:
                return found
    return cosigned(reading, last, policy)


def standings(reading: Reading, policy: Policy, now: datetime) -> tuple[Standing, ...]:
    """Return how it stands with each witness as of *now*."""
    rows = {name: reading.last_cosignature(each.key.name, each.key.id.hex()) for name, each in policy.witnesses.items()}
    return tuple(
        Standing(name, each.key, each.url, *((row.size, now - row.at) if (row := rows[name]) else (None, None)))
        for name, each in policy.witnesses.items()
    )


def _cosigned_of(reading: Reading, position: int, policy: Policy, oldest: datetime | None) -> Iterator[Shown]:
    for checkpoint in reading.cosigned_over(position, _LOOKED_AT):
        if oldest is None or checkpoint.made_at >= oldest:
            yield cosigned(reading, checkpoint, policy)


def _with_cosignatures(reading: Reading, checkpoint: CheckpointRow, policy: Policy) -> tuple[Note, list[Key]]:
    """Return the note with the good cosignatures of known witnesses, and their keys."""
    keys = {(each.key.name, each.key.id.hex()): each.key for each in policy.witnesses.values()}
    note, good = read_note(checkpoint.note.encode()), list[Key]()
    for row in reading.cosignatures(checkpoint.size):
        key = keys.get((row.name, row.key_id))
        signed = _signed(note.text, row.line) if key is not None else None
        if key is not None and signed is not None and _is_good(signed, key):
            note = note._replace(signatures=(*note.signatures, *of_key(signed, key)))
            good.append(key)
    return note, good


def _signed(text: str, line: str) -> Note | None:
    try:
        return read_note(f"{text}\n{line}".encode())
    except BadNote:
        return None


def _is_good(note: Note, key: Key) -> bool:
    try:
        return good_cosignature(note, key) is not None
    except BadSignature:
        return False
