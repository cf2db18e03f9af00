"""Replay: compute an assessment again from what is stored, and compare it byte for byte."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import TYPE_CHECKING

from service.domain.canonical import canonical, sha256
from service.domain.clock import instant_text
from service.domain.errors import Refusal
from service.kernel.assessing import Question, assess
from service.law.document import RecordedVersion
from service.law.reader import version_from_content
from service.usecases.access import require, visible_assessment
from service.usecases.file_report import statement_of
from service.usecases.quotes import RecordedQuotes
from service.usecases.record_library import recorded_versions
from service.usecases.report_content import read_content

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.store.reading import Reading
    from service.store.rows import AssessmentRow
    from service.usecases.service import Service

_PATHS_MAX = 100


def replay(service: Service, principal: Principal, identifier: str) -> dict[str, Json]:
    """
    Compute the assessment again with the law, facts, prices and places that were known when it was made.

    Answers `{"identical": true, ...}`, or false with the paths (JSON pointers) that differ and both values.
    """
    require(principal, "assessments:read")
    with service.store.reading() as reading:
        row = visible_assessment(reading, principal, identifier)
        try:
            again = canonical(_compute(reading, row))
        except Refusal as refusal:
            again = canonical({"refused": refusal.code, "detail": refusal.detail})
    answer: dict[str, Json] = {
        "assessment": row.id,
        "identical": again == row.document,
        "known_at": instant_text(row.known_at),
        "stored_sha256": row.sha256,
        "replayed_sha256": sha256(again),
        "differences": [],
    }
    if again != row.document:
        stored: Json = json.loads(row.document)
        answer["differences"] = list(differences(stored, json.loads(again)))[:_PATHS_MAX]
    elif sha256(row.document) != row.sha256:
        answer |= {"identical": False, "differences": [{"path": "", "stored": row.sha256, "replayed": sha256(again)}]}
    return answer


def differences(stored: Json, replayed: Json, path: str = "") -> list[Json]:
    """List where two documents differ, as `{path, stored, replayed}`."""
    if stored == replayed:
        return []
    if isinstance(stored, dict) and isinstance(replayed, dict):
        names = sorted(stored.keys() | replayed.keys())
        return [
            difference
            for name in names
            for difference in differences(stored.get(name), replayed.get(name), f"{path}/{name}")
        ]
    if isinstance(stored, list) and isinstance(replayed, list) and len(stored) == len(replayed):
        return [
            difference
            for position, pair in enumerate(zip(stored, replayed, strict=True))
            for difference in differences(*pair, f"{path}/{position}")
        ]
    return [{"path": path, "stored": stored, "replayed": replayed}]


def _compute(reading: Reading, row: AssessmentRow) -> Json:
    revision = reading.revision(row.report, row.revision)
    farm = reading.farm(row.farm)
    if revision is None or farm is None:  # foreign keys forbid it
        message = f"assessment {row.id} without its revision or farm"
        raise LookupError(message)
    known_at: datetime = row.known_at
    statement = statement_of(reading, farm, read_content(json.loads(revision.content)), known_at)
    schedule, versions = _law(reading, row)
    quotes = RecordedQuotes(lambda: nullcontext(reading), known_at)
    return assess(Question(schedule, versions, statement, known_at, quotes)).document


def _law(reading: Reading, row: AssessmentRow):
    """Read the schedule's versions from the stored texts, not from the documents shipped with this release."""
