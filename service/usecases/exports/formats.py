"""
The formats of exports: CSV (RFC 4180) and JSON Lines (jsonlines.org), UTF-8, the same members in both.

A spreadsheet takes a cell that begins with one of `= + - @`, a tabulator or a carriage return for a formula (OWASP, CSV
Injection). A decimal number below zero is none; before anything else of the kind an apostrophe is put.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from enum import Enum
from io import StringIO
from typing import TYPE_CHECKING, Final

from service.domain.canonical import canonical

if TYPE_CHECKING:
    from service.usecases.exports.export import Line

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"-[0-9]+(?:\.[0-9]+)?", re.ASCII)


class Format(Enum):
    """A format: its media type, which is not registered for JSON Lines, and how its files are called."""

    CSV = "text/csv", "csv"
    JSON_LINES = "application/jsonl", "jsonl"

    def __init__(self, media_type: str, extension: str) -> None:
        """Take what tells it apart."""
        self.media_type = media_type
        self.extension = extension

    def head(self, columns: Sequence[str]) -> bytes:
        """Return what comes before the first line."""
        return _rows([columns]) if self is Format.CSV else b""

    def body(self, columns: Sequence[str], lines: Iterable[Line]) -> bytes:
        """Return *lines*; what does not apply is an empty cell, or null."""
        if self is Format.CSV:
            return _rows([_cell(line[column]) for column in columns] for line in lines)
        return b"".join(canonical(line) + b"\n" for line in lines)


def _rows(rows: Iterable[Sequence[str]]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _cell(value: str | int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return f"'{value}" if value.startswith(_FORMULA) and _NUMBER.fullmatch(value) is None else value
