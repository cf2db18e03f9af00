"""The audit log as its definition has it: a list of events, from which all else follows, computed the slow way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from service.store.database import Database
from service.store.tables import audit_tree, leaves, streams, tiles


class Told(NamedTuple):
    """An event: its identifier, whose it is (none: nobody's), its canonical bytes."""

    id: str
    operator: str | None
    body: bytes


class Place(NamedTuple):
    """A leaf as the log keeps it, and the leaf itself."""

    position: int
    event: str
    operator: str
    n: int
    prev: bytes
    hash: bytes
    leaf: bytes


def hash_of_leaf(leaf: bytes) -> bytes:
    """Hash a leaf (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Hash a list of leaf hashes as RFC 6962, 2.1 defines it: by halves, the left one a power of two."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return hashlib.sha256(b"\x01" + root_of(hashes[:half]) + root_of(hashes[half:])).digest()


def places(told: Iterable[Told]) -> list[Place]:
    """Place events in their order; each leaf is written by a JSON library, from what its event says."""
    found: list[Place] = []
    last: dict[str, Place] = {}
    for position, event in enumerate(told):
        operator = event.operator or ""
        n, prev = (last[operator].n + 1, last[operator].hash) if operator in last else (0, bytes(32))
        document = {"event": json.loads(event.body), "stream": {"n": n, "prev": prev.hex()}}
        leaf = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        last[operator] = Place(position, event.id, operator, n, prev, hash_of_leaf(leaf), leaf)
        found.append(last[operator])
    return found


def tiles_of(hashes: Sequence[bytes]) -> dict[tuple[int, int], bytes]:
    """Cut a tree into tiles (C2SP tlog-tiles): level by level, each hash that of 256 below it."""
    found: dict[tuple[int, int], bytes] = {}
    level, row = 0, list(hashes)
    while row:
        found |= {(level, at // 256): b"".join(row[at : at + 256]) for at in range(0, len(row), 256)}
        level, row = level + 1, [root_of(row[at : at + 256]) for at in range(0, len(row) - 255, 256)]
    return found


def demand_whole(database: Database, told: Sequence[Told]) -> None:
    """Demand that what *database* keeps is the log of just these events, in this order, in every table."""
    expected = places(told)
    heads = {place.operator: (place.n + 1, place.hash) for place in expected}
    hashes = [place.hash for place in expected]
    with database.engine.connect() as connection:
        kept_leaves = [tuple(row) for row in connection.execute(leaves.select().order_by(leaves.c.position))]
        kept_tiles = {(row.level, row.number): (row.width, row.data) for row in connection.execute(tiles.select())}
        kept_streams = {
            row["operator"]: (row["count"], row["head"]) for row in connection.execute(streams.select()).mappings()
        }
        tree = connection.execute(audit_tree.select()).one()
    assert [tuple(place[:-1]) for place in expected] == kept_leaves
    assert heads == kept_streams
    assert {place: (len(data) // 32, data) for place, data in tiles_of(hashes).items()} == kept_tiles
    assert (len(expected), root_of(hashes)) == (tree.size, tree.root)
