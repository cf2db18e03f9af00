"""The resolver: a schedule with ten thousand versions, each replacing the one before."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from typing import Final

from benchmarks.table import Finding
from service.law.document import RecordedVersion
from service.law.knowledge import Versions
from service.law.reader import DOCUMENTS, read_folder
from service.law.resolver import resolve

VERSIONS: Final = 10_000
MICROSECONDS: Final = 20
SCHEDULE: Final = "kz.digital_mining_fee"
_FIRST: Final = date(1990, 1, 1)
_RECORDED: Final = datetime(2020, 1, 1, tzinfo=UTC)
_QUESTIONS: Final = 5_000


def measure() -> list[Finding]:
    """
    Ask for random days, each for the first time, by the knowledge of a few instants.

    That knowledge is sorted out once for each stretch of time between two recordings, which is told apart.
    """
    schedule, known = next(entry for entry in read_folder(DOCUMENTS) if entry[0].schedule == SCHEDULE)
    law = next(version for version in known if version.version == "2024")
    versions = Versions(
        RecordedVersion(
            law._replace(
                version=f"v{number:05}",
                valid_from=_FIRST + timedelta(days=number),
                replaces=f"v{number - 1:05}" if number else None,
                sha256=f"{number:064x}",
            ),
            _RECORDED + timedelta(hours=number),
        )
        for number in range(VERSIONS)
    )
    instants = [_RECORDED + timedelta(hours=hours) for hours in (VERSIONS // 2, VERSIONS - 2, VERSIONS)]
    started = time.perf_counter()
    for instant in instants:
        resolve(schedule, versions, _FIRST, instant)
    sorting = (time.perf_counter() - started) / len(instants)
    random, spent = Random(3), list[float]()
    for _ in range(_QUESTIONS):
        on, known_at = _FIRST + timedelta(days=random.randrange(VERSIONS // 2)), random.choice(instants)
        started = time.perf_counter()
        resolve(schedule, versions, on, known_at)
        spent.append(time.perf_counter() - started)
    typical = median(spent) * 1_000_000
    what = f"resolver, {VERSIONS:,} versions ({sorting:.2f} s once for each stretch of knowledge)"
    return [Finding(what, f"{typical:.1f} us", "", "", typical, "at most", MICROSECONDS, "us")]
