"""The document of a declaration: what was declared, as it is hashed, with the person who did and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.canonical import read_canonical

if TYPE_CHECKING:
    from service.domain.canonical import Json
    from service.store.rows import DeclarationRow


def declaration_json(row: DeclarationRow, superseded_by: str | None) -> dict[str, Json]:
    """Represent a declaration; `document_sha256` is the hash of the canonical JSON of `declared`."""
    return {
        "object": "declaration",
        "id": row.id,
        "operator": row.operator,
        "declarant": row.declarant or None,
        "declared": read_canonical(row.document),
        "document_sha256": row.sha256,
        "superseded_by": superseded_by,
        "links": {
            "self": f"/v1/declarations/{row.id}",
            "assessment": f"/v1/assessments/{row.assessment}",
            "obligation": f"/v1/obligations/obl_{row.subject}.{row.schedule}.{row.period_start.isoformat()}",
        },
    }
