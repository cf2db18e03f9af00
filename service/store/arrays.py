"""
INSERTs of PostgreSQL for many rows of one table, the same however many they are: an array for each column.

An INSERT of VALUES has a place for each value of each row, and is another statement for each number of rows. Arrays go
in the form of their wire (`array_recv` in the server's arrayfuncs.c), their elements as texts that the server casts, or
as the bytes they are.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy.dialects.postgresql.base import PGDialect

from service.store.mapping import Writing
from service.store.types import Convert

# Rows of one statement: enough to have its cost shared, and few enough to be one message.
_ROWS: Final = 2_000
_IN_BYTES: Final = 1  # libpq's name for what comes in the form of its wire
_ELEMENTS: Final = ("text", "bytea")  # by the wire format of a column
_OIDS: Final = (25, 17)  # of the two, in pg_type
# Dimensions, whether there are nulls, the type of elements, how many they are, and the number of the first.
_HEAD: Final = struct.Struct("!iiIii")
_LENGTH: Final = struct.Struct("!i")
_NULL: Final = _LENGTH.pack(-1)


def inserts_of_arrays(writing: Writing, rows: Sequence[object]) -> Iterator[tuple[bytes, list[bytes], list[int]]]:
    """Yield the statements that insert *rows*, each with its values and their formats."""
    formats = [_IN_BYTES] * len(writing.columns)
    for start in range(0, len(rows), _ROWS):
        yield _inserting(writing), _arrays(writing, rows[start : start + _ROWS]), formats


@lru_cache(maxsize=256)
def _inserting(writing: Writing) -> bytes:
    """Return the text that inserts the rows of *writing* from one array a column."""
    dialect = PGDialect()  # type: ignore[no-untyped-call] # SQLAlchemy has no types here
    names = [f"c{place}" for place in range(len(writing.columns))]
    casts = (f"{name}::{kind.compile(dialect)}" for name, kind in zip(names, writing.kinds, strict=True))
    arrays = (f"${place}::{_ELEMENTS[form]}[]" for place, form in enumerate(writing.formats, 1))
    columns = ", ".join(f'"{column}"' for column in writing.columns)
    return (
        f"INSERT INTO {writing.table} ({columns}) SELECT {', '.join(casts)} "  # noqa: S608 -- names of our own metadata
        f"FROM unnest({', '.join(arrays)}) AS given ({', '.join(names)})"
    ).encode()


def _arrays(writing: Writing, rows: Iterable[object]) -> list[bytes]:
    """Return the values of *rows*, of which there is at least one, as the arrays that `_inserting` asks for."""
    columns = zip(*map(writing.members, rows), strict=True)
    return [
        _array(column, convert, form)
        for column, convert, form in zip(columns, writing.converts, writing.formats, strict=True)
    ]


def _array(values: tuple[Any, ...], convert: Convert, form: int) -> bytes:
    """Write one array; what stands in a column many times on end (an instant, a schedule) is converted once."""
    pack, before, element = _LENGTH.pack, None, _NULL
    parts = [_HEAD.pack(1, 1, _OIDS[form], len(values), 1)]
    for value in values:
        if value is not before:
            before, element = value, _NULL
            if value is not None:
                text = convert(value)
                element = pack(len(text)) + text
        parts.append(element)
    return b"".join(parts)
