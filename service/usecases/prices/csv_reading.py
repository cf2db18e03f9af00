"""Comma-separated values (RFC 4180) in UTF-8, line by line, each with its number; ragged lines are faults."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from service.usecases.prices.sheet import QuoteFault, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def read_lines(sheet: Sheet, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield every line that is not blank with its number (from 1); note on *sheet* what is broken."""
    text = _decoded(sheet, content)
    if text is None:
        return
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        for values in reader:
            stripped = [value.strip() for value in values]
            if any(stripped):
                yield reader.line_num, stripped
    except csv.Error as problem:
        sheet.refuse(_broken(reader.line_num, str(problem)))


def matched(sheet: Sheet, line: int, header: Sequence[str], values: Sequence[str]) -> dict[str, str | None] | None:
    """Pair *values* with the names of *header*; nothing, and a noted fault, where their number differs."""
    if len(values) == len(header):
        return dict(zip(header, values, strict=True))
    expected = f"{len(header)} values: {', '.join(header)}"
    remedy = "put values that contain a comma in quotation marks"
    sheet.refuse(QuoteFault(line, "line", "values-missing-or-extra", f"{len(values)} values", expected, remedy))
    return None


def _decoded(sheet: Sheet, content: bytes) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        sheet.refuse(_broken(line, f"byte {problem.object[problem.start]:#04x} that is not UTF-8"))
        return None


def _broken(line: int, found: str) -> QuoteFault:
    return QuoteFault(line, "line", "not-csv", found, "comma-separated values in UTF-8", "save the file again as CSV")
