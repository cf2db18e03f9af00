"""A PostgreSQL cluster in a folder of the test's own, which can be killed, stopped, weakened and started again."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import psycopg
import pytest

from tests import postgresql_binaries
from tests.faults.tied import TIED

_SECONDS_MAX: Final = 60
_SETTINGS: Final[Mapping[str, str]] = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "timezone": "Asia/Almaty",
    "logging_collector": "off",
}


class Cluster:
    """A server over a data folder in *home*, with its socket in *sockets*; *settings* are given at each start."""

    def __init__(self, home: Path, sockets: Path | None = None, **settings: str) -> None:
        """Name where it lives; the path of a socket has some 100 characters at most."""
        found = postgresql_binaries.find(os.environ)
        if found is None:
            pytest.skip("no PostgreSQL on this machine")
        self._binaries, self.home = found.folder, home
        self.data, self.sockets = home / "data", sockets or home
        self.settings = {**_SETTINGS, **settings}
        self.environment: dict[str, str] = {}
        # Where the write-ahead log is, if it has a disk of its own.
        self.log_folder: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self._account = _account()

    @property
    def url(self) -> str:
        """The address of its maintenance database."""
        return f"postgresql://postgres@/postgres?host={self.sockets}"

    def __enter__(self) -> Self:
        """Make the cluster, unless there is one, and start it."""
        for folder in (self.home, self.sockets):
            folder.mkdir(parents=True, exist_ok=True)
            self.own(folder)
        if not self.data.exists():
            options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
            if self.log_folder is not None:
                self.log_folder.mkdir()
                self.own(self.log_folder)
                options.append(f"--waldir={self.log_folder}")
            subprocess.run(
                [self._binaries / "initdb", "--pgdata", self.data, *options], check=True, capture_output=True,
                cwd=self.home, **self._as_account(),
            )  # fmt: skip
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it at once."""
        self.stop(signal.SIGQUIT)

    def start(self) -> None:
        """Start it, and wait until it answers, recovered from whatever there was."""
        for left in [*self.sockets.glob(".s.PGSQL.*"), self.data / "postmaster.pid"]:
            left.unlink(missing_ok=True)
        settings = [f"-c{name}={value}" for name, value in self.settings.items()]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*TIED, self._binaries / "postgres", "-D", self.data, "-k", self.sockets, *settings],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.home,
                env={**os.environ, **self.environment}, process_group=0, **self._as_account(),
            )  # fmt: skip
        latest = time.monotonic() + _SECONDS_MAX
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > latest:
                message = f"PostgreSQL did not start: {self.log[-2000:]}"
                raise RuntimeError(message)
            time.sleep(0.05)

    def stop(self, how: signal.Signals) -> None:
        """Send the server a signal, if it runs, and wait for its end: SIGQUIT for at once, SIGINT for in good order."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            self.process.wait(_SECONDS_MAX)
        finally:
            for process in self.processes():
                _kill(process)
            self.process = None

    def kill(self) -> None:
        """Kill the server and all that it started (SIGKILL), as the kernel does when memory is gone."""
        for process in self.processes():
            _kill(process)
        if self.process is not None:
            self.process.wait(_SECONDS_MAX)
            self.process = None

    def processes(self) -> list[int]:
        """Return the server's processes: all that work in its data folder."""
        return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if self._is_ours(folder)]

    def answers(self) -> bool:
        """Tell whether it takes connections."""
        try:
            with psycopg.connect(self.url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    @property
    def log(self) -> str:
        """What it told."""
        return (self.home / "log").read_text(errors="replace")

    def own(self, path: Path) -> None:
        """Hand a path to the account that the server runs as."""
        if self._account is not None:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def _as_account(self) -> dict[str, Any]:
        if self._account is None:
            return {}
        return {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}

    def _is_ours(self, folder: Path) -> bool:
        try:
            return (folder / "cwd").readlink() == self.data
        except OSError:
            return False


def _account() -> pwd.struct_passwd | None:
    """Return whom a server runs as where this is root, because PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name: account for account in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return
