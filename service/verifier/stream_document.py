"""The document that shows all events of one operator (docs/decisions/0095), read strictly."""

from __future__ import annotations

from typing import Final, NamedTuple

from service.verifier.members import Member, document

FORM: Final = "hashlevy.stream/1"


class ShownLeaf(NamedTuple):
    """A leaf with its proof; *salt* and *value* open the member `tenant` of its event, where it is opened."""

    leaf_index: int
    entry: bytes
    proof: list[bytes]
    salt: bytes | None = None
    value: str | None = None


class ShownHeads(NamedTuple):
    """The leaf of `stream.heads`, and the operator's entry in the tree that it commits to."""

    leaf: ShownLeaf
    salt: bytes
    place: int
    streams: int
    proof: list[bytes]


class StreamDocument(NamedTuple):
    """What the service shows of an operator."""

    origin: str
    operator: str
    checkpoint: bytes
    leaves: list[ShownLeaf]
    heads: ShownHeads | None


def read_stream(data: bytes) -> StreamDocument:
    """
    Read the document.

    Raises:
        Misshapen: it is none.
    """
    shown = document(data, FORM)
    heads = shown["heads"]
    return StreamDocument(
        shown["origin"].text(),
        shown["operator"].text(),
        shown["checkpoint"].text().encode(),
        [_leaf(item) for item in shown["leaves"].items()],
        None if heads.is_null else _heads(heads),
    )


def _leaf(shown: Member) -> ShownLeaf:
    leaf = _proven(shown)
    tenant = shown["tenant"]
    if tenant.is_null:
        return leaf
    if tenant["field"].text() != "tenant":
        return leaf._replace(salt=b"", value="")
    return leaf._replace(salt=tenant["salt"].data(), value=tenant["value"].text())


def _proven(shown: Member) -> ShownLeaf:
    return ShownLeaf(shown["index"].number(), shown["leaf"].data(), shown["proof"].hashes())


def _heads(shown: Member) -> ShownHeads:
    return ShownHeads(
        _proven(shown),
        shown["salt"].data(),
        shown["index_in_heads"].number(),
        shown["streams"].number(),
        shown["heads_proof"].hashes(),
    )
