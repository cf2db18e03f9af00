"""Whether a stored document has a text in it, asked of its bytes: no database parses what it keeps as it was hashed."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from service.store.types import Flag


class Contains(GenericFunction[bool]):
    """Tells whether its first argument, a document, contains its second."""

    type = Flag()
    inherit_cache = True


@compiles(Contains)
def _contains(element: Any, compiler: Any, **options: Any) -> str:
    document, part = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CASE WHEN instr({document}, {part}) > 0 THEN 'true' ELSE 'false' END"


@compiles(Contains, "postgresql")
def _position(element: Any, compiler: Any, **options: Any) -> str:
    document, part = (compiler.process(clause, **options) for clause in element.clauses)
    return f"position({part} IN {document}) > 0"
