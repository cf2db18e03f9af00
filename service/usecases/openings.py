"""Open what events commit to: all of it that is still kept, or chosen fields only, each with a salt of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.audit.commitments import Opening, openings_of
from service.audit.opening_keys import Place, Wrapped, unseal
from service.domain.errors import Gone
from service.store.sealing import erased

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from service.store.reading import Reading
    from service.store.rows import EventRow, OpeningKeyRow, OpeningRow


def open_event(
    reading: Reading, keys: Path, event: EventRow, fields: Collection[str] | None = None
) -> tuple[Opening, ...]:
    """
    Return what the commitments of *event*, and of its operator's others of the same request, open to.

    With *fields* only those: a salt opens its own field and tells nothing of another, and the seed of the salts never
    leaves. *keys* is the directory of the keys of openings.

    Raises:
        Gone: `erased`, they were destroyed; the event itself stays in the log, and proven.
    """
    kept = reading.opening(event.sealing)
    key = None if kept is None else reading.opening_key(kept.subject)
    if kept is None or key is None:
        if event.operator is not None:
            raise erased(event.operator)
        raise Gone("erased", f"What the event {event.id} commits to is not kept any more.")
    opened = _unsealed(keys, kept, key)
    return opened if fields is None else tuple(each for each in opened if each.field in fields)


def open_events(reading: Reading, keys: Path, events: Collection[EventRow]) -> dict[str, tuple[Opening, ...]]:
    """Return the same for each of *events* by its identifier, in one round trip; nothing for those that were erased."""
    # That somebody's data were erased is sealed by the service's own key, and still is an event of that operator.
    subjects = {"", *(event.operator or "" for event in events)}
    rows, held = reading.openings_and_keys((event.sealing for event in events), subjects)
    opened = {row.event: _unsealed(keys, row, held[row.subject]) for row in rows.values() if row.subject in held}
    return {event.id: opened.get(event.sealing, ()) for event in events}


def _unsealed(keys: Path, kept: OpeningRow, key: OpeningKeyRow) -> tuple[Opening, ...]:
    place = Place(kept.event, kept.subject, kept.fields)
    return openings_of(*unseal(keys, Wrapped(key.wrapped_by, key.wrapped), place, kept.sealed))
