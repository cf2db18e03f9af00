"""What the audit log costs a filing, how soon an event is in it, and how fast it is sequenced, proven and checked."""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import psycopg

from benchmarks import filing, load, proofs
from benchmarks.peers import hash_chain
from benchmarks.servers import free_port, gunicorn, hashlevy, running
from benchmarks.table import Finding
from service.audit.events import Occurrence, Request, make_event
from service.audit.sealing import Sealing
from service.audit.sequencing import sequence_pending
from service.config import Config
from service.serving.preparation import prepare
from service.store import migrations
from service.store.database import Database
from service.store.grants import DatabaseRole
from tests.databases import PostgresqlServer
from tests.postgresql import find_or_start

EVENTS: Final = 40_000
OPERATORS: Final = 1000
# Whoever looks takes time from what is measured; what is seen so much later counts as later.
_LOOK_SECONDS: Final = 0.05
_KINDS: Final = ("hashlevy", "hashlevy_without_log", "hashlevy_with_chain")


class Seen(NamedTuple):
    """When a checkpoint of so many leaves was first seen."""

    at: datetime
    size: int


def measure() -> Iterator[Finding]:
    """Measure filings with the log, without, and with a chain; then the log by itself."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = find_or_start({})
        stack.callback(server.stop)
        databases = PostgresqlServer(server.url)
        yield from _filings(databases, folder)
        with databases.database() as url:
            yield _sequencer(url)
            yield from proofs.of_receipts(url, EVENTS)
    yield from proofs.of_a_million()


def _filings(databases: PostgresqlServer, folder: Path) -> Iterator[Finding]:
    """Load the three in turns; while ours is loaded, watch its checkpoints."""
    with ExitStack() as stack:
        urls = [stack.enter_context(databases.database()) for _ in _KINDS]
        targets = [stack.enter_context(_serving(kind, url, folder)) for kind, url in zip(_KINDS, urls, strict=True)]
        seen: list[Seen] = []
        loads: list[list[load.Load]] = []
        for number in range(filing.ROUNDS):
            with _watching(urls[0], seen):
                ours = filing.load_one(targets[0], number)
            loads.append([ours, *(filing.load_one(target, number) for target in targets[1:])])
        delays = sorted(_delays(urls[0], seen))
    with_log, without, chain = (filing.median_of([each[index] for each in loads]) for index in range(3))
    yield _ratio(with_log, "the same with the log off", without, 0.85)
    yield _ratio(with_log, "a hash chain in the request, under a lock", chain, 2)
    late = delays[len(delays) * 99 // 100]
    what = f"from filing to a signed checkpoint over it, {len(delays)} events"
    yield Finding(what, f"p50 {statistics.median(delays):.2f} s", "", "", late, "at most", 1, "s at p99")


def _ratio(ours: load.Load, against: str, theirs: load.Load, reach: float) -> Finding:
    mine, others = ours.requests_per_second, theirs.requests_per_second
    what = "file and assess with the log on, PostgreSQL"
    return Finding(what, f"{mine:.0f}/s", against, f"{others:.0f}/s", mine / others, "at least", reach)


@contextmanager
def _serving(kind: str, url: str, folder: Path) -> Iterator[filing.Target]:
    """Serve one of `_KINDS` on the database *url*, with the same server and farms enough for all rounds."""
    port, keys = free_port(), folder / kind / "keys"
    with ExitStack() as stack:
        if kind == "hashlevy":
            stack.enter_context(hashlevy(port, url, keys))
        else:
            settings = {"DATABASE_URL": url, "HASHLEVY_KEYS_DIRECTORY": str(keys)}
            prepare(Config(database_url=url, keys_directory=str(keys)))
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(hash_chain.SCHEMA)
            command = gunicorn(f"benchmarks.peers.{kind}:application", port, "python:service.gunicorn_config")
            stack.enter_context(running(command, port, path="/livez", env=settings))
        headers, farms = filing.seed(url, keys)
        yield filing.Target(port, headers, filing.farm_files(folder, kind, farms))


@contextmanager
def _watching(url: str, seen: list[Seen]) -> Iterator[None]:
    """Look for new checkpoints all the time, and a moment longer, so that the last events are seen too."""
    stop = threading.Event()

    def watch() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while not stop.wait(_LOOK_SECONDS):
                (size,) = connection.execute("SELECT coalesce(max(size), 0) FROM checkpoints").fetchone() or (0,)
                if not seen or size > seen[-1].size:
                    seen.append(Seen(datetime.now(UTC), size))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
        time.sleep(2)
    finally:
        stop.set()
        watcher.join()


def _delays(url: str, seen: list[Seen]) -> Iterator[float]:
    """Yield the seconds between what happened (before its acknowledgement) and the first checkpoint over it."""
    sizes = [each.size for each in seen]
    query = """
        SELECT position, occurred_at FROM leaves JOIN events ON events.id = leaves.event
        WHERE type = 'report.submitted' AND position >= %s
        """
    with psycopg.connect(url) as connection:
        for position, occurred_at in connection.execute(query, (sizes[0],)):
            at = bisect_right(sizes, position)
            if at < len(seen):
                yield (seen[at].at - occurred_at).total_seconds()


def _sequencer(url: str) -> Finding:
    """Let many events wait, and take the time until all have their leaves: one process, durable."""
    migrations.upgrade(url)
    database = Database(url)
    for start in range(0, EVENTS, 1000):
        with database.unit_of_work() as work:
            for number in range(start, start + 1000):
                work.record(make_event(f"evt_{number:026}", _occurrence(number), Sealing()))
            work.commit()
    log = database.acting_as(DatabaseRole.SEQUENCER)
    began, done = time.perf_counter(), 0
    while (sequenced := sequence_pending(log)) > 0:
        done += sequenced
    seconds = time.perf_counter() - began
    database.close()
    what = f"sequencer: {EVENTS} events of {OPERATORS} operators, PostgreSQL"
    return Finding(what, f"{seconds:.2f} s", "", "", done / seconds, "at least", 8000, "leaves/s")


def _occurrence(number: int) -> Occurrence:
    return Occurrence(
        type="assessment.created",
        occurred_at=datetime.now(UTC),
        actor="key_1",
        request=Request("createReport", "ab" * 32, "key"),
        operator=f"opr_{number % OPERATORS}",
        farm=f"frm_{number % OPERATORS}",
        inputs_sha256="ab" * 32,
        result_sha256="cd" * 32,
    )
