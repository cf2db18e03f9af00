"""Leaves of the log (docs/decisions/0087): an event, and its place in the stream of its operator."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple

from service.verifier.reading import NotCanonical, read_json

_BEGIN: Final = b'{"event":'
_END: Final = re.compile(rb',"stream":\{"n":(?P<n>0|[1-9][0-9]{0,15}),"prev":"(?P<prev>[0-9a-f]{64})"\}\}', re.ASCII)
_END_BYTES_MAX: Final = len(b',"stream":{"n":,"prev":""}}') + 16 + 64
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z", re.ASCII)
NOWHERE: Final = "0" * 64


class NotALeaf(ValueError):
    """An entry has not the form of a leaf."""


class Place(NamedTuple):
    """The place of a leaf in its stream: its number, and the hash of the leaf before it, in hexadecimal."""

    n: int
    prev: str

    def contradicts(self, index: int) -> bool:
        """Tell whether no honest log has such a leaf at *index*: as if more of a stream were there than of all."""
        return self.n > index or (self.n == 0) != (self.prev == NOWHERE)


class Leaf(NamedTuple):
    """A leaf: the bytes of its event, what they say, and its place in its stream."""

    event_bytes: bytes
    event: dict[str, Any]
    place: Place

    @property
    def id(self) -> str:
        """The identifier of the event."""
        return str(self.event["id"])

    @property
    def event_sha256(self) -> bytes:
        """The SHA-256 of the event's bytes, which promises name."""
        return sha256(self.event_bytes).digest()


def split(entry: bytes) -> tuple[bytes, Place]:
    """
    Return the bytes of the event in *entry* and its place, without reading the event.

    Raises:
        NotALeaf: it has not the form of a leaf.
    """
    begin = entry.rfind(b',"stream":', max(0, len(entry) - _END_BYTES_MAX))
    match = _END.fullmatch(entry, begin) if begin > 0 else None
    if match is None or not entry.startswith(_BEGIN):
        raise NotALeaf('expected {"event":...,"stream":{"n":...,"prev":"..."}}')
    return entry[len(_BEGIN) : begin], Place(int(match["n"]), match["prev"].decode())


def read_leaf(entry: bytes) -> Leaf:
    """
    Read an entry as a leaf with an event that can be read.

    Raises:
        NotALeaf: it is none.
    """
    event_bytes, place = split(entry)
    return Leaf(event_bytes, read_event(event_bytes), place)


def read_event(data: bytes) -> dict[str, Any]:
    """
    Read the bytes of an event.

    Raises:
        NotALeaf: they are none.
    """
    try:
        event = read_json(data)
    except NotCanonical as error:
        raise NotALeaf(str(error)) from error
    if not isinstance(event, dict) or not all(isinstance(event.get(name), str) for name in ("id", "type")):
        raise NotALeaf("expected an event with an identifier and a type")
    return event


def occurred_milliseconds(event: dict[str, Any]) -> int | None:
    """Return when the event happened by the log's own clock, in milliseconds since 1970; nothing if it does not say."""
    written = event.get("occurred_at")
    if not isinstance(written, str) or _INSTANT.fullmatch(written) is None:
        return None
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        return None
    since = instant - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000
