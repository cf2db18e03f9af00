"""Servers under measurement: each a process group on a free loopback port, ended by its own process id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TextIO

ROOT: Final = Path(__file__).resolve().parent.parent
WORKERS: Final = 2
THREADS: Final = 4
_PATIENCE_SECONDS: Final = 60


def free_port() -> int:
    """Return a port of loopback that is free now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def gunicorn(application: str, port: int, config: str | None = None) -> list[str]:
    """Return the command that serves *application* as Hashlevy is served: only the application differs."""
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    command += ["--worker-class", "service.serving.even_worker.EvenWorker"]
    command += ["--workers", str(WORKERS), "--threads", str(THREADS)]
    command += ["--keep-alive", "75", "--worker-tmp-dir", "/dev/shm", "--log-level", "warning"]
    return command + (["--config", config] if config else [])


@contextmanager
def running(command: Sequence[str], port: int, *, path: str, env: Mapping[str, str] | None = None) -> Iterator[int]:
    """
    Run *command* until its *path* on *port* answers at all; yields its process id and ends its whole group.

    What it prints goes to a file, as a service's log does: a terminal would be slower than the service.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    with tempfile.TemporaryFile("w+") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, stdout=log, stderr=log)
        try:
            _wait(server, f"http://127.0.0.1:{port}{path}", log)
            yield server.pid
        finally:
            _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


@contextmanager
def hashlevy(port: int, database_url: str, keys: Path | None = None) -> Iterator[int]:
    """Serve Hashlevy as `./run serve` does, with as many workers and threads as its peers, and *keys* or its own."""
    command = [sys.executable, "-m", "service", "serve", "--port", str(port)]
    command += ["--workers", str(WORKERS)]
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "DATABASE_URL": database_url,
            "HASHLEVY_THREADS": str(THREADS),
            "HASHLEVY_KEYS_DIRECTORY": str(keys or Path(folder) / "keys"),
        }
        with running(command, port, path="/livez", env=settings) as process:
            yield process


def workers(process: int) -> list[int]:
    """Return the leaves of the tree of processes below *process*."""
    return [leaf for child in children(process) for leaf in (workers(child) or [child])]


def children(process: int) -> list[int]:
    """Return the process ids of the children of *process*."""
    text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(child) for child in text.split()]


def resident_mib(process: int) -> float:
    """Return the resident memory of *process* in MiB."""
    return _mib_of("VmRSS", process)


def most_resident_mib() -> float:
    """
    Return the most resident memory that this program ever had, in MiB.

    What getrusage(2) tells begins with what its parent had when it started this one.
    """
    return _mib_of("VmHWM", "self")


def _mib_of(figure: str, process: int | str) -> float:
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{figure}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _wait(server: subprocess.Popen[bytes], url: str, log: TextIO) -> None:
    give_up = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < give_up and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    log.seek(0)
    message = f"no answer from {url}; it said: {log.read()[-2000:]}"
    raise RuntimeError(message)
