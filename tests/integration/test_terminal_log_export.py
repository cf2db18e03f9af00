"""The log written into a folder from the terminal, served by a server of static files, and checked from outside."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from service.app import create_app
from service.config import Config
from service.domain.canonical import read_canonical
from service.evidence.proofs import read_proof
from service.verifier.main import main
from tests.checkpoints import sign_log
from tests.integration.terminals import Terminal, told
from tests.world import close_app, service_of

pytestmark = pytest.mark.thorough


def _sign(url: str) -> None:
    app = create_app(Config(database_url=url, keys_directory=os.environ["HASHLEVY_KEYS_DIRECTORY"]))
    try:
        sign_log(service_of(app))
    finally:
        close_app(app)


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_terminal_writes_a_log_that_anybody_can_serve_and_check(
    prepared: Terminal, database_url: str, tmp_path: Path
) -> None:
    """With the trust file that stands beside it, until somebody changes a byte of it."""
    folder = tmp_path / "log"
    early = prepared("audit", "export", str(folder))
    _sign(database_url)
    done = prepared("audit", "export", str(folder))
    trust = ("--policy", str(folder / "trust"))

    with _served(folder) as address:
        served, kept = main(["fsck", address, *trust]), main(["fsck", str(folder), *trust])
        (bundle,) = folder.glob("tile/entries/000.p/*")
        bundle.write_bytes(bundle.read_bytes().replace(b'"v":1', b'"v":2'))
        changed = main(["fsck", address, *trust])

    assert (1, 0, 0) == (early.exit_code, done.exit_code, served)
    assert "signs the first one" in early.stderr
    assert (0, 1) == (kept, changed)
    assert prepared("audit", "keys", "show").stdout == (folder / "trust").read_text()


def test_a_folder_of_another_log_is_refused(prepared: Terminal, database_url: str, tmp_path: Path) -> None:
    """It says which, and what stands there stays."""
    _sign(database_url)
    (tmp_path / "checkpoint").write_text("another\n")

    refused = prepared("audit", "export", str(tmp_path))

    assert 1 == refused.exit_code
    assert f"The log is not exported to {tmp_path}" in refused.stderr
    assert "another\n" == (tmp_path / "checkpoint").read_text()


def test_heads_that_are_told_on_demand_prove_a_stream_complete(
    prepared: Terminal, database_url: str, tmp_path: Path
) -> None:
    """Nobody waits for the end of the day; before, the verifier leaves it open whether these are all events."""
    operator = told(prepared("operators", "register", "--kind", "legal_entity", "--name", "Whole LLP"))["id"]
    _sign(database_url)
    trust, stream = tmp_path / "trust", tmp_path / "stream"
    trust.write_text(prepared("audit", "keys", "show").stdout)

    def judged() -> int:
        stream.write_text(prepared("audit", "stream", operator).stdout)
        return main(["stream", str(stream), "--policy", str(trust)])

    before = judged()
    said = prepared("audit", "heads")
    _sign(database_url)

    assert (2, 0, 0) == (before, said.exit_code, judged())
    event, *_ = said.stdout.split()
    leaf = read_proof(prepared("audit", "receipt", event).stdout.encode()).extra
    assert leaf is not None
    assert "stream.heads" == read_canonical(leaf)["event"]["type"]


def test_there_are_no_heads_of_an_empty_log(prepared: Terminal) -> None:
    """Nothing has a place in it yet, so there is nothing to commit to."""
    refused = prepared("audit", "heads")

    assert (1, "") == (refused.exit_code, refused.stdout)
    assert "no leaf as yet" in refused.stderr
