"""Hold this release to what was published: the cases at the edges of a version, kept when it was submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.domain.canonical import read_canonical
from service.kernel.program import Program
from service.kernel.publication.boundaries import boundary_differences
from service.usecases.access import require
from service.usecases.law_drafts import has_jurisdiction, visible_draft
from service.usecases.record_library import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.store.reading import Reading
    from service.store.rows import LawDraftRow
    from service.usecases.service import Service

_AT_ONCE = 100


def recompute_edges(service: Service, principal: Principal, identifier: str | None = None) -> dict[str, Json]:
    """
    Compute again the cases at edges that were kept with a draft, or (none) with each that *principal* sees.

    Says of every version how many there are, and which come out otherwise than they did when it was submitted.

    Raises:
        NotFound: there is no such draft that *principal* may see.
    """
    require(principal, "law:read")
    with service.store.reading() as reading:
        if identifier is not None:
            rows = [visible_draft(reading, principal, identifier).row]
        else:
            rows = [*_seen(reading, principal)]
    return {"object": "recomputed_edges", "versions": [_recomputed(row) for row in rows if row.boundary_cases]}


def _seen(reading: Reading, principal: Principal) -> Iterator[LawDraftRow]:
    if not has_jurisdiction(principal, principal.jurisdiction or ""):
        return
    after = None
    while rows := reading.law_drafts(principal.jurisdiction, after=after, limit=_AT_ONCE):
        yield from rows
        after = rows[-1].id


def _recomputed(row: LawDraftRow) -> dict[str, Json]:
    cases: Any = read_canonical(row.boundary_cases or b"[]")
    differing: list[Json] = [*boundary_differences(Program(*read_text(row.schedule_content, row.content)), cases)]
    return {
        "draft": row.id,
        "version": f"{row.schedule}@{row.version}",
        "state": row.state,
        "cases": len(cases),
        "differing": differing,
    }
