"""
Promises: what a log says, signed, when it acknowledges a write, before its events have a place in the log.

A promise is a note whose text names the origin, the time, how long the log may take, and each event with its hash:

    <origin>/promise/v1
    <milliseconds since 1970-01-01T00:00Z>
    <maximum merge delay in seconds>
    <event> <base64 of the SHA-256 of the event's bytes>

An event that is not in the log when that time is over proves that the log did not keep its word.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from service.evidence.checkpoints import read_hash, read_number
from service.evidence.notes import BadNote, Note, base64_bytes, base64_text, is_name, read_note

_FORM: Final = "/promise/v1"
_LINES: Final = 3
_MILLISECONDS: Final = 1000


class PromisedEvent(NamedTuple):
    """An event by its identifier, and the SHA-256 of its bytes."""

    event: str
    sha256: bytes


class Promise(NamedTuple):
    """That *events* come into the log *origin* at most *delay_seconds* after *milliseconds* since 1970."""

    origin: str
    milliseconds: int
    delay_seconds: int
    events: tuple[PromisedEvent, ...]

    @property
    def due_milliseconds(self) -> int:
        """The last instant, in milliseconds since 1970, at which an event may still be missing."""
        return self.milliseconds + self.delay_seconds * _MILLISECONDS

    def text(self) -> str:
        """Write the text that is signed."""
        events = "".join(f"{event} {base64_text(sha256)}\n" for event, sha256 in self.events)
        return f"{self.origin}{_FORM}\n{self.milliseconds}\n{self.delay_seconds}\n{events}"


def key_name(origin: str) -> str:
    """Return the name of the keys that sign the promises of *origin*."""
    return f"{origin}/promise"


def read_promise(text: str) -> Promise:
    """
    Read the text of a note as a promise; one without events says that a write had none.

    Raises:
        BadNote: it is none; the words say where.
    """
    *lines, end = text.split("\n")
    if end or len(lines) < _LINES or not lines[0].endswith(_FORM) or not is_name(lines[0]):
        raise BadNote(f"expected a promise: <origin>{_FORM}, the time, the delay, and a line for each event")
    origin, *numbers = lines[0].removesuffix(_FORM), *map(read_number, lines[1:_LINES])
    if not origin:
        raise BadNote("found a promise of nobody, expected the origin of a log in the first line")
    events = tuple(map(_event, lines[_LINES:]))
    if len({event for event, _ in events}) < len(events):
        raise BadNote("found an event twice in one promise")
    return Promise(origin, numbers[0], numbers[1], events)


def in_header(note: Note) -> str:
    """Write a signed promise for a header: the base64 of the note."""
    return base64_text(note.write().encode())


def from_header(value: str) -> Note:
    """
    Read a signed promise from a header; whether anybody signed it is another question.

    Raises:
        BadNote: it is none.
    """
    return read_note(base64_bytes(value))


def _event(line: str) -> PromisedEvent:
    event, space, digest = line.partition(" ")
    if not space or not is_name(event):
        raise BadNote(f"found the line {line[:80]!r}, expected an event and the base64 of its hash")
    return PromisedEvent(event, read_hash(digest))
