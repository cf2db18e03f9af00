"""
Export the audit log as files (C2SP tlog-tiles), for anybody to keep, to serve and to check without this service.

Tiles and entries are written first and the checkpoint last, so that whatever stands in the folder, however the export
ended, is a whole log or none as yet. Full tiles never change: those that are there are not written again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from service.audit.leaves import leaf_of
from service.domain.errors import Unavailable
from service.evidence.checkpoints import Checkpoint, read_checkpoint
from service.evidence.merkle import HASH_BYTES, leaf_hash
from service.evidence.notes import BadNote, read_note
from service.evidence.tiles import WIDTH, NotATile, Tile, bundle, hashes_in, root_of_edge, tiles_of
from service.usecases import read_log

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from service.store.reading import Reading
    from service.store.rows import LogEntry
    from service.usecases.service import Service

CHECKPOINT: Final = "checkpoint"
# Tiles whose entries are read in one go, some megabytes at most.
_BATCH: Final = 16


class AnotherLog(Exception):
    """The folder keeps what this log does not continue; the words say what."""


class Folder(Protocol):
    """Where the files go; a file is there whole or not at all."""

    def has(self, path: str) -> bool:
        """Tell whether a file is there."""

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; none where there is no such file."""

    def write(self, path: str, data: bytes) -> None:
        """Put a file there, in the place of what is there under its name."""

    def drop(self, path: str) -> None:
        """Take a folder away with the files in it, if it is there."""


class Exported(NamedTuple):
    """The folder keeps the log of *size* leaves now, for which so many files were *written*."""

    size: int
    written: int


def export_log(service: Service, folder: Folder) -> Exported:
    """
    Bring *folder* to the checkpoint that is shown now.

    Raises:
        AnotherLog: it keeps a checkpoint that this log does not continue.
        NotFound: nothing is signed as yet.
        Unavailable: `audit-log-damaged`, what is kept is not what was signed; the checkpoint that is there stays.
    """
    note = read_log.read_checkpoint(service).note.encode()
    goal = read_checkpoint(read_note(note).text)
    with service.store.reading(snapshot=False) as reading:
        if _is_ahead(reading, folder, goal):
            return Exported(goal.size, 0)
        if _root(reading, goal.size) != goal.root:
            raise _damaged(f"its tiles do not give the root that was signed for {goal.size} leaves")
        parts = _write_leaves, _write_above, _write_stamps
        written = sum(sum(write(reading, folder, goal.size)) for write in parts)
    folder.write(CHECKPOINT, note)
    _drop_partial(folder, goal.size)
    return Exported(goal.size, written + 1)


def _is_ahead(reading: Reading, folder: Folder, goal: Checkpoint) -> bool:
    """Demand that *goal* continues the checkpoint that is there, or is continued by it; tell whether it is older."""
    data = folder.read(CHECKPOINT)
    if data is None:
        return False
    try:
        there = read_checkpoint(read_note(data).text)
    except BadNote as error:
        raise AnotherLog(f"its {CHECKPOINT} is none that can be continued: {error}") from error
    if there.origin != goal.origin:
        raise AnotherLog(f"it keeps the log {there.origin}, and this one is {goal.origin}")
    if _root(reading, there.size) != there.root:
        raise AnotherLog(f"it keeps {there.size} leaves with a root that is not that of the first {there.size} here")
    return there.size > goal.size


def _root(reading: Reading, size: int) -> bytes | None:
    """Return the root over the first *size* leaves by the tiles as they are; none where these are not whole."""
    try:
        return root_of_edge(size, reading.log_edge(size))
    except NotATile:
        return None


def _write_leaves(reading: Reading, folder: Folder, size: int) -> Iterator[int]:
    """Write the tiles of the lowest level and the entries below them; yield one for each file."""
    for tiles in _lacking(folder, size):
        first = tiles[0].number * WIDTH
        entries = reading.log_entries(first, tiles[-1].number * WIDTH + tiles[-1].width)
        hashes = reading.log_tiles(tiles)
        for tile in tiles:
            start = tile.number * WIDTH - first
            leaves = _demand_whole(tile, hashes[tile], entries[start : start + tile.width])
            for path, data in zip(_paths_of(tile), (hashes[tile], leaves), strict=True):
                folder.write(path, data)
                yield 1


def _lacking(folder: Folder, size: int) -> Iterator[list[Tile]]:
    """Yield the tiles of the lowest level that are not there yet, some in a row at a time."""
    run: list[Tile] = []
    for tile in (tile for tile in tiles_of(size) if tile.level == 0):
        is_there = _is_there(folder, tile)
        if not is_there:
            run.append(tile)
        if run and (is_there or len(run) == _BATCH):
            yield run
            run = []
    if run:
        yield run


def _demand_whole(tile: Tile, hashes: bytes, entries: Sequence[LogEntry]) -> bytes:
    """Return the bundle of *entries*, which are those that the *hashes* of *tile* are of: no other is given away."""
    leaves = [leaf_of(entry.body, entry.n, entry.prev) for entry in entries]
    made = [leaf_hash(leaf) for leaf in leaves]
    if b"".join(made) != hashes or len(made) != tile.width:
        places = enumerate(zip(made, hashes_in(hashes) if hashes else (), strict=False))
        place = next((at for at, (one, other) in places if one != other), len(made))
        event = f" ({entries[place].event})" if place < len(entries) else ""
        raise _damaged(f"the leaf {tile.number * WIDTH + place}{event} is not what was hashed when it was appended")
    return bundle(leaves)


def _write_above(reading: Reading, folder: Folder, size: int) -> Iterator[int]:
    """Write the tiles above the lowest level, which are few; yield one for each."""
    for tile in tiles_of(size):
        if tile.level == 0 or _is_there(folder, tile):
            continue
        data = reading.log_tile(tile)
        if data is None or len(data) != tile.width * HASH_BYTES:
            raise _damaged(f"{tile.path} is missing, or is shorter than it says")
        folder.write(tile.path, data)
        yield 1


def _write_stamps(reading: Reading, folder: Folder, size: int) -> Iterator[int]:
    """Write what is stamped, and the stamp, under the size of each checkpoint; yield one for each file."""
    after = -1
    while found := reading.stamped_over(after, _BATCH):
        for stamp, checkpoint in found:
            path = f"stamps/{stamp.size}"
            if stamp.size <= size and not folder.has(f"{path}.tsr"):
                for name, data in ((f"{path}.checkpoint", checkpoint.note.encode()), (f"{path}.tsr", stamp.response)):
                    folder.write(name, data)
                    yield 1
        after = found[-1].stamp.size


def _drop_partial(folder: Folder, size: int) -> None:
    """Take partial tiles away that a full one has taken the place of: to whoever asks, that is as good (tlog-tiles)."""
    for tile in tiles_of(size):
        if tile.width == WIDTH:
            for path in _paths_of(tile):
                folder.drop(f"{path}.p")


def _is_there(folder: Folder, tile: Tile) -> bool:
    """Tell whether nothing is left to write of *tile*: it is full, and so does not change any more."""
    return tile.width == WIDTH and all(map(folder.has, _paths_of(tile)))


def _paths_of(tile: Tile) -> tuple[str, ...]:
    """Return the path of a tile, and after it that of the entries below it, where there are any."""
    return (tile.path, tile._replace(level=None).path) if tile.level == 0 else (tile.path,)


def _damaged(what: str) -> Unavailable:
    return Unavailable(
        "audit-log-damaged",
        f"The audit log is not exported: {what}. Somebody has changed the database by hand, or a disk has; "
        "hashlevy-verify fsck says what of it is not what was signed.",
    )
