"""Connections spread evenly over the processes of the web server, and nobody is kept out by those who are in."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

CONNECTIONS: Final = 16
PATIENCE_SECONDS: Final = 60
# gunicorn itself would go on answering for thirty.
ORPHAN_SECONDS: Final = 10
ROOT: Final = Path(__file__).parents[2]


def application(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Take a while, as one that waits for its database, and tell which process answers."""
    time.sleep(0.02)
    told = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(told)))])
    return [told]


@contextmanager
def serving() -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Serve it with two processes of two threads, on a socket that is open before they are; yield master and port."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        listening.set_inheritable(True)
        descriptor, number = listening.fileno(), listening.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "tests.integration.test_even_worker:application"]
        command += [f"--bind=fd://{descriptor}", "--workers=2", "--threads=2", "--no-control-socket"]
        command += ["--worker-class=service.serving.even_worker.EvenWorker", "--log-level=warning", "--keep-alive=75"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, env=environment, pass_fds=[descriptor]) as server:
            listening.close()
            yield server, number
            server.terminate()
            try:
                server.wait(PATIENCE_SECONDS)
            finally:
                server.kill()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Return the port of one that all tests share."""
    with serving() as (_, number):
        yield number


class Client(threading.Thread):
    """Asks over one connection that is kept alive, again and again; remembers who answered and how long it took."""

    def __init__(self, port: int, stop: threading.Event) -> None:
        super().__init__()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.stop = stop
        self.answered: list[tuple[bytes, float]] = []

    def run(self) -> None:
        """Ask until it is to stop."""
        while not self.stop.is_set():
            began = time.monotonic()
            self.connection.request("GET", "/")
            self.answered.append((self.connection.getresponse().read(), time.monotonic() - began))
        self.connection.close()


def asking(port: int, stop: threading.Event) -> list[Client]:
    """Open all connections at once."""
    clients = [Client(port, stop) for _ in range(CONNECTIONS)]
    for client in clients:
        client.start()
    return clients


def test_clients_that_come_at_once_are_shared_by_the_processes(port: int) -> None:
    """Each of the two has its half of them, give or take what was under way when they came."""
    stop = threading.Event()
    clients = asking(port, stop)
    stop.wait(2)
    stop.set()
    for client in clients:
        client.join(PATIENCE_SECONDS)

    shares = Counter(client.answered[-1][0] for client in clients)
    assert (2, True) == (len(shares), min(shares.values()) >= CONNECTIONS // 4), shares


def test_who_comes_when_all_are_busy_is_served_all_the_same(port: int) -> None:
    """Four threads have sixteen clients who never rest; the next one has its answer, and not at the end."""
    stop = threading.Event()
    clients = asking(port, stop)
    stop.wait(0.5)
    late = Client(port, stop)
    late.start()
    latest = time.monotonic() + 3
    while not late.answered and time.monotonic() < latest:
        time.sleep(0.05)
    others = [client for client in clients if client.is_alive()]
    stop.set()
    for client in (*clients, late):
        client.join(PATIENCE_SECONDS)

    assert (True, CONNECTIONS) == (bool(late.answered), len(others))


def test_processes_whose_master_was_killed_close_the_connections_that_are_kept_alive() -> None:
    """Whoever asks over one again and again would otherwise keep them beside the service that is started next."""
    with serving() as (master, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/")
        connection.getresponse().read()
        master.kill()
        latest, told = time.monotonic() + ORPHAN_SECONDS, ""
        while told != "close" and time.monotonic() < latest:
            connection.request("GET", "/")
            answer = connection.getresponse()
            told, _ = answer.getheader("Connection", ""), answer.read()
        connection.close()

    assert "close" == told
