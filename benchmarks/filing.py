"""File and assess in one call on PostgreSQL, durably: against three bare inserts, and against the obvious way."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import psycopg

from benchmarks import load
from benchmarks.peers import bare_psycopg
from benchmarks.servers import free_port, gunicorn, hashlevy, running
from benchmarks.table import Finding
from service.domain.identifiers import new_identifier
from service.domain.principals import Role
from service.store.database import Database
from service.store.rows import FarmPlaceRow, FarmRow, OperatorRow
from service.usecases.keys import NewKey, new_key_row
from service.usecases.register import ALWAYS
from tests.databases import PostgresqlServer
from tests.postgresql import find_or_start

ROUNDS: Final = 3
SECONDS: Final = 5
FARMS_A_ROUND: Final = 30_000
BODY: Final = """\
{"farm": "@@FARM@@", "period": {"start": "2024-01-01", "end": "2024-04-01"}, "client_reference": null, "submit": true,
 "energy": [{"kwh": "812345.600", "supply": "grid", "metering": "metered", "grid_connected": true,
             "cost": {"amount": "12185184.00", "currency": "KZT"}, "start": null, "end": null},
            {"kwh": "100000", "supply": "own_renewable", "metering": "metered", "grid_connected": false,
             "cost": null, "start": null, "end": null}],
 "production": [], "costs": []}"""


class _Target(NamedTuple):
    port: int
    headers: dict[str, str]
    farms: list[Path]


def measure() -> Iterator[Finding]:
    """Load the three servers in turns on one PostgreSQL server, several rounds, and compare medians."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = find_or_start({})
        stack.callback(server.stop)
        databases = PostgresqlServer(server.url)
        urls = [stack.enter_context(databases.database()) for _ in range(3)]
        targets = [
            stack.enter_context(_serving(which, url, folder)) for which, url in zip(_KINDS, urls, strict=True)
        ]
        loads = [[_load(target, number) for target in targets] for number in range(ROUNDS)]
    mine, bare, orm = (_median([each[index] for each in loads]) for index in range(3))
    yield _finding(mine, "bare Flask + psycopg, three inserts", bare, 0.7)
    yield _finding(mine, "Flask + marshmallow + SQLAlchemy ORM", orm, 2)


def _load(target: _Target, number: int) -> load.Load:
    request = load.Request(BODY, target.headers, target.farms[number])
    found = load.post(f"http://127.0.0.1:{target.port}/v1/reports", request, seconds=SECONDS)
    if found.failures:
        message = f"{found.failures} filings were not answered with 201"
        raise RuntimeError(message)
    return found


def _median(loads: list[load.Load]) -> load.Load:
    return loads[0]._replace(requests_per_second=statistics.median(each.requests_per_second for each in loads))


def _finding(mine: load.Load, against: str, theirs: load.Load, reach: float) -> Finding:
    ours, others = mine.requests_per_second, theirs.requests_per_second
    return Finding("file and assess, PostgreSQL", f"{ours:.0f}/s", against, f"{others:.0f}/s", ours / others, "at least", reach)
