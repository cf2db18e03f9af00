"""Law that is corrected after the fact: a hundred thousand stored assessments made again, on PostgreSQL, durable."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from benchmarks.servers import ROOT
from benchmarks.table import Finding
from service.audit.opening_keys import new_key
from service.clock import system_clock
from service.domain.canonical import canonical, sha256
from service.domain.identifiers import new_identifier
from service.domain.periods import Period
from service.domain.reports import EnergyLine, Metering, Supply
from service.kernel.valuation import NoQuotes
from service.law.document import Schedule, Version
from service.law.library import Library
from service.law.reader import DOCUMENTS, read_folder, version_from_content
from service.store import migrations
from service.store.database import Database
from service.store.rows import AcceptedRow, FarmPlaceRow, FarmRow, OpeningKeyRow, OperatorRow, ReportRow, RevisionRow
from service.store.unit_of_work import UnitOfWork
from service.usecases.assess_case import Grounds, assess_case
from service.usecases.assessment_rows import assessment_row, parts_of
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.reassessments import Wanted, read_job, reassess_many
from service.usecases.record_library import (
    mark_by_law,
    record_library,
    recorded_library,
    recording_instant,
    version_row,
)
from service.usecases.replay import replay
from service.usecases.report_content import content_json
from service.usecases.requests import Command, ReportContent
from service.usecases.service import Service
from service.usecases.statements import places_by_farm, statements_of
from service.usecases.subjects import subject_of
from service.usecases.tax_periods import Known, case_of
from tests.databases import PostgresqlServer
from tests.postgresql import find_or_start

ROWS: Final = 100_000
A_SECOND: Final = 5_000
REPLAYED: Final = 1_000
SECONDS: Final = 10
SCHEDULE: Final = "kz.digital_mining_fee"
QUARTER: Final = Period(date(2025, 1, 1), date(2025, 4, 1))
WORKERS: Final = 2
_AT_ONCE: Final = 1_000
_WORKER: Final = """
import sys
from pathlib import Path
from service.clock import system_clock
from service.store.database import Database
from service.usecases.reassessments import work_on_a_job
database = Database(sys.argv[1], Path(sys.argv[2]))
while work_on_a_job(database, system_clock):
    pass
