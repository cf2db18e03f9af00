"""The formats of exports: what a reader of CSV gets back is what was written, and no cell is a formula."""

from __future__ import annotations

import csv
import io
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.canonical import read_canonical
from service.usecases.exports.formats import Format

_MEMBERS: Final = ("a", "b")
_TEXTS: Final = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


def cells(lines: list[dict[str, str | int | None]]) -> list[list[str]]:
    """Write *lines* and read them as a spreadsheet does."""
    written = Format.CSV.body(_MEMBERS, lines).decode()
    return list(csv.reader(io.StringIO(written, newline=""), strict=True))


def test_csv_is_that_of_rfc_4180() -> None:
    """A header row, lines that end with CR LF, quotes where they are needed, empty cells for what is none."""
    lines: list[dict[str, str | int | None]] = [{"a": 'say "1,5"', "b": None}, {"a": True, "b": 2}]

    assert b"a,b\r\n" == Format.CSV.head(_MEMBERS)
    assert b'"say ""1,5""",\r\ntrue,2\r\n' == Format.CSV.body(_MEMBERS, lines)


def test_json_lines_are_canonical_objects() -> None:
    """Each on a line of its own, with null for what is none, and no header."""
    assert b"" == Format.JSON_LINES.head(_MEMBERS)
    assert b'{"a":"x\\n","b":null}\n{"a":true,"b":2}\n' == Format.JSON_LINES.body(
        _MEMBERS, [{"b": None, "a": "x\n"}, {"a": True, "b": 2}]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("-", "'-"),
        ("\t=1", "'\t=1"),
        ("-12.50", "-12.50"),
        ("-0", "-0"),
        ("2025-01-01", "2025-01-01"),
        ("a=1", "a=1"),
    ],
)
def test_a_cell_is_no_formula_and_a_number_stays_as_it_is(text: str, expected: str) -> None:
    """An apostrophe makes a text of what a spreadsheet would compute; figures below zero keep their sign."""
    assert [[expected, ""]] == cells([{"a": text, "b": None}])


@given(st.lists(st.tuples(_TEXTS, st.none() | _TEXTS)))
def test_whatever_is_written_is_read_again(rows: list[tuple[str, str | None]]) -> None:
    """With any characters in any cell, but for the apostrophe before formulas."""
    lines: list[dict[str, str | int | None]] = [dict(zip(_MEMBERS, row, strict=True)) for row in rows]

    for written, read in zip(rows, cells(lines), strict=True):
        for before, after in zip(written, read, strict=True):
            assert after in (before or "", f"'{before}")
            assert not after.startswith(("=", "+", "@", "\t", "\r"))
    assert lines == [read_canonical(line) for line in Format.JSON_LINES.body(_MEMBERS, lines).split(b"\n")[:-1]]
