"""What must be true of the audit log's tables, worked out a second time, past the service: leaves, streams, tiles."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, text

from service.audit.leaves import NO_LEAF, leaf_of
from service.evidence.merkle import leaf_hash, root_of
from service.store.database import Database
from tests.faults.clients import Ledger
from tests.faults.reading import read
from tests.faults.words import checkpoint_disagreements, promise_disagreements

_SECONDS_MAX: Final = 60
_WIDTH: Final = 256
_COUNT: Final = "SELECT count(*) FROM leaves"
_LEAVES: Final = """
    SELECT l.position, l.event, l.operator, l.n, l.prev, l.hash, e.body, coalesce(e.operator, '')
    FROM leaves l JOIN events e ON e.id = l.event ORDER BY l.position
"""
_STREAMS: Final = "SELECT operator, count, head FROM streams"


def log_disagreements(connection: Connection, ledger: Ledger) -> Iterator[str]:
    """Yield what the log lost, doubled or computed otherwise, and each promise that it cannot keep."""
    leaves = list(read(connection, _LEAVES))
    yield from _leaves(leaves)
    yield from _streams(leaves, {operator: head for operator, *head in read(connection, _STREAMS)})
    hashes = [bytes(leaf[5]) for leaf in leaves]
    ((size, root),) = read(connection, "SELECT size, root FROM audit_tree")
    if (len(hashes), root_of(hashes)) != (size, bytes(root)):
        yield f"another tree: of {size} leaves, and there are {len(hashes)}"
    tiles = read(connection, "SELECT level, number, data FROM tiles")
    kept = {((level, number), bytes(data)) for level, number, data in tiles}
    yield from (f"another tile: {place}" for place, _ in sorted(kept ^ set(_tiles(hashes).items())))
    for size, root in read(connection, "SELECT size, root FROM checkpoints"):
        if size > len(hashes) or root_of(hashes[:size]) != bytes(root):
            yield f"a checkpoint of another log: of {size} leaves"
    yield from checkpoint_disagreements(hashes, ledger)
    yield from promise_disagreements(connection, ledger)


def wait_until_sequenced(url: str, seconds: float = _SECONDS_MAX) -> None:
    """Return when each event that waits now has its leaf; others may have come meanwhile."""
    database, latest = Database(url), time.monotonic() + seconds
    try:
        newest = _ask(database, "SELECT max(enq) FROM pending_events")
        while newest is not None and (_ask(database, "SELECT min(enq) FROM pending_events") or newest + 1) <= newest:
            assert time.monotonic() < latest, "events wait, and nobody gives them leaves"
            time.sleep(0.1)
    finally:
        database.close()


@contextmanager
def more_leaves(url: str, seconds: float = _SECONDS_MAX) -> Iterator[None]:
    """Stay until there are more leaves than when the block began: somebody gives them."""
    database, latest = Database(url), time.monotonic() + seconds
    try:
        before = _ask(database, _COUNT)
        yield
        while _ask(database, _COUNT) == before:
            assert time.monotonic() < latest, "nobody gives events leaves"
            time.sleep(0.1)
    finally:
        database.close()


def _leaves(rows: Sequence[tuple[Any, ...]]) -> Iterator[str]:
    for expected, (position, event, _, n, prev, found, body, _) in enumerate(rows):
        if position != expected:
            yield f"no leaf has the place {expected}"
            return
        if leaf_hash(leaf_of(bytes(body), n, bytes(prev))) != bytes(found):
            yield f"another leaf: {position}, of {event}"


def _streams(rows: Iterable[tuple[Any, ...]], kept: dict[str, list[Any]]) -> Iterator[str]:
    """Follow each operator's events from the first one to the last, of which *kept* says how many, and which."""
    heads: dict[str, tuple[int, bytes]] = defaultdict(lambda: (0, NO_LEAF))
    for position, _, operator, n, prev, found, _, told in rows:
        if heads[operator] != (n, bytes(prev)) or operator != told:
            yield f"a stream is broken: leaf {position}, of {operator!r}, and its event of {told!r}"
        heads[operator] = (n + 1, bytes(found))
    for operator in sorted(heads.keys() | kept.keys()):
        count, head = kept.get(operator, (0, NO_LEAF))
        if heads[operator] != (count, bytes(head)):
            yield f"another end of a stream: of {operator!r}"


def _tiles(hashes: list[bytes]) -> dict[tuple[int, int], bytes]:
    """Return the tiles of a log of these leaves (C2SP `tlog-tiles`)."""
    found: dict[tuple[int, int], bytes] = {}
    level = 0
    while hashes:
        tiles = [hashes[start : start + _WIDTH] for start in range(0, len(hashes), _WIDTH)]
        found |= {(level, number): b"".join(tile) for number, tile in enumerate(tiles)}
        hashes, level = [root_of(tile) for tile in tiles if len(tile) == _WIDTH], level + 1
    return found


def _ask(database: Database, query: str) -> int | None:
    with database.engine.connect() as connection:
        found: int | None = connection.execute(text(query)).scalar()
    return found
