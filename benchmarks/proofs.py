"""Proofs of the audit log: how long one takes to make and to verify, and a million entries to check, in what memory."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Final

from benchmarks.servers import ROOT
from benchmarks.table import Finding
from service.audit.growth import EMPTY, Filled, Leaf, grow
from service.audit.keys import SigningKey, new_key
from service.audit.leaves import leaf_of
from service.audit.outside import Outside
from service.audit.signing import Signing
from service.clock import system_clock
from service.domain.canonical import canonical
from service.evidence.checkpoints import Checkpoint
from service.evidence.tiles import WIDTH, Tile, bundle
from service.law.library import Library
from service.store.database import Database
from service.usecases.inclusion import receipt
from service.usecases.service import Service
from service.worker.log_keeping import log_keeping

LEAVES: Final = 1_000_000
RECEIPTS: Final = 500
ORIGIN: Final = "benchmark.example/log"
_MILLISECONDS: Final = 1000
_BATCH: Final = WIDTH * 16
_STREAMS: Final = 1000
# Prints the median milliseconds of a check; the first argument says whether Python is alone.
_VERIFYING: Final = """
import sys
if sys.argv[1] == "alone":
    sys.modules["cryptography"] = None
import statistics, time
from pathlib import Path
from service.verifier.findings import Report, Verdict
from service.verifier.receipts import check_receipt
from service.verifier.trust import trust_file
policy, took = trust_file(sys.argv[2]), []
for path in sorted(Path(sys.argv[3]).iterdir()):
    data, report = path.read_bytes(), Report()
    began = time.perf_counter()
    check_receipt(policy, data, path.name, report)
    took.append(time.perf_counter() - began)
    assert report.verdict is Verdict.PROVEN, path
print(statistics.median(took) * 1000)
"""
# Prints what an `fsck` leaves with, its seconds, and the most memory that it ever had.
_CHECKING: Final = """
import sys, time
from benchmarks.servers import most_resident_mib
from service.verifier.main import main
began = time.perf_counter()
code = main(["fsck", sys.argv[1], "--policy", sys.argv[2], "--language", "en"])
seconds = time.perf_counter() - began
print(code, seconds, most_resident_mib(), file=sys.stderr)
"""


def of_receipts(url: str, events: int) -> Iterator[Finding]:
    """Sign the log of so many *events* in the database *url*, and make and verify receipts of some."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "receipts").mkdir()
        key, database = new_key(ORIGIN), Database(url)
        log_keeping(database, system_clock, Signing(ORIGIN, (key,), Outside(folder / "last")))()
        service = Service(database, Library(()), system_clock)
        took = [_made(service, folder, number) for number in range(0, events, events // RECEIPTS)]
        database.close()
        making = statistics.median(took) * _MILLISECONDS
        yield Finding(f"making a receipt, log of {events}", "", "", "", making, "at most", 2, "ms")
        for alone, what in (("no", "by `cryptography`"), ("alone", "by Python alone")):
            spent = _program(_VERIFYING, alone, str(_trust(folder, key)), str(folder / "receipts")).stdout
            yield Finding(f"verifying a receipt, {what}", "", "", "", float(spent), "at most", 5, "ms")


def of_a_million() -> Iterator[Finding]:
    """Check logs of a tenth of the leaves and of all, each in a process of its own."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        key = new_key(ORIGIN)
        for size in (LEAVES // 10, LEAVES):
            folder = Path(name) / str(size)
            write_log(folder, size, key)
            said = _program(_CHECKING, str(folder), str(_trust(Path(name), key))).stderr.splitlines()[-1]
            code, *figures = said.split()
            if code != "0":
                raise RuntimeError(said)
            found.append(tuple(map(float, figures)))
    (_, less), (seconds, more) = found
    yield Finding(f"fsck of {LEAVES:,} leaves", "", "", "", seconds, "at most", 30, "s")
    what = f"memory of fsck, {LEAVES:,} leaves against a tenth of them"
    yield Finding(what, f"{more:.0f} MiB", "", f"{less:.0f} MiB", more / less, "at most", 1.2)


def write_log(folder: Path, size: int, key: SigningKey) -> None:
    """Write a log of *size* leaves, in streams of a thousand operators, as static files (C2SP tlog-tiles)."""
    heads: dict[str, Leaf] = {}
    no_edge: tuple[Filled, ...] = ()
    tree, edge = EMPTY, no_edge
    growing: dict[tuple[int | None, int], tuple[Tile, bytes]] = {}
    for start in range(0, size, _BATCH):
        waiting = [_waiting(number, heads) for number in range(start, min(start + _BATCH, size))]
        growth = grow(tree, edge, waiting)
        heads.update({leaf.operator: leaf for leaf in growth.leaves})
        entries = [leaf_of(event.body, leaf.n, leaf.prev) for event, leaf in zip(waiting, growth.leaves, strict=True)]
        for tile, data in (*growth.tiles_begun, *growth.tiles_widened):
            growing[tile.level, tile.number] = tile, data
            if tile.width == WIDTH:
                _write(folder, *growing.pop((tile.level, tile.number)))
        for number, first in zip(count(start // WIDTH), range(0, len(entries), WIDTH)):
            of_tile = entries[first : first + WIDTH]
            _write(folder, Tile(None, number, len(of_tile)), bundle(of_tile))
        tree, edge = growth.after, growth.edge
    for tile, data in growing.values():
        _write(folder, tile, data)
    (folder / "checkpoint").write_text(key.note(Checkpoint(ORIGIN, size, tree.root).text()).write(), encoding="utf-8")


def _waiting(number: int, heads: dict[str, Leaf]) -> SimpleNamespace:
    """Make an event that comes after the last of its operator, as far as that was written."""
    operator = f"opr_{number % _STREAMS}"
    last = heads.get(operator)
    body = canonical({"id": f"evt_{number:026d}", "inputs_sha256": "ab" * 32, "result_sha256": "cd" * 32, "v": 1})
    return SimpleNamespace(
        event=f"evt_{number:026d}",
        operator=operator,
        body=body,
        n=0 if last is None else last.n + 1,
        prev=None if last is None else last.hash,
    )


def _write(folder: Path, tile: Tile, data: bytes) -> None:
    path = folder / tile.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _made(service: Service, folder: Path, number: int) -> float:
    """Make a receipt, keep it, and return the seconds that it took."""
    began = time.perf_counter()
    with service.store.reading(snapshot=False) as reading:
        made = receipt(service, reading, f"evt_{number:026}")
    seconds = time.perf_counter() - began
    (folder / "receipts" / str(number)).write_text(made.text, encoding="utf-8")
    return seconds


def _trust(folder: Path, key: SigningKey) -> Path:
    path = folder / "trust"
    path.write_text(f"log {key.key.write()}\nquorum none\n", encoding="utf-8")
    return path


def _program(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", text, *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
