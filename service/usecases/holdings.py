"""
Holdings: everything that is held of an operator, by identifier and hash, to be compared with its own books.

The list is the same whichever of the operator's keys asks, and with the same `known_at` it is the same for ever. Its
hash is the SHA-256 over the canonical JSON of each item followed by a line feed, in order.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.canonical import canonical
from service.domain.clock import instant_text
from service.domain.periods import Period
from service.usecases.access import require, visible_operator
from service.usecases.known_at import reading_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.store.reading import Reading
    from service.store.reading.declarations import HeldAssessment, HeldRevision
    from service.store.rows import DeclarationRow
    from service.usecases.requests import Page
    from service.usecases.service import Service

_END_OF_ITEM: Final = b"\n"


class _Asked(NamedTuple):
    """Whose holdings, by which knowledge, as far as which jurisdiction sees (none: all)."""

    operator: str
    known_at: datetime
    jurisdiction: str | None


def read_holdings(service: Service, principal: Principal, operator: str, page: Page) -> dict[str, Json]:
    """
    Read a page of what is held of an operator.

    `total` and `sha256` are those of the whole list, `counted` and `running_sha256` of all up to the end of this page.
    An authority is shown what lies in its jurisdiction.

    Raises:
        NotFound: there is no such operator, or it is another tenant's.
    """
    require(principal, "reports:read")
    require(principal, "assessments:read")
    asked = _Asked(operator, page.known_at or service.clock(), principal.jurisdiction)
    with reading_at(service, page.known_at) as reading:
        visible_operator(reading, principal, operator)
        items = list(_items(reading, asked))
    first = 0 if page.after is None else bisect_right(items, page.after, key=_identifier)
    last = min(first + page.limit, len(items))
    shown, rest = items[first:last], len(items) > last
    return {
        "object": "holdings",
        "operator": operator,
        "known_at": instant_text(asked.known_at),
        "total": len(items),
        "sha256": _digest(items),
        "counted": last,
        "running_sha256": _digest(items[:last]),
        "items": list(shown),
        "next_cursor": shown[-1]["id"] if rest else None,
    }


def _identifier(item: dict[str, Json]) -> str:
    return str(item["id"])


def _items(reading: Reading, asked: _Asked) -> Iterator[dict[str, Json]]:
    """Yield every item in the order of the identifiers: assessments, declarations, reports."""
    held = reading.held_assessments(*asked)
    seen = {row.id for row in held}
    yield from map(_assessment, held)
    for row in reading.declarations_of(asked.operator, asked.known_at):
        if row.assessment in seen:
            yield _declaration(row)
    for _, revisions in groupby(reading.held_revisions(*asked), attrgetter("report")):
        yield _report(list(revisions))


def _assessment(row: HeldAssessment) -> dict[str, Json]:
    return {
        "object": "assessment",
        "id": row.id,
        "subject": row.subject,
        "schedule": row.schedule,
        "version": row.version,
        "tax_period": Period(row.period_start, row.period_end).as_json(),
        "in_year": row.in_year,
        "supersedes": row.supersedes,
        "sha256": row.sha256,
        "created_at": instant_text(row.created_at),
    }


def _declaration(row: DeclarationRow) -> dict[str, Json]:
    return {
        "object": "declaration",
        "id": row.id,
        "assessment": row.assessment,
        "schedule": row.schedule,
        "tax_period": Period(row.period_start, row.period_end).as_json(),
        "number": row.number,
        "supersedes": row.supersedes,
        "sha256": row.sha256,
        "declared_at": instant_text(row.declared_at),
    }


def _report(revisions: list[HeldRevision]) -> dict[str, Json]:
    first = revisions[0]
    return {
        "object": "report",
        "id": first.report,
        "client_reference": first.client_reference,
        "farm": first.farm,
        "period": Period(first.period_start, first.period_end).as_json(),
        "revisions": [
            {"revision": row.revision, "sha256": row.sha256, "submitted_at": instant_text(row.submitted_at)}
            for row in revisions
        ],
    }


def _digest(items: list[dict[str, Json]]) -> str:
    digest = hashlib.sha256()
    for item in items:
        digest.update(canonical(item) + _END_OF_ITEM)
    return digest.hexdigest()
