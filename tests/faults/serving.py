"""A `serve` in a process of its own, on a free port and a database of its own; and a count of what it leaves behind."""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from tests.faults.tied import TIED

_MARK: Final = "HASHLEVY_TEST_MARK"
_ROOT: Final = Path(__file__).parents[2]
_ADDRESS: Final = re.compile(r"answers at http://127\.0\.0\.1:([0-9]+)")
_START_SECONDS: Final = 200
_END_SECONDS: Final = 60


class Serving:
    """One start of `python -m service serve`; all processes that come of it carry a mark of this object's own."""

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        """Name what to start; the database is in *folder*."""
        self.mark = secrets.token_hex(8)
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(_ROOT),
            "DATABASE_URL": f"sqlite:///{folder}/hashlevy.db",
            "HASHLEVY_CHECKPOINT_FILE": f"{folder}/last-checkpoint",  # all tests have one origin, each a log of its own
            "TMPDIR": str(folder),
            "HASHLEVY_KEYS_DIRECTORY": f"{folder}/keys",
            _MARK: self.mark,
            **environment,
        }
        asked = options or ("--port", "0", "--workers", "1")
        self._command = [*TIED, sys.executable, "-m", "service", "serve", *asked]
        self._log = folder / "stderr"
        # A file and no pipe: a server that says nothing is given up, and reading a pipe would wait for its next word.
        self._output = folder / f"stdout-{self.mark}"
        self.port = 0

    def __enter__(self) -> Self:
        """Start it, and wait until it says that it answers, or has ended."""
        with self._log.open("ab") as log, self._output.open("wb") as output:
            self.process = subprocess.Popen(
                self._command, env=self.environment, stdout=output, stderr=log, process_group=0
            )
        latest = time.monotonic() + _START_SECONDS
        while "/v1/schedules\n" not in self.told and self.process.poll() is None and time.monotonic() < latest:
            time.sleep(0.05)
        if found := _ADDRESS.search(self.told):
            self.port = int(found[1])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Make an end of whatever is left."""
        running = [self.process.pid] if self.process.poll() is None else []
        for process in [*running, *self.left()]:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(_END_SECONDS)

    def ended(self) -> int:
        """Wait for its end, and return its exit code."""
        return self.process.wait(_END_SECONDS)

    def left(self) -> set[int]:
        """Return the processes that carry the mark and live, but for the one that was started here."""
        return {
            int(folder.name)
            for folder in Path("/proc").glob("[0-9]*")
            if int(folder.name) != self.process.pid and self._is_marked(folder)
        }

    def left_after(self, seconds: float) -> set[int]:
        """Return those that still live when *seconds* have passed, or nothing as soon as none does."""
        latest = time.monotonic() + seconds
        while (left := self.left()) and time.monotonic() < latest:
            time.sleep(0.1)
        return left

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Send a request, and return status and document of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_END_SECONDS)
        try:
            content = None if body is None else json.dumps(body)
            declared = {} if body is None else {"Content-Type": "application/json"}
            connection.request(method, path, content, {**declared, **headers})
            answer = connection.getresponse()
            read = answer.read()
        finally:
            connection.close()
        is_json = "json" in (answer.getheader("Content-Type") or "")
        return answer.status, json.loads(read) if is_json else read.decode()

    @property
    def told(self) -> str:
        """What it told on standard output."""
        return self._output.read_text(encoding="utf-8")

    @property
    def key(self) -> str:
        """The first key, which it shows when it issues it."""
        return next(line.split()[-1] for line in self.told.splitlines() if "first administrator" in line)

    @property
    def log(self) -> str:
        """What it told on standard error."""
        return self._log.read_text(encoding="utf-8")

    def _is_marked(self, folder: Path) -> bool:
        try:
            environment = (folder / "environ").read_bytes()
            return f"{_MARK}={self.mark}".encode() in environment and " Z " not in (folder / "stat").read_text()
        except OSError:
            return False
