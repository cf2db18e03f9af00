"""File and assess in one call on PostgreSQL, durably: against three bare inserts, and against the obvious way."""

from __future__ import annotations

import hashlib
import importlib
import os
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import psycopg

from benchmarks import load
from benchmarks.peers import bare_psycopg
from benchmarks.servers import free_port, gunicorn, hashlevy, running
from benchmarks.table import Finding
from service.audit.opening_keys import new_key
from service.domain.identifiers import new_identifier
from service.domain.principals import Role
from service.store.database import Database
from service.store.rows import FarmPlaceRow, FarmRow, OpeningKeyRow, OperatorRow
from service.usecases.authenticate import KEY_PREFIX
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


class Target(NamedTuple):
    """A server under load: its port, what each request carries, and the farms of each round."""

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
        targets = [stack.enter_context(_serving(which, url, folder)) for which, url in zip(_KINDS, urls, strict=True)]
        loads = [[load_one(target, number) for target in targets] for number in range(ROUNDS)]
    mine, bare, orm = (median_of([each[index] for each in loads]) for index in range(3))
    yield _finding(mine, "bare Flask + psycopg, three inserts", bare, 0.7)
    yield _finding(mine, "Flask + marshmallow + SQLAlchemy ORM", orm, 2)


def load_one(target: Target, number: int) -> load.Load:
    """Load *target* with the farms of the round *number*; every filing must succeed."""
    request = load.Request(BODY, target.headers, target.farms[number])
    found = load.post(f"http://127.0.0.1:{target.port}/v1/reports", request, seconds=SECONDS)
    if found.failures:
        message = f"{found.failures} filings were not answered with 201"
        raise RuntimeError(message)
    return found


def median_of(loads: list[load.Load]) -> load.Load:
    """Return the load of the median round."""
    return loads[0]._replace(requests_per_second=statistics.median(each.requests_per_second for each in loads))


def _finding(mine: load.Load, against: str, theirs: load.Load, reach: float) -> Finding:
    ours, others = mine.requests_per_second, theirs.requests_per_second
    what = "file and assess, PostgreSQL"
    return Finding(what, f"{ours:.0f}/s", against, f"{others:.0f}/s", ours / others, "at least", reach)


_KINDS: Final = ("hashlevy", "bare_psycopg", "obvious_orm")


@contextmanager
def _serving(kind: str, url: str, folder: Path) -> Iterator[Target]:
    """Serve *kind* on the database *url*, with farms enough for all rounds."""
    port = free_port()
    command = gunicorn(f"benchmarks.peers.{kind}:application", port)
    if kind == "hashlevy":
        keys = folder / kind / "keys"
        with hashlevy(port, url, keys):
            headers, farms = seed(url, keys)
            yield Target(port, headers, farm_files(folder, kind, farms))
        return
    headers = {"Authorization": "Bearer benchmark"}
    farms = [new_identifier("farm", datetime.now(UTC)) for _ in range(ROUNDS * FARMS_A_ROUND)]
    _prepare_peer(kind, url, farms)
    with running(command, port, path="/", env={"DATABASE_URL": url}):
        yield Target(port, headers, farm_files(folder, kind, farms))


def seed(url: str, keys: Path) -> tuple[dict[str, str], list[str]]:
    """
    Register many operators, each with a farm, and issue a key that files for all, through the store.

    Each has the key that seals its openings by one in the directory *keys*, as whoever was registered has.
    """
    now, secret = datetime.now(UTC), KEY_PREFIX + "0" * 43
    numbers = range(ROUNDS * FARMS_A_ROUND)
    operators = [
        OperatorRow(new_identifier("operator", now), "legal_entity", f"No {each}", None, now) for each in numbers
    ]
    farms = [
        FarmRow(new_identifier("farm", now), operator.id, "Hall 1", "Asia/Almaty", None, now) for operator in operators
    ]
    database = Database(url, keys)
    with database.unit_of_work() as work:
        wrapping = work.wrapping_keys()[-1].id
        work.add(new_key_row(NewKey("benchmark", Role.ADMINISTRATOR, ()), secret, now))
        work.commit()
    for start in range(0, len(farms), 1000):
        with database.unit_of_work() as work:
            for operator, farm in zip(operators[start : start + 1000], farms[start : start + 1000], strict=True):
                work.add(operator)
                work.add(OpeningKeyRow(operator.id, *new_key(keys, wrapping, operator.id)))
                work.add(farm)
                work.add(FarmPlaceRow(farm.id, ALWAYS, "KZ-71", None, now))
            work.commit()
    database.close()
    return {"Authorization": f"Bearer {secret}"}, [farm.id for farm in farms]


def _prepare_peer(kind: str, url: str, farms: list[str]) -> None:
    """Make the peer's tables, and its farms where it has any."""
    with psycopg.connect(url, autocommit=True) as connection:
        if kind == "bare_psycopg":
            connection.execute(bare_psycopg.SCHEMA)
            return
        os.environ["DATABASE_URL"] = url
        orm = importlib.import_module("benchmarks.peers.obvious_orm")
        orm.Base.metadata.create_all(orm.engine)
        orm.engine.dispose()
        digest = hashlib.sha256(b"Bearer benchmark").hexdigest()
        connection.execute("INSERT INTO orm_key VALUES (%s)", (digest,))
        with connection.cursor().copy("COPY orm_farm (id, region) FROM STDIN") as copy:
            for farm in farms:
                copy.write_row((farm, "KZ-71"))


def farm_files(folder: Path, kind: str, farms: list[str]) -> list[Path]:
    """Write the farms of each round to a file of its own."""
    files = []
    for number in range(ROUNDS):
        file = folder / f"{kind}-{number}"
        file.write_text("\n".join(farms[number * FARMS_A_ROUND : (number + 1) * FARMS_A_ROUND]), encoding="ascii")
        files.append(file)
    return files
