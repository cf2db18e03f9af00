"""The states of a report and their guards: drafts, revisions, ETags, and one report a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.errors import Conflict, Fault, Stale

if TYPE_CHECKING:
    from service.store.reading import Filing
    from service.store.rows import DraftRow, RevisionRow


def draft_etag(draft: DraftRow) -> str:
    """Return the strong ETag (RFC 9110, 8.8.3) of a draft: it changes with every change."""
    return f'"{draft.report}-{draft.revision}-draft-{draft.version}"'


def revision_etag(revision: RevisionRow) -> str:
    """Return the strong ETag of a submitted revision, which never changes."""
    return f'"{revision.report}-{revision.revision}"'


def require_match(if_match: str, current: str) -> None:
    """
    Demand that the sender has seen the present state.

    Raises:
        Stale: the report has changed since.
    """
    if if_match.strip() != "*" and current not in [tag.strip() for tag in if_match.split(",")]:
        detail = f"The report has changed since you read it; its ETag is now {current}. Read it again, then repeat."
        raise Stale("stale-revision", detail)


def draft_of(draft: DraftRow | None, report: str) -> DraftRow:
    """
    Return *draft*, the one of *report*.

    Raises:
        Conflict: there is none, because the report was submitted; amend it instead.
    """
    if draft is None:
        raise Conflict(
            "invalid-state",
            "This report was submitted; what was submitted never changes. Amend it to make a new revision.",
            extra={"links": {"amend": f"/v1/reports/{report}/amend"}},
        )
    return draft


def refuse_overlap(filing: Filing) -> None:
    """
    Refuse a second report for days of a farm that were reported already.

    Raises:
        Conflict: `period-already-reported`, with a link to the report to amend.
    """
    if filing.overlapping:
        other = filing.overlapping[0]
        detail = (
            f"Report {other.id} covers {other.period_start} to {other.period_end} of this farm already. "
            "Amend that report, or report the days that it does not cover."
        )
        raise Conflict(
            "period-already-reported",
            detail,
            faults=[Fault("/period", "period-already-reported", f"expected days that {other.id} does not cover")],
            extra={"links": {"report": f"/v1/reports/{other.id}", "amend": f"/v1/reports/{other.id}/amend"}},
        )
