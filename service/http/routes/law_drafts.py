"""`/v1/law-drafts`: versions of the law before they are law, from the draft to the publication."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.http.answers import json_answer, tagged, written
from service.http.authentication import principal
from service.http.context import service
from service.http.idempotency import command
from service.http.paging import PAGE, listed, page
from service.http.preconditions import if_match
from service.http.queries import takes
from service.http.schemas.law import LAW_TEXT, PUBLISHING, SUBMISSION
from service.http.schemas.reasons import REASON
from service.usecases.draft_law import change_law_draft, draft_law
from service.usecases.preview_impact import preview_impact
from service.usecases.publish_law import publish_law_draft
from service.usecases.read_law import check_law_draft, diff_law_draft, list_law_drafts, read_law_draft
from service.usecases.review_law import reject_law_draft, submit_law_draft

LAW_DRAFTS: Final = Blueprint("law_drafts", __name__, url_prefix="/v1/law-drafts")


@LAW_DRAFTS.post("", endpoint="draftLaw")
def create() -> Response:
    """Draft a version."""
    asked, text = command(LAW_TEXT)
    return written(draft_law(service(), asked, text))


@LAW_DRAFTS.get("", endpoint="listLawDrafts")
@takes(PAGE)
def list_all() -> Response:
    """List the drafts that the key sees."""
    return listed(list_law_drafts(service(), principal(), page()))


@LAW_DRAFTS.get("/<draft>", endpoint="readLawDraft")
def read(draft: str) -> Response:
    """Read a draft."""
    return tagged(read_law_draft(service(), principal(), draft))


@LAW_DRAFTS.put("/<draft>", endpoint="changeLawDraft")
def change(draft: str) -> Response:
    """Put other texts in the place of those of a draft."""
    asked, text = command(LAW_TEXT)
    return written(change_law_draft(service(), asked, draft, if_match(), text))


@LAW_DRAFTS.get("/<draft>/checks", endpoint="checkLawDraft")
def check(draft: str) -> Response:
    """Check a draft as its publication would."""
    return json_answer(check_law_draft(service(), principal(), draft))


@LAW_DRAFTS.get("/<draft>/diff", endpoint="diffLawDraft")
def diff(draft: str) -> Response:
    """Say what a draft changes."""
    return json_answer(diff_law_draft(service(), principal(), draft))


@LAW_DRAFTS.get("/<draft>/impact", endpoint="previewImpact")
def impact(draft: str) -> Response:
    """Preview what a draft would change."""
    return json_answer(preview_impact(service(), principal(), draft))


@LAW_DRAFTS.post("/<draft>/submit", endpoint="submitLawDraft")
def submit(draft: str) -> Response:
    """Submit a draft for review."""
    asked, accepted = command(SUBMISSION)
    return written(submit_law_draft(service(), asked, draft, if_match(), accepted))


@LAW_DRAFTS.post("/<draft>/reject", endpoint="rejectLawDraft")
def reject(draft: str) -> Response:
    """Send a draft back to its author."""
    asked, reason = command(REASON)
    return written(reject_law_draft(service(), asked, draft, if_match(), reason))


@LAW_DRAFTS.post("/<draft>/publish", endpoint="publishLawDraft")
def publish(draft: str) -> Response:
    """Publish a draft."""
    asked, publishing = command(PUBLISHING)
    return written(publish_law_draft(service(), asked, draft, if_match(), publishing))
