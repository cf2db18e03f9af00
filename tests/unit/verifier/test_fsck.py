"""Trees that are served, and trees that are large."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from service.evidence.checkpoints import Checkpoint
from service.evidence.merkle import leaf_hash
from service.evidence.tiles import WIDTH, Hashes, Tile, bundle, grown
from service.verifier.findings import Report, Verdict
from service.verifier.fsck import fsck
from service.verifier.places import Address, Directory
from service.verifier.trust import trust_file
from tests.vectors.example_log import LOG, ORIGIN
from tests.vectors.generate import FOLDER

_TRUST = FOLDER / "trust" / "log"


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files over connections that stay open, and says nothing."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def served() -> Iterator[str]:
    """Serve the cases of the conformance set."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(FOLDER / "cases" / "fsck")))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("good-large", Verdict.PROVEN),
        ("good-full-instead", Verdict.PROVEN),
        ("large-flipped-entry", Verdict.BROKEN),
        ("missing-tile", Verdict.UNDECIDED),
        ("no-checkpoint", Verdict.UNDECIDED),
    ],
)
def test_a_tree_that_is_served_is_checked_as_one_in_files(served: str, case: str, expected: Verdict) -> None:
    """What is answered with 404 is missing."""
    report = Report()
    with closing(Address(f"{served}/{case}/log/")) as kept:
        fsck(kept, trust_file(str(_TRUST)), report)

    assert expected is report.verdict, report.findings


def test_nobody_who_answers_decides_nothing() -> None:
    """A port that nobody listens on."""
    report = Report()
    fsck(Address("http://127.0.0.1:9/log"), trust_file(str(_TRUST)), report)

    assert [("file-missing", Verdict.UNDECIDED)] == [(found.code, found.verdict) for found in report.findings]


def test_the_walk_holds_little_of_a_large_tree(tmp_path: Path) -> None:
    """Ten thousand entries of ten megabytes, in less than two."""
    size = 10_000
    _write(tmp_path, size)
    root = Hashes(size, lambda tile: (tmp_path / tile.path).read_bytes()).root()
    (tmp_path / "checkpoint").write_text(LOG.note(Checkpoint(ORIGIN, size, root).text()).write(), encoding="utf-8")
    report, policy = Report(), trust_file(str(_TRUST))
    tracemalloc.start()
    fsck(Directory(tmp_path), policy, report)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert Verdict.PROVEN is report.verdict, report.findings
    assert most < 2_000_000


def _write(folder: Path, size: int) -> None:
    hashes: list[bytes] = []
    for number in range(-(-size // WIDTH)):
        entries = [b"%d" % place + b"." * 1000 for place in range(number * WIDTH, min(size, (number + 1) * WIDTH))]
        hashes += map(leaf_hash, entries)
        _keep(folder, Tile(None, number, len(entries)), bundle(entries))
    for tile, data in grown(0, [], hashes):
        _keep(folder, tile, data)


def _keep(folder: Path, tile: Tile, data: bytes) -> None:
    path = folder / tile.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
