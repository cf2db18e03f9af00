"""The impact of a draft on a million stored assessments: read from PostgreSQL, tried in columns, to the digit."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final

import psycopg

from benchmarks.table import Finding
from service.kernel.impact import Again, measure_impact
from service.kernel.trial import Trial
from service.law.document import RecordedVersion, Schedule, Version
from service.law.reader import DOCUMENTS, read_folder, version_from_content
from service.store import migrations
from service.store.database import Database
from service.store.reading.segments import Days
from service.usecases.preview_impact import stored
from tests.databases import PostgresqlServer
from tests.postgresql import find_or_start

MILLION: Final = 1_000_000
SECONDS: Final = 60
SCHEDULE: Final = "kz.digital_mining_fee"
NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)

_FILL: Final = """
    INSERT INTO operators SELECT 'opr_1', 'legal_entity', 'Bench', NULL, now();
    INSERT INTO assessments (id, subject, operator, farm, schedule, version, version_sha256, period_start, period_end,
        in_year, engine, known_at, currency, total, document, sha256, created_at)
    SELECT 'asm_' || lpad(n::text, 26, '0'), 'opr_' || n, 'opr_1', NULL, '{schedule}', '2024', '{sha256}',
        '2025-01-01', '2025-04-01', false, '', now(), 'KZT', 0, '', '', now() FROM generate_series(1, {rows}) n;
    INSERT INTO assessment_segments (assessment, position, segment, period_start, period_end, version, version_sha256,
        region, facts)
    SELECT 'asm_' || lpad(n::text, 26, '0'), 0, '1', '2025-01-01', '2025-04-01', '2024', '{sha256}',
        'KZ-' || (10 + n % 17),
        convert_to('{{"own_renewable_kwh":"' || n % 977 || '","standard_kwh":"' || (n::bigint * 7919) % 10000000
            || '.600"}}', 'UTF8')
    FROM generate_series(1, {rows}) n;
    ANALYZE assessments; ANALYZE assessment_segments;
"""


def measure() -> Iterator[Finding]:
    """Fill a database with a million assessments, then time one preview of a draft that changes every one of them."""
    rows = int(os.environ.get("BENCH_IMPACT_ROWS", MILLION))
    schedule, versions = next(entry for entry in read_folder(DOCUMENTS) if entry[0].schedule == SCHEDULE)
    before = next(version for version in versions if version.version == "2024")
    draft = _corrected(schedule, before)
    trial = Trial(schedule, draft, [RecordedVersion(version, NOW) for version in versions], NOW)
    server = find_or_start({})
    try:
        with PostgresqlServer(server.url).database() as url:
            _fill(url, before.sha256, rows)
            seconds = _seconds(url, trial, rows)
    finally:
        server.stop()
    limit = SECONDS * rows / MILLION
    yield Finding(
        f"impact of a draft on {rows:,} assessments", f"{seconds:.1f} s", "", "", seconds, "at most", limit, "s"
    )


def _corrected(schedule: Schedule, version: Version) -> Version:
    components = version.content["components"]
    assert isinstance(components, list)
    changed = [{**components[0], "rate": "2.5"}, *components[1:]]
    return version_from_content(
        {**version.content, "version": "2024-c", "replaces": "2024", "components": changed}, schedule
    )


def _fill(url: str, sha256: str, rows: int) -> None:
    migrations.upgrade(url)
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in _FILL.format(schedule=SCHEDULE, sha256=sha256, rows=rows).split(";\n"):
            connection.execute(statement.encode())


def _seconds(url: str, trial: Trial, rows: int) -> float:
    database = Database(url)
    start = time.perf_counter()
    with database.reading() as reading:
        days = Days(date(2024, 1, 1), None)
        impact = measure_impact(trial, stored(reading, SCHEDULE, days), _never)
    seconds = time.perf_counter() - start
    database.close()
    if impact.changed < rows * 9 // 10 or impact.examined != rows:
        message = f"{impact.changed} of {impact.examined} changed"
        raise RuntimeError(message)
    return seconds


def _never(identifier: str) -> Again:
    raise RuntimeError(identifier)
