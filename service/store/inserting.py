"""The INSERTs of PostgreSQL: many rows in few statements, of few different shapes, so that each is prepared once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Final

from service.store.arrays import inserts_of_arrays
from service.store.exchange import Exchange
from service.store.mapping import Writing

# Rows of one INSERT of VALUES: few enough different statements to prepare. More than these go as arrays.
_ROWS: Final = 32
# Different statements for the rows of a unit of work; a connection keeps each that it has prepared.
_SHAPES: Final = 256
# Tables, each with a number of rows.
Shape = tuple[tuple[str, int], ...]


class Inserts:
    """The texts that insert rows, each written when it is first needed."""

    def __init__(self) -> None:
        """Begin with none."""
        self._texts: dict[Shape, bytes] = {}

    def send(self, exchange: Exchange, runs: Sequence[tuple[Writing, list[object]]]) -> None:
        """
        Put the INSERTs of all runs into *exchange*.

        The first goes by itself, so that an equal request stops there; the others in one statement when they are few.
        """
        first, others = runs[:1], runs[1:]
        for writing, rows in first:
            self._insert_run(exchange, writing, rows)
        shape = tuple((writing.table, len(rows)) for writing, rows in others)
        if not others or sum(number for _, number in shape) > _ROWS or not self._is_worth_preparing(shape):
            for writing, rows in others:
                self._insert_run(exchange, writing, rows)
            return
        values = [value for writing, rows in others for row in rows for value in writing.values(row)]
        formats = [form for writing, rows in others for form in writing.formats * len(rows)]
        exchange.send(self._text(shape, others), values, formats)

    def _insert_run(self, exchange: Exchange, writing: Writing, rows: list[object]) -> None:
        """Put the INSERTs of one run into *exchange*."""
        if len(rows) > _ROWS:
            for text, arrays, formats in inserts_of_arrays(writing, rows):
                exchange.send(text, arrays, formats)
            return
        values = [value for row in rows for value in writing.values(row)]
        shape = ((writing.table, len(rows)),)
        exchange.send(self._text(shape, [(writing, rows)]), values, writing.formats * len(rows))

    def _is_worth_preparing(self, shape: Shape) -> bool:
        return shape in self._texts or len(self._texts) < _SHAPES

    def _text(self, shape: Shape, runs: Sequence[tuple[Writing, list[object]]]) -> bytes:
        """Return the text that inserts so many rows into these tables: all are checked at its end."""
        text = self._texts.get(shape)
        if text is None:
            text = self._texts[shape] = _inserting(runs)
        return text


def _inserting(runs: Sequence[tuple[Writing, list[object]]]) -> bytes:
    """Write one statement for all *runs* (PostgreSQL, 7.8.4, Data-Modifying Statements in WITH)."""
    place, inserts = count(1), []
    for writing, rows in runs:
        columns = ", ".join(f'"{column}"' for column in writing.columns)
        values = ", ".join(f"({', '.join(f'${next(place)}' for _ in writing.columns)})" for _ in rows)
        inserts.append(f"INSERT INTO {writing.table} ({columns}) VALUES {values}")  # noqa: S608 -- names of our own metadata
    *before, last = inserts
    named = ", ".join(f"w{number} AS ({insert})" for number, insert in enumerate(before))
    return (f"WITH {named} {last}" if named else last).encode()
