"""
Read the audit log as anybody may (C2SP tlog-tiles): its last checkpoint, and tiles and entries of the tree it signs.

Nothing beyond that tree is shown, even where it is kept: nobody could tell whether it stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from service.audit.leaves import leaf_of
from service.domain.errors import NotFound, Unavailable
from service.evidence.tiles import HEIGHT, WIDTH, NotATile, Tile, bundle, parse_path
from service.usecases.cosigned import shown

if TYPE_CHECKING:
    from service.store.reading import Reading
    from service.usecases.cosigned import Shown
    from service.usecases.service import Service


def read_checkpoint(service: Service) -> Shown:
    """
    Return the signed note over the largest tree that was signed, or witnessed where that is asked for.

    Raises:
        NotFound: none was signed as yet.
    """
    with service.store.reading() as reading:
        found = shown(service, reading)
    if found is None:
        raise NotFound("not-found", "No checkpoint of the audit log is signed as yet; its worker signs the first one.")
    return found


def read_tile(service: Service, path: str) -> bytes:
    """
    Return the tile or the bundle of entries at *path*, such as `tile/0/x001/234.p/7` or `tile/entries/000`.

    Raises:
        NotFound: it is no path of a tile, or none of the tree that was signed last.
        Unavailable: `audit-log-damaged`, it is signed and not there.
    """
    try:
        tile = parse_path(path)
    except NotATile as error:
        raise NotFound("not-found", f"There is no such tile: {error}.") from error
    with service.store.reading() as reading:
        kept = reading.last_checkpoint()
        _demand_signed(tile, 0 if kept is None else kept.size)
        return _entries(reading, tile) if tile.level is None else _hashes(reading, tile)


def _demand_signed(tile: Tile, size: int) -> None:
    """Demand that a tree of *size* has *tile*, or had it when it was smaller."""
    if tile.number * WIDTH + tile.width > size >> (HEIGHT * (tile.level or 0)):
        raise NotFound("not-found", f"The tree of {size} leaves that was signed last has no {tile.path}.")


def _hashes(reading: Reading, tile: Tile) -> bytes:
    data = reading.log_tile(tile)
    return _missing(tile) if data is None else data


def _entries(reading: Reading, tile: Tile) -> bytes:
    start = tile.number * WIDTH
    entries = reading.log_entries(start, start + tile.width)
    if len(entries) != tile.width:
        _missing(tile)
    return bundle(leaf_of(entry.body, entry.n, entry.prev) for entry in entries)


def _missing(tile: Tile) -> NoReturn:
    raise Unavailable("audit-log-damaged", f"The audit log has signed {tile.path}, and cannot find all of it.")
