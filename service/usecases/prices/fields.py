"""The named fields of one line of a file, read one by one; what cannot be read is noted, and reading goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from service.usecases.prices.sheet import QuoteFault, Sheet
from service.usecases.prices.values import NotAValue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value = TypeVar("Value")


class Fields:
    """A line of a file with its fields by name."""

    def __init__(self, sheet: Sheet, line: int, texts: Mapping[str, str | None]) -> None:
        """Read *texts*, which stand on *line*, and note faults on *sheet*."""
        self.line = line
        self._sheet = sheet
        self._texts = texts

    def read(self, field: str, reader: Callable[[str], Value]) -> Value | None:
        """Read one field with a reader of `values`; nothing, and a noted fault, where it cannot be read."""
        found = (self._texts.get(field) or "").strip()
        problem = NotAValue("missing", "a value")
        if found:
            try:
                return reader(found)
            except NotAValue as refused:
                problem = refused
        remedy = "correct the file, or get it again from its publisher"
        self._sheet.refuse(QuoteFault(self.line, field, problem.code, found or "nothing", problem.expected, remedy))
        return None
