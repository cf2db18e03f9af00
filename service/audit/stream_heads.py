"""Heads of streams: what the leaf of a `stream.heads` commits to, one entry for each stream (docs/decisions/0087)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple, Protocol

from service.audit.commitments import commit
from service.domain.canonical import canonical

HEADS: Final = "stream.heads"
_FIELD: Final = "stream_of"


class Head(Protocol):
    """The last leaf of a stream in a tree: its number in the stream and its hash; *salt* is the stream's own."""

    @property
    def operator(self) -> str: ...  # noqa: D102 -- said above
    @property
    def salt(self) -> bytes: ...  # noqa: D102
    @property
    def n(self) -> int: ...  # noqa: D102
    @property
    def leaf(self) -> bytes: ...  # noqa: D102


class HeadEntry(NamedTuple):
    """An entry of the tree of heads: the commitment to whose stream it is, and its bytes."""

    stream: str
    entry: bytes


def head_entry(head: Head) -> HeadEntry:
    """Return the entry of a stream."""
    stream = commit(_FIELD, head.operator, head.salt)
    return HeadEntry(stream, canonical({"leaf": head.leaf.hex(), "n": head.n, "stream": stream}))


def head_entries(heads: Iterable[Head]) -> list[HeadEntry]:
    """Return the entry of each stream, in the order of the commitments, in which the tree of heads has them."""
    return sorted(map(head_entry, heads))
