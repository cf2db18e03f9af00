"""A document as it was read, by whatever read it: its content, and where in its file each place stands."""

from __future__ import annotations

from typing import NamedTuple

from service.domain.canonical import Json
from service.law.errors import DocumentFault


class Source(NamedTuple):
    """A document as plain JSON, its file, and the line of each place in it (by JSON pointer)."""

    file: str
    content: Json
    lines: dict[str, int]

    def placed(self, fault: DocumentFault) -> DocumentFault:
        """Give *fault* the file and the line of its place, or of the nearest place around it that is there."""
        path = fault.path
        while path and path not in self.lines:
            path = path.rpartition("/")[0]
        return fault._replace(file=self.file, line=self.lines.get(path, 1))
