"""Which code computed: the version of the service and a digest of every source file that decides a figure."""

from __future__ import annotations

import hashlib
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


def build_of(package: Path) -> str:
    """Return the digest of the sources in *package* that decide figures; two checkouts of one commit have the same."""
    paths = [path for room in _DECIDING for path in (package / room).rglob("*.py")]
    files = {path.relative_to(package).as_posix(): path for path in paths}
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{hashlib.sha256(files[name].read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


# Read when the process starts, because the files may be replaced while it still runs what they were.
ENGINE: Final = Engine(__version__, build_of(_PACKAGE))
