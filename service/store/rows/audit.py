"""The rows of the audit log: events, their queue, leaves, tiles, streams, checkpoints, cosignatures and openings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class EventRow:
    """
    An entry for the audit log; *operator* and *farm* say who may read it and are not part of *body*.

    *sealing* is the event whose `OpeningRow` has what the commitments open to: the first of its request and operator.
    """

    id: str
    operator: str | None
    farm: str | None
    type: str
    body: bytes
    sha256: str
    occurred_at: datetime
    sealing: str


@dataclass(frozen=True, slots=True)
class PendingEventRow:
    """An event that waits for its position."""

    event: str


@dataclass(frozen=True, slots=True)
class LeafRow:
    """
    The place of an event in the audit log, from 0, without gaps, and in its stream: *n*, after the leaf hash *prev*.

    *operator* is that of the event, empty where it has none; *hash* is the leaf's own (RFC 6962).
    """

    position: int
    event: str
    operator: str
    n: int
    prev: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class TileRow:
    """*width* hashes of one level of the tree (C2SP tlog-tiles)."""

    level: int
    number: int
    width: int
    data: bytes


@dataclass(frozen=True, slots=True)
class StreamRow:
    """All events of one operator: how many leaves, and the hash of the last; under *salt* the log commits to whose."""

    operator: str
    salt: bytes
    count: int
    head: bytes


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """A tree that was signed: *note* is the signed note (C2SP tlog-checkpoint)."""

    size: int
    root: bytes
    note: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class CosignatureRow:
    """
    What a witness put under the checkpoint of *size*: a *line* of the key *name* with the identifier *key_id* (hex).

    *at* is when it came, by the clock of this service.
    """

    size: int
    name: str
    key_id: str
    line: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LogKeyChangeRow:
    """
    That a key of the log signs (*change* `signs`) or no longer does (`retired`) for a *purpose*, from the instant *at*.

    *vkey* is the public key (C2SP signed-note); *number* counts all changes from 0. *event* tells it in the log; a key
    that the log began with has none.
    """

    number: int
    purpose: str
    vkey: str
    change: str
    at: datetime
    event: str | None


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """
    What the events of a request commit to, those of one *subject*; it can be forgotten without breaking the log.

    *subject* is their operator, "" for none; *fields* are the names of what is sealed in *sealed* by the subject's key:
    see `service.audit.opening_keys`.
    """

    event: str
    subject: str
    fields: tuple[str, ...]
    sealed: bytes


@dataclass(frozen=True, slots=True)
class WrappingKeyRow:
    """The name of a key, itself a file, that wraps those of subjects; that with the highest *number* wraps new ones."""

    id: str
    number: int


@dataclass(frozen=True, slots=True)
class OpeningKeyRow:
    """The key that seals the openings of a *subject*, wrapped; when it is destroyed, they are gone in every copy."""

    subject: str
    wrapped_by: str
    wrapped: bytes


class PositionedEvent(NamedTuple):
    """An event with its place in the log."""

    position: int
    event: EventRow


class WaitingEvent(NamedTuple):
    """
    An event that waits for its leaf, under the number *enq*.

    *n* and *prev* are what the next leaf of its stream has, as the log is: 0 and nothing while there is none before it.
    """

    enq: int
    event: str
    operator: str
    body: bytes
    n: int
    prev: bytes | None


class LogEntry(NamedTuple):
    """What a leaf is made of: a `LeafRow`, and the bytes of its event."""

    position: int
    event: str
    operator: str
    n: int
    prev: bytes
    hash: bytes
    body: bytes


class ReadBack(NamedTuple):
    """
    What a leaf is made of, once more, and what it has to agree with.

    *sha256* is the hash that the event was promised with, *before* that of the leaf before it in its stream, if any.
    """

    position: int
    n: int
    prev: bytes
    hash: bytes
    body: bytes
    sha256: str
    before: bytes | None


class LogTree(NamedTuple):
    """How many leaves the log has, and their root."""

    size: int
    root: bytes