database.close()
"""


def measure() -> Iterator[Finding]:
    """Store assessments of as many operators, correct the law under them, and make every one of them again."""
    rows = int(os.environ.get("BENCH_REASSESSMENT_ROWS", ROWS))
    server = find_or_start({})
    try:
        with PostgresqlServer(server.url).database() as url, tempfile.TemporaryDirectory() as folder:
            keys = Path(folder) / "keys"
            fill(url, rows, keys)
            seconds = _seconds(url, rows, keys)
            replaying = _replaying(url)
    finally:
        server.stop()
    speed = rows / seconds
    yield Finding(
        f"reassess {rows:,} after a correction", f"{speed:,.0f}/s", "", "", speed, "at least", A_SECOND, "1/s"
    )
    yield Finding(
        f"replay of {REPLAYED:,} stored assessments", f"{replaying:.1f} s", "", "", replaying, "at most", SECONDS, "s"
    )


def fill(url: str, rows: int, keys: Path) -> None:
    """Store as many assessments, each of an operator of its own with a farm and a report, and its key of openings."""
    migrations.upgrade(url)
    database = Database(url, keys)
    record_library(database, system_clock)
    with database.reading() as reading:
        wrapping = reading.wrapping_keys()[-1].id
    for start in range(0, rows, _AT_ONCE):
        with database.unit_of_work() as work:
            library, now = recorded_library(work), system_clock()
            for number in range(start, min(start + _AT_ONCE, rows)):
                operator = _file(work, library, now, number)
                work.add(OpeningKeyRow(operator, *new_key(keys, wrapping, operator)))
            work.commit()
    database.close()


def _file(work: UnitOfWork, library: Library, now: datetime, number: int) -> str:
    """Keep an operator with a farm, its report of the quarter and the assessment of that; return the operator."""
    operator = OperatorRow(new_identifier("operator", now), "legal_entity", f"Operator {number}", None, now)
    farm = FarmRow(new_identifier("farm", now), operator.id, "Hall 1", "Asia/Almaty", None, now)
    place = FarmPlaceRow(farm.id, date(2024, 1, 1), "KZ-55", None, now)
    kwh = Decimal(1_000_000 + number * 7_919 % 10_000_000)
    line = EnergyLine(kwh, Supply.GRID, Metering.METERED, grid_connected=True, cost=None, span=None)
    content = canonical(content_json(ReportContent(QUARTER, (line,), (), ())))
    report = ReportRow(new_identifier("report", now), farm.id, operator.id, None, *QUARTER, now)
    revision = RevisionRow(report.id, 1, farm.id, *QUARTER, content, sha256(content), None, now)
    known = Known(places_by_farm([place]), [AcceptedRow.of(revision)], {farm.id: operator.id})
    schedule = library.schedule(SCHEDULE)
    case = case_of(schedule, subject_of(schedule, QUARTER, operator.id, None, ()), QUARTER, known)
    grounds = Grounds(library, NoQuotes(), now, statements_of({operator.id: operator}, known, [revision]))
    assessed = assess_case(grounds, case)
    row = assessment_row(assessed, now, None)
    for each in (operator, farm, place, report, revision, row, *parts_of(row.id, assessed)):
        work.add(each)
    return operator.id


def _seconds(url: str, rows: int, keys: Path) -> float:
    """Correct the law, ask for the job, and wait for as many workers as there are cores to do it."""
    database = Database(url, keys)
    _correct(database)
    with database.reading() as reading:
        library = recorded_library(reading)
    service = Service(database, library, system_clock)
    command = Command(LOCAL_ADMINISTRATOR, "bench", "POST /v1/reassessments", "0" * 64, "req")
    asked = reassess_many(service, command, Wanted(schedule=SCHEDULE)).document
    if asked["total"] != rows:
        raise RuntimeError(asked)
    started = time.perf_counter()
    workers = [subprocess.Popen([sys.executable, "-c", _WORKER, url, str(keys)], cwd=ROOT) for _ in range(WORKERS)]
    for worker in workers:
        if worker.wait():
            raise RuntimeError(worker.args)
    seconds = time.perf_counter() - started
    done = read_job(service, LOCAL_ADMINISTRATOR, asked["id"])
    database.close()
    if (done["state"], done["done"]) != ("done", rows):
        raise RuntimeError(done)
    return seconds


def _replaying(url: str) -> float:
    """Compute stored assessments again, one by one as a court would ask, and demand the same bytes."""
    database = Database(url)
    with database.reading() as reading:
        service = Service(database, recorded_library(reading), system_clock)
        stored = reading.assessments(None, limit=REPLAYED)
    started = time.perf_counter()
    replayed = [replay(service, LOCAL_ADMINISTRATOR, row.id) for row in stored]
    seconds = time.perf_counter() - started
    database.close()
    if len(replayed) != REPLAYED or not all(each["identical"] for each in replayed):
        raise RuntimeError(len(replayed))
    return seconds


def _correct(database: Database) -> None:
    schedule, versions = next(entry for entry in read_folder(DOCUMENTS) if entry[0].schedule == SCHEDULE)
    corrected = _corrected(schedule, next(version for version in versions if version.version == "2024"))
    with database.unit_of_work() as work:
        now = recording_instant(work, system_clock)
        row = version_row(schedule, corrected, now)
        work.add(row)
        mark_by_law(work, [*work.schedule_versions(), row], now)
        work.commit()


def _corrected(schedule: Schedule, version: Version) -> Version:
    components = version.content["components"]
    assert isinstance(components, list)
    changed = [{**components[0], "rate": "2.5"}, *components[1:]]
    return version_from_content(
        {**version.content, "version": "2024-c", "replaces": "2024", "components": changed}, schedule
    )
