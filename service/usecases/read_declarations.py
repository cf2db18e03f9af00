"""Read declarations, and the texts that people declare by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.errors import NotFound
from service.domain.identifiers import is_identifier
from service.law.declaration_texts import declaration_texts
from service.usecases.access import missing, require, visible_assessment
from service.usecases.declaration_json import declaration_json
from service.usecases.known_at import reading_at

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.usecases.service import Service


def read_declaration(
    service: Service, principal: Principal, identifier: str, known_at: datetime | None = None
) -> dict[str, Json]:
    """
    Read a declaration, and whether a later one took its place.

    Raises:
        NotFound: there is no such declaration, or it is of an assessment that *principal* does not see.
    """
    require(principal, "assessments:read")
    with reading_at(service, known_at) as reading:
        row = reading.declaration(identifier) if is_identifier(identifier, "declaration") else None
        if row is None:
            raise missing("declaration", identifier)
        try:
            visible_assessment(reading, principal, row.assessment)
        except NotFound:
            raise missing("declaration", identifier) from None
        chain = reading.declaration_chain(row.subject, row.schedule, row.period_start)
        return declaration_json(row, next((each.id for each in chain if each.supersedes == row.id), None))


def list_texts() -> dict[str, Json]:
    """List the texts that can be declared by, with their hashes."""
    return {"items": [text.as_json() for text in declaration_texts().values()], "next_cursor": None}
