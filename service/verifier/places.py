"""Where the tree of a log is kept: a directory, or an address that serves it (C2SP tlog-tiles)."""

from __future__ import annotations

import http.client
import os
from pathlib import Path
from typing import Final, NamedTuple, Protocol
from urllib.parse import SplitResult, urlsplit

from service.evidence.notes import NOTE_BYTES_MAX
from service.evidence.tiles import ENTRY_BYTES_MAX, WIDTH, Tile
from service.verifier.reading import UsageFault

CHECKPOINT: Final = "checkpoint"
_TILE_BYTES_MAX: Final = WIDTH * 32
_BUNDLE_BYTES_MAX: Final = WIDTH * (2 + ENTRY_BYTES_MAX)
_SECONDS: Final = 30
_OK: Final = 200


class Missing(Exception):
    """A part of the tree is not there, or cannot be fetched: nothing follows from what nobody sees."""


class Kept(Protocol):
    """A place that keeps a tree."""

    name: str

    def read(self, path: str, limit: int) -> bytes:
        """
        Return the bytes at *path*; more than *limit* are cut off after one more.

        Raises:
            Missing: there are none.
        """

    def widths(self, tile: Tile) -> tuple[int, ...]:
        """Return which partial tiles are kept beside *tile*, as far as this can be listed."""

    def close(self) -> None:
        """Hold nothing open any more."""


class Directory:
    """A tree as files."""

    def __init__(self, path: Path) -> None:
        """Read below *path*."""
        self.name = str(path)
        self._path = path

    def read(self, path: str, limit: int) -> bytes:
        """Return the bytes of a file."""
        try:
            with (self._path / path).open("rb", buffering=0) as file:
                # Not simply the limit: so much room would be made for each file, however small.
                return file.read(min(os.fstat(file.fileno()).st_size, limit + 1))
        except OSError as error:
            raise Missing(error.strerror or str(error)) from error

    def widths(self, tile: Tile) -> tuple[int, ...]:
        """List what stands beside a tile under its widths."""
        folder = self._path / (tile._replace(width=WIDTH).path + ".p")
        try:
            names = [path.name for path in folder.iterdir()]
        except OSError:
            return ()
        return tuple(sorted(int(name) for name in names if name.isascii() and name.isdigit() and 0 < int(name) < WIDTH))

    def close(self) -> None:
        """Do nothing: files are closed as they were read."""


class Address:
    """A tree that is served, asked over one connection that stays open."""

    def __init__(self, url: str) -> None:
        """Ask below *url*."""
        parts = _parts(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise UsageFault(f"found the address {url!r}, expected http(s)://<host>[:<port>]/<prefix>")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.name = url.rstrip("/")
        self._connection = kind(parts.hostname, parts.port, timeout=_SECONDS)
        self._prefix = parts.path.rstrip("/")

    def read(self, path: str, limit: int) -> bytes:
        """Return the body of an answer; a connection that the other side has closed is opened once more."""
        try:
            return self._ask(path, limit)
        except (http.client.HTTPException, OSError):
            self._connection.close()
        try:
            return self._ask(path, limit)
        except (http.client.HTTPException, OSError) as error:
            self._connection.close()
            raise Missing(str(error) or type(error).__name__) from error

    def widths(self, tile: Tile) -> tuple[int, ...]:  # noqa: ARG002 - an address cannot be listed
        """Return none."""
        return ()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _ask(self, path: str, limit: int) -> bytes:
        self._connection.request("GET", f"{self._prefix}/{path}", headers={"Accept-Encoding": "identity"})
        answer = self._connection.getresponse()
        data = answer.read(limit + 1)
        if answer.status != _OK or len(data) > limit:
            self._connection.close()
        if answer.status != _OK:
            raise Missing(f"answered {answer.status} {answer.reason}")
        return data


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # read only now, and refused where it is none
    except ValueError as error:
        raise UsageFault(f"{url}: {error}") from error
    return parts


def place(where: str) -> Kept:
    """
    Return the place that the command line names.

    Raises:
        UsageFault: it is neither a directory nor an address.
    """
    if where.startswith(("http://", "https://")):
        return Address(where)
    path = Path(where)
    if not path.is_dir():
        raise UsageFault(f"{where}: expected a directory, or an address that begins with http:// or https://")
    return Directory(path)


class Read(NamedTuple):
    """The bytes of a tile, and the tile that was read: the full one, where the partial one has given way to it."""

    data: bytes
    tile: Tile


def read_tile(kept: Kept, tile: Tile) -> Read:
    """
    Return a tile or bundle as it is kept; where a partial one is gone, the full one that took its place.

    Raises:
        Missing: there is neither.
    """
    limit = _BUNDLE_BYTES_MAX if tile.level is None else _TILE_BYTES_MAX
    try:
        return Read(kept.read(tile.path, limit), tile)
    except Missing:
        if tile.width == WIDTH:
            raise
    full = tile._replace(width=WIDTH)
    return Read(kept.read(full.path, limit), full)


def read_checkpoint_of(kept: Kept) -> bytes:
    """
    Return the bytes of the checkpoint.

    Raises:
        Missing: there is none.
    """
    return kept.read(CHECKPOINT, NOTE_BYTES_MAX)
