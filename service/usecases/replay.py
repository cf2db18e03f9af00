"""Replay: compute an assessment again from what is stored, and compare it byte for byte."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

from service.domain.canonical import canonical, read_canonical, sha256
from service.domain.clock import instant_text
from service.domain.errors import Refusal
from service.kernel.assessing import lapsed_in
from service.usecases.access import require, visible_assessment
from service.usecases.assess_case import Grounds, assess_case
from service.usecases.gathered_facts import facts_of
from service.usecases.quotes import RecordedQuotes
from service.usecases.record_library import recorded_library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.store.reading import Reading
    from service.store.rows import AssessmentRow
    from service.usecases.service import Service

_DIFFERENCES_MAX: Final = 100


def replay(service: Service, principal: Principal, identifier: str) -> dict[str, Json]:
    """
    Compute an assessment again with the law, facts, prices and places that were known when it was made.

    Everything is read from the store: the texts of the law as recorded, not those shipped with this release. Answers
    `identical`, and where it is false the paths (RFC 6901) that differ with both values.

    Raises:
        NotFound: there is no such assessment, or it is another tenant's.
    """
    require(principal, "assessments:read")
    with service.store.reading() as reading:
        row = visible_assessment(reading, principal, identifier)
        try:
            again = canonical(_compute(reading, row))
        except Refusal as refusal:
            again = canonical({"refused": {"code": refusal.code, "detail": refusal.detail}})
    found = list(_differences(row, again))
    return {
        "assessment": row.id,
        "identical": not found,
        "known_at": instant_text(row.known_at),
        "stored_sha256": row.sha256,
        "replayed_sha256": sha256(again),
        "differences": found[:_DIFFERENCES_MAX],
    }


def differences(stored: Json, replayed: Json, path: str = "") -> Iterator[Json]:
    """Yield where two documents differ, as `{path, stored, replayed}`."""
    if stored == replayed:
        return
    if isinstance(stored, dict) and isinstance(replayed, dict):
        for name in sorted(stored.keys() | replayed.keys()):
            yield from differences(stored.get(name), replayed.get(name), f"{path}/{name}")
    elif isinstance(stored, list) and isinstance(replayed, list) and len(stored) == len(replayed):
        for position, (before, after) in enumerate(zip(stored, replayed, strict=True)):
            yield from differences(before, after, f"{path}/{position}")
    else:
        yield {"path": path, "stored": stored, "replayed": replayed}


def _differences(row: AssessmentRow, again: bytes) -> Iterator[Json]:
    """Compare the stored bytes with what was computed and with their own hash."""
    if again != row.document:
        yield from differences(read_canonical(row.document), read_canonical(again))
    if sha256(row.document) != row.sha256:
        yield {"path": "/document_sha256", "stored": row.sha256, "replayed": sha256(row.document)}


def _compute(reading: Reading, row: AssessmentRow) -> Json:
    library = recorded_library(reading).as_known_at(row.known_at)
    quotes = RecordedQuotes(lambda: nullcontext(reading), row.known_at)
    case, statements = facts_of(reading, library.schedule(row.schedule), row)
    grounds = Grounds(library, quotes, row.known_at, statements)
    lapsed = lapsed_in(read_canonical(row.document), library.by_sha256)
    return assess_case(grounds, case, lapsed=lapsed).assessment.document
