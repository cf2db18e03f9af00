"""Witnesses to be asked over HTTP: the real one in a thread, and some that answer whatever a test says."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, make_server

from service.evidence.notes import Key
from service.evidence.policy import Policy, read_policy
from service.witness.application import Application
from service.witness.beginning import Begun
from tests.watched import begun

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class has this name
        """Say nothing."""


class _Bounded:
    """An application whose input ends where the body does (PEP 3333): the server of `wsgiref` does not see to it."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environment: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        length = int(environment.get("CONTENT_LENGTH") or 0)
        environment["wsgi.input"] = io.BytesIO(environment["wsgi.input"].read(length))
        return self._application(environment, start)


@contextmanager
def served(folder: Path, log: Key) -> Iterator[tuple[str, Begun]]:
    """Serve a witness of *log* with its files in *folder*, and give its address."""
    witness = begun(folder, logs=[log])
    with make_server("127.0.0.1", 0, _Bounded(Application(witness.witness)), handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", witness
        finally:
            server.shutdown()
            thread.join(5)


@contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Have *answer* do what it likes with the first connection, and give the address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1 << 16)
                answer(connection)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/prefix/"
        thread.join(5)


def policy_of(witness: Key, url: str) -> Policy:
    """Ask for the cosignature of one witness."""
    return read_policy(f"witness w1 {witness.write()} {url}\nquorum w1\n".encode())
