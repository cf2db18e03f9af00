"""Exports of a hundred thousand assessments and of their reports: how fast, and in how much memory, on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.reassessment import fill
from benchmarks.servers import ROOT
from benchmarks.table import Finding
from tests.databases import PostgresqlServer
from tests.postgresql import find_or_start

ROWS: Final = 100_000
A_SECOND: Final = 2_000
# A page and its text, and what a first page loads; not what a hundred of them hold.
MEGABYTES: Final = 40
# Writes an export by pages and keeps nothing of it; tells the seconds, and by how much the most memory that was ever
# held grew after the first pages.
_EXPORTING: Final = """
import sys, time
from importlib import import_module
from benchmarks.servers import most_resident_mib
from service.clock import system_clock
from service.store.database import Database
from service.usecases.exports.export import Wanted
from service.usecases.exports.formats import Format
from service.usecases.exports.totals import Account
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.record_library import recorded_library
from service.usecases.service import Service

url, name, extension = sys.argv[1:]
database = Database(url)
with database.reading() as reading:
    service = Service(database, recorded_library(reading), system_clock)
exporting = getattr(import_module(f"service.usecases.exports.{name}"), f"export_{name}")
form = next(form for form in Format if form.extension == extension)
started = time.perf_counter()
account = Account(exporting(service, LOCAL_ADMINISTRATOR, Wanted(jurisdiction="KZ")), (form,))
pieces = account.pieces()
next(pieces), next(pieces), next(pieces)
before = most_resident_mib()
for piece in pieces:
    pass
print(account.lines, time.perf_counter() - started, most_resident_mib() - before)
database.close()
"""


def measure() -> Iterator[Finding]:
    """Store assessments with their reports, and write all of them in both formats."""
    rows = int(os.environ.get("BENCH_EXPORT_ROWS", ROWS))
    server = find_or_start({})
    try:
        with PostgresqlServer(server.url).database() as url, tempfile.TemporaryDirectory() as keys:
            fill(url, rows, Path(keys))
            for name, extension in (("assessments", "csv"), ("assessments", "jsonl"), ("reports", "csv")):
                yield from _findings(url, rows, name, extension)
    finally:
        server.stop()


def _findings(url: str, rows: int, name: str, extension: str) -> Iterator[Finding]:
    ran = subprocess.run(
        [sys.executable, "-c", _EXPORTING, url, name, extension], cwd=ROOT, check=True, capture_output=True, text=True
    )
    lines, seconds, megabytes = map(float, ran.stdout.split())
    if lines != rows:
        raise RuntimeError(lines)
    what, speed = f"export of {rows:,} {name} ({extension})", rows / seconds
    yield Finding(what, f"{speed:,.0f}/s", "", "", speed, "at least", A_SECOND, "1/s")
    yield Finding(f"{what}: memory grows by", f"{megabytes:.1f} MB", "", "", megabytes, "at most", MEGABYTES, "MB")
