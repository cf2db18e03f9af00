"""What the commitments of events open to, where that is still kept: the one place that asks for openings."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from service.domain.errors import Gone
from service.usecases.openings import open_event

if TYPE_CHECKING:
    from pathlib import Path

    from service.audit.commitments import Opening
    from service.domain.canonical import Json
    from service.store.reading import Reading
    from service.store.rows import EventRow


def opened(reading: Reading, keys: Path, event: EventRow) -> tuple[Opening, ...]:
    """Return all that the commitments of *event*, and of others of the same request, open to; nothing once erased."""
    try:
        return open_event(reading, keys, event)
    except Gone:
        return ()


def opening_of(openings: tuple[Opening, ...], commitment: str | None) -> dict[str, Json] | None:
    """Return, for a document, what *commitment* opens to; nothing where there is none, or it was erased."""
    found = next((each for each in openings if each.commitment == commitment), None)
    if found is None:
        return None
    return {"field": found.field, "salt": b64encode(found.salt).decode(), "value": found.value}
