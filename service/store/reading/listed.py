"""Many names given as one value: a statement that asks for them is the same however many there are, and is prepared."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import NullType

from service.store.types import Names

_NAMES: Final = "names"


class Listed(GenericFunction[Any]):
    """Tells whether its first argument is one of the names of its second, a JSON array (see `types.Names`)."""

    # SQLAlchemy would compare what is of type Boolean with 1 in SQLite, and no index would be used.
    type = NullType()
    inherit_cache = True


@compiles(Listed)
def _in_json(element: Any, compiler: Any, **options: Any) -> str:
    column, names = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({names}))"  # noqa: S608 -- of compiled clauses


@compiles(Listed, "postgresql")
def _in_array(element: Any, compiler: Any, **options: Any) -> str:
    column, names = (compiler.process(clause, **options) for clause in element.clauses)
    # Unpacked once, before the search; the planner takes an array for ten names, and looks each up in an index.
    return f"{column} = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST({names} AS jsonb))))"


def listed(column: ColumnElement[Any], names: str = _NAMES) -> ColumnElement[bool]:
    """Tell whether *column* is one of the names given as the value *names*."""
    return Listed(column, bindparam(names, type_=Names()))
