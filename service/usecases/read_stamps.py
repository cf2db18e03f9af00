"""Read the stamped checkpoints of the audit log, as anybody may: each with what an authority for time says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.clock import instant_text
from service.evidence.notes import base64_text

if TYPE_CHECKING:
    from service.domain.canonical import Json
    from service.store.reading import Stamped
    from service.usecases.requests import Page
    from service.usecases.service import Service


def list_stamps(service: Service, page: Page) -> dict[str, Json]:
    """
    List the stamped checkpoints that have the leaf `page.after` in them, the smallest first.

    They are given as they are kept: whoever relies on one checks it, against certificates of their own choice.
    """
    after = -1 if page.after is None else int(page.after)
    with service.store.reading() as reading:
        found = reading.stamped_over(after, page.limit + 1)
    items = [_document(each) for each in found[: page.limit]]
    cursor = str(found[page.limit - 1].stamp.size) if len(found) > page.limit else None
    return {"items": list(items), "next_cursor": cursor}


def _document(stamped: Stamped) -> dict[str, Json]:
    stamp, checkpoint = stamped
    return {
        "object": "log_stamp",
        "size": stamp.size,
        "authority": stamp.authority,
        "stamped_at": instant_text(stamp.stamped_at),
        "checkpoint": checkpoint.note,
        "response": base64_text(stamp.response),
    }
