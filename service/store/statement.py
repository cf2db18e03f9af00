"""
Statements that are always the same but for their values, worked out once: as text, for each kind of database.

SQLAlchemy writes them, so that there is one definition for both databases, and is then out of the way: what remains of
a read is the driver, and the conversion of its values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, Generic, NamedTuple, TypeVar, cast

from sqlalchemy import Executable, Select
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

from service.store.types import Convert, from_sqlite, from_wire, to_sqlite, to_wire, wire_format

Values = Mapping[str, object]
NO_VALUES: Final[Values] = {}
_Row = TypeVar("_Row")


class Text(NamedTuple):
    """
    A statement as one kind of database reads it, and what turns named values into those of its places.

    *wire* is *text* in bytes; *fixed* are the values that the statement itself names; *formats* are those that libpq
    is given the values of the places in, where not all of them are text.
    """

    text: str
    wire: bytes
    places: tuple[tuple[str, Convert | None], ...]
    fixed: dict[str, object]
    formats: tuple[int, ...] | None

    def arrange(self, values: Values) -> list[Any]:
        """Return the values of the places, converted, in their order."""
        given = {**self.fixed, **values} if self.fixed else values
        return [
            value if (value := given[name]) is None or convert is None else convert(value)
            for name, convert in self.places
        ]


class Statement:
    """A statement of SQLAlchemy's Core with named values."""

    def __init__(self, statement: Executable) -> None:
        """Take the statement; the text is made when it is first needed."""
        self.statement = statement

    @cached_property
    def sqlite(self) -> Text:
        """As SQLite's driver takes it, with `?` for a place."""
        return _text(self.statement, SQLiteDialect(paramstyle="qmark"), to_sqlite)

    @cached_property
    def postgresql(self) -> Text:
        """As libpq takes it, with `$1` for a place."""
        dialect = PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call] # SQLAlchemy has no types here
        return _text(self.statement, dialect, to_wire)


class Query(Statement, Generic[_Row]):
    """A statement that returns the members of a row, in their order."""

    def __init__(self, row: Callable[..., _Row], statement: Select[Any]) -> None:
        """Take the statement, and what makes a row of the values of its columns: mostly a row class."""
        super().__init__(statement)
        self._row = row
        self._kinds = [column.type for column in statement.selected_columns]

    @cached_property
    def from_sqlite(self) -> Callable[[Sequence[Any]], _Row]:
        """What makes a row of a record of SQLite's driver."""
        return self._maker(from_sqlite)

    @cached_property
    def from_wire(self) -> Callable[[Sequence[Any]], _Row]:
        """What makes a row of the texts of PostgreSQL."""
        return self._maker(from_wire)

    def _maker(self, converting: Callable[[Any], Convert | None]) -> Callable[[Sequence[Any]], _Row]:
        row, converts = self._row, [converting(kind) for kind in self._kinds]

        def make(record: Sequence[Any]) -> _Row:
            return row(
                *[
                    value if value is None or convert is None else convert(value)
                    for convert, value in zip(converts, record, strict=True)
                ]
            )

        return make


def _text(statement: Executable, dialect: DefaultDialect, converting: Callable[[Any], Convert | None]) -> Text:
    """Compile *statement*; *converting* says how a value of a type is converted."""
    compiled = cast("SQLCompiler", cast("ClauseElement", statement).compile(dialect=dialect))
    text, binds = str(compiled), compiled.binds
    places = tuple((name, converting(binds[name].type)) for name in compiled.positiontup or ())
    formats = tuple(wire_format(binds[name].type) for name, _ in places)
    fixed = {name: bind.effective_value for name, bind in binds.items() if not bind.required}
    return Text(text, text.encode(), places, fixed, formats if any(formats) else None)
