"""
Builds `hashlevy-verify.pyz`: the verifier as one file that runs with Python alone (PEP 441).

Equal sources give equal bytes, on any machine and on any day: entries are sorted and carry no time, and nothing is
compressed, as no two releases of a compressor have to agree.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from checks.check import ROOT

NAME: Final = "hashlevy-verify.pyz"
# The law and the kernel go in whole, also what is not imported: the digest of the engine is over all of their files.
_ROOMS: Final = ("domain", "evidence", "kernel", "law", "verifier")
_FILES: Final = ("__init__.py", "audit/__init__.py", "audit/commitments.py")
# Written in Python alone; the version is the one that the lock pins.
_LIBRARY: Final = "marshmallow"
_SHEBANG: Final = b"#!/usr/bin/env python3\n"
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_READABLE: Final = 0o644 << 16
_MAIN: Final = b"""\
import sys

if sys.version_info < (3, 11):
    sys.stderr.write("hashlevy-verify: Python 3.11 or later is needed, this is " + sys.version.split()[0] + "\\n")
    sys.exit(3)

from service.verifier.main import main

sys.exit(main())
"""


def main() -> int:
    """Build the archive into a folder, and say its name and hash."""
    parser = argparse.ArgumentParser(prog="./run verifier", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist", help="where to put it; else dist/")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    data = archive()
    path = folder / NAME
    path.write_bytes(data)
    path.chmod(0o755)
    print(f"{hashlib.sha256(data).hexdigest()}  {path}")
    return 0


def archive() -> bytes:
    """Return the bytes of the archive."""
    written = io.BytesIO()
    written.write(_SHEBANG)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_STORED) as file:
        for name, data in sorted(_members()):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system, entry.external_attr = 3, _READABLE
            file.writestr(entry, data)
    return written.getvalue()


def _members() -> Iterator[tuple[str, bytes]]:
    yield "__main__.py", _MAIN
    service = ROOT / "service"
    paths = [service / name for name in _FILES]
    paths += [path for room in _ROOMS for path in (service / room).rglob("*.py")]
    for path in paths:
        yield path.relative_to(ROOT).as_posix(), path.read_bytes()
    yield "LICENSE", (ROOT / "LICENSE").read_bytes()
    yield from _library()


def _library() -> Iterator[tuple[str, bytes]]:
    """Yield the sources of the library, and its licence, which has to go with them."""
    for file in distribution(_LIBRARY).files or ():
        name = file.as_posix()
        if name.startswith(f"{_LIBRARY}/") and name.endswith(".py"):
            yield name, file.locate().read_bytes()  # type: ignore[attr-defined]  # a path, whatever typeshed has it be
        elif "/licenses/" in name:
            yield f"{_LIBRARY}/{file.name}", file.locate().read_bytes()  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
