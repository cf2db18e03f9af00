"""Which code computed: the version of the service and a digest of every source file that decides a figure."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from service import __version__

_PACKAGE: Final = Path(__file__).parents[1]
# Vocabulary, law and arithmetic; the documents of the law are named by their own hash in each event.
_DECIDING: Final = ("domain", "law", "kernel")


class Engine(NamedTuple):
    """The code that computed; *build* is the SHA-256 over names and contents of its files, in hexadecimal."""

    version: str
    build: str


@cache
def engine() -> Engine:
    """Return which code this process runs; two checkouts of one commit give the same answer."""
    digest = hashlib.sha256()
    paths = [path for room in _DECIDING for path in (_PACKAGE / room).rglob("*.py")]
    files = {path.relative_to(_PACKAGE).as_posix(): path for path in paths}
    for name in sorted(files):
        digest.update(f"{name}\0{hashlib.sha256(files[name].read_bytes()).hexdigest()}\n".encode())
    return Engine(__version__, digest.hexdigest())
