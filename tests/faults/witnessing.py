"""A witness in a process of its own, on a port that is free."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.watched import LOG

_ROOT: Final = Path(__file__).parents[2]
_ADDRESS: Final = re.compile(r"answers at http://127\.0\.0\.1:([0-9]+)/")
_START_SECONDS: Final = 60
_ASK_SECONDS: Final = 30


class Witnessing:
    """One start of `hashlevy audit witness` on the files in a folder, which it makes itself at the first."""

    def __init__(self, folder: Path, *options: str, trust: str = LOG[0].write(), port: int = 0) -> None:
        """Name the folder; watch the log of the key *trust*, or those of a trust file."""
        files = ["--state", str(folder / "witness.db"), "--key", str(folder / "witness.key")]
        watched = ["--trust", trust, "--listen", f"127.0.0.1:{port}"]
        self._command = [sys.executable, "-m", "service", "audit", "witness", *files, *watched, *options]
        self._output = folder / "told"
        self._log = folder / "log"
        self.port = 0

    def __enter__(self) -> Self:
        """Start it, and wait until it answers, or has ended."""
        environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
        with self._output.open("wb") as output, self._log.open("ab") as log:
            self.process = subprocess.Popen(self._command, env=environment, stdout=output, stderr=log, process_group=0)
        latest = time.monotonic() + _START_SECONDS
        while self.process.poll() is None and time.monotonic() < latest:
            if found := _ADDRESS.search(self.told):
                # Connections queue from now on: it listened before it said so.
                self.port = int(found[1])
                break
            time.sleep(0.05)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Make an end of it."""
        self.kill()

    def kill(self) -> None:
        """Kill it with all its processes: it can do nothing about it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(_ASK_SECONDS)

    def add(self, body: bytes) -> tuple[int, str]:
        """Submit, and return status and body of the answer."""
        return self.ask("POST", "/add-checkpoint", body)

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, str]:
        """Send a request, and return status and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_ASK_SECONDS)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    @property
    def told(self) -> str:
        """What it told on standard output."""
        return self._output.read_text(encoding="utf-8")

    @property
    def log(self) -> str:
        """What it told on standard error."""
        return self._log.read_text(encoding="utf-8")
