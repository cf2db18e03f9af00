"""Read law that is being published: drafts, the checks of one, what it changes, and what changes between versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.kernel.publication.report import change_json, report_json
from service.law.diff import diff
from service.usecases.access import require
from service.usecases.known_at import law_at
from service.usecases.law_drafts import (
    has_jurisdiction,
    known_versions,
    law_draft_etag,
    law_draft_json,
    law_draft_summary,
    visible_draft,
)
from service.usecases.record_library import read_text
from service.usecases.review_law import report_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.law.document import Version
    from service.store.reading import Reading
    from service.store.rows import LawDraft
    from service.usecases.requests import Page
    from service.usecases.service import Service


def read_law_draft(service: Service, principal: Principal, identifier: str) -> tuple[dict[str, Json], str]:
    """Read a draft whole, and its ETag; the checks of its text are read apart."""
    require(principal, "law:read")
    with service.store.reading() as reading:
        draft = visible_draft(reading, principal, identifier)
        superseded_by = _superseded_by(service, reading, draft)
        document = law_draft_json(draft, reading.law_steps(identifier), superseded_by, service.clock())
    return document, law_draft_etag(draft.row)


def list_law_drafts(service: Service, principal: Principal, page: Page) -> dict[str, Json]:
    """List the drafts that *principal* sees, by pages, oldest first."""
    require(principal, "law:read")
    if not has_jurisdiction(principal, principal.jurisdiction or ""):
        return {"items": [], "next_cursor": None}
    with service.store.reading() as reading:
        rows = reading.law_drafts(principal.jurisdiction, after=page.after, limit=page.limit + 1)
    items: list[Json] = [law_draft_summary(row) for row in rows[: page.limit]]
    more = len(rows) > page.limit
    return {"items": items, "next_cursor": rows[page.limit - 1].id if more else None}


def check_law_draft(service: Service, principal: Principal, identifier: str) -> dict[str, Json]:
    """Check a draft as its publication would, beside the law that is recorded by now."""
    require(principal, "law:read")
    with service.store.reading() as reading:
        row = visible_draft(reading, principal, identifier).row
        return report_json(report_of(reading, row, row.cliffs_accepted))


def diff_law_draft(service: Service, principal: Principal, identifier: str) -> dict[str, Json]:
    """
    Say what a draft changes against the version that it replaces, else against the last one before it.

    The first version of a schedule changes nothing.
    """
    require(principal, "law:read")
    with service.store.reading() as reading:
        row = visible_draft(reading, principal, identifier).row
        known = known_versions(reading, row.schedule).standing
    _, version = read_text(row.schedule_content, row.content)
    before = _predecessor(version, known)
    return diff_json(before, version)


def diff_versions(
    service: Service, schedule: str, version: str, against: str, *, known_at: datetime | None = None
) -> dict[str, Json]:
    """
    Say what changes from the version *against* to *version* of a schedule, as known at an instant (none: now).

    Raises:
        NotFound: there is no such schedule or version.
    """
    with law_at(service, known_at) as library:
        before, after = (library.version(schedule, name).version for name in (against, version))
    return diff_json(before, after)


def diff_json(before: Version | None, after: Version) -> dict[str, Json]:
    """Represent what changes between two versions, as data and in words."""
    changes = [] if before is None else diff(before, after)
    return {
        "object": "version_diff",
        "schedule": after.schedule,
        "from": None if before is None else before.version,
        "to": after.version,
        "changes": [change_json(change) for change in changes],
    }


def _predecessor(version: Version, known: Iterable[Version]) -> Version | None:
    others = [other for other in known if other.version != version.version]
    replaced = [other for other in others if other.version == version.replaces]
    start = version.valid_from
    earlier = [
        other
        for other in others
        if other.status.is_law and (other.valid_from is None or (start is not None and other.valid_from <= start))
    ]
    in_order = sorted(earlier, key=lambda other: (other.valid_from is not None, other.valid_from))
    return next(iter(replaced or in_order[-1:]), None)


def _superseded_by(service: Service, reading: Reading, draft: LawDraft) -> str | None:
    """Return the version that has taken the place of a published draft, as it is known now."""
    if draft.publication is None:
        return None
    now = service.clock()
    for recorded in known_versions(reading, draft.row.schedule).recorded:
        standing = recorded.withdrawn_at is None and recorded.recorded_at <= now
        if standing and recorded.version.replaces == draft.row.version:
            return recorded.version.version
    return None
