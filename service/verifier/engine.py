"""Which engine computes here: the digest of the sources that decide a figure, as events name it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

# As `service.audit.engine` has them: a digest of the same files, wherever they are read from.
_DECIDING: Final = ("domain", "law", "kernel")


def build() -> str:
    """Return the digest; the same in a checkout and in the archive of one commit."""
    package = files("service")
    found = {name: data for room in _DECIDING for name, data in _sources(package / room, room)}
    digest = hashlib.sha256()
    for name in sorted(found):
        digest.update(f"{name}\0{hashlib.sha256(found[name]).hexdigest()}\n".encode())
    return digest.hexdigest()


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for each in folder.iterdir():
        name = f"{path}/{each.name}"
        if each.is_dir():
            yield from _sources(each, name)
        elif name.endswith(".py"):
            yield name, each.read_bytes()
