"""Durability of SQLite: its library, what is set on a connection of ours, and the file system of its file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from service.store.durability.checks import Check, Verdict, demanded
from service.store.durability.file_systems import file_system_of

# https://sqlite.org/wal.html, section 11: which releases reset a write-ahead log soundly.
SOUND: Final = "3.51.3 or later, 3.50.7 or later of 3.50, 3.44.6 or later of 3.44; or a rollback journal"
_LATER: Final = (3, 51, 3)
_BRANCHES: Final[dict[tuple[int, ...], int]] = {(3, 50): 7, (3, 44): 6}
# `PRAGMA synchronous`: how far a commit has come when it is acknowledged.
_SYNCHRONOUS: Final = ("OFF", "NORMAL", "FULL", "EXTRA")
_ROLLBACK: Final = ("delete", "truncate", "persist")
# In memory; or behind a network or another program, whose word about fsync and locks is not the medium's.
_UNFIT: Final = frozenset(
    {
        "tmpfs", "ramfs", "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "overlay", "overlayfs", "aufs", "afs", "ceph",
        "vboxsf", "virtiofs",
    }
)  # fmt: skip
_LOCAL: Final = "a local disk: not in memory, not of a network, not a layer of a container"


def checks(connection: Connection, file: Path) -> tuple[Check, ...]:
    """Look at the library, at what is set on *connection*, and at where its *file* is."""
    library, journal, synchronous, mapped = (
        connection.exec_driver_sql(question).scalar_one()
        for question in ("SELECT sqlite_version()", *(f"PRAGMA {name}" for name in _PRAGMAS))
    )
    sound = journal != "wal" or is_sound(tuple(map(int, library.split("."))))
    needed = ["FULL", "EXTRA"] if journal == "wal" else ["EXTRA"]
    return (
        Check("sqlite_version", library, SOUND, Verdict.PASSED if sound else Verdict.FAILED),
        demanded("journal_mode", journal, ["wal", *_ROLLBACK]),
        demanded("synchronous", _SYNCHRONOUS[synchronous], needed),
        # An error of the medium would otherwise end the process, or pass unseen (https://sqlite.org/mmap.html).
        demanded("mmap_size", str(mapped), ["0"]),
        _on(file_system_of(file)),
    )


_PRAGMAS: Final = ("journal_mode", "synchronous", "mmap_size")


def is_sound(library: tuple[int, ...]) -> bool:
    """Tell whether this release of SQLite can be trusted with a write-ahead log."""
    return library >= _LATER or library[2] >= _BRANCHES.get(library[:2], library[2] + 1)


def _on(file_system: str | None) -> Check:
    if file_system is None:
        return Check("file_system", "not known", _LOCAL, Verdict.NOT_KNOWN)
    unfit = file_system in _UNFIT or file_system.startswith("fuse")
    return Check("file_system", file_system, _LOCAL, Verdict.FAILED if unfit else Verdict.PASSED)
