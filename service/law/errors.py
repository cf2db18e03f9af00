"""
What is wrong with a schedule document: where, what was found, what was expected, and how to mend it.

Places inside a document are JSON pointers (RFC 6901), with the line of the file where one is known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final, NamedTuple

from service.domain.errors import Fault, Nonsense

_SHOWN: Final = 80


class DocumentFault(NamedTuple):
    """One thing wrong with one document; *line* counts from 1 and is open where the document is not a file."""

    file: str
    path: str
    code: str
    found: str
    expected: str
    remedy: str
    line: int | None = None

    @property
    def place(self) -> str:
        """Name the place as compilers do: `kz/digital_mining_fee/2024.yaml:31 /components/2/of`."""
        line = "" if self.line is None else f":{self.line}"
        return f"{self.file}{line} {self.path or '/'}"

    def __str__(self) -> str:
        """Write it out for people, on four lines."""
        return (
            f"{self.place} ({self.code})\n"
            f"    found     {self.found}\n"
            f"    expected  {self.expected}\n"
            f"    to mend   {self.remedy}"
        )


class DocumentError(Exception):
    """A document is refused, for every one of its *faults*."""

    def __init__(self, faults: Iterable[DocumentFault]) -> None:
        """Keep *faults* in the order in which a reader meets them: by file, then by line."""
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line or 0, fault.path, fault.code)))
        super().__init__("\n".join(map(str, self.faults)))

    def refusal(self) -> Nonsense:
        """Return it as a refusal of the service (422), for whoever sent the document."""
        count = len(self.faults)
        detail = f"The schedule document has {count} {'fault' if count == 1 else 'faults'}."
        faults = [
            Fault(fault.path, fault.code, f"Found {fault.found}; expected {fault.expected}. {fault.remedy}")
            for fault in self.faults
        ]
        return Nonsense("document-refused", detail, faults=faults)


def fault(path: str, code: str, *, found: str, expected: str, remedy: str) -> DocumentFault:
    """Make a fault of a document whose file the caller does not know; `placed` adds it."""
    return DocumentFault("", path, code, found, expected, remedy)


def pointer(*parts: str | int) -> str:
    """Write the way to a member of a document as a JSON pointer."""
    return "".join(f"/{part}" if isinstance(part, int) else f"/{_escaped(part)}" for part in parts)


def _escaped(name: str) -> str:
    return name if name.isidentifier() else name.replace("~", "~0").replace("/", "~1")


def shown(value: object) -> str:
    """Show what was found as JSON, cut short where it is long."""
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def listed(values: Iterable[str]) -> str:
    """List what would have been right, in a fixed order, cut short where there is much of it."""
    names = sorted(values)
    if not names:
        return "none"
    text = ", ".join(names[:12])
    return text if len(names) <= 12 else f"{text} and {len(names) - 12} more"  # noqa: PLR2004
