"""
The totals of an export: how many lines, what they sum to, and the size and hash of the file in each format.

They are made from the very lines and bytes of the export. Whoever has the file adds up the same figures.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from service.domain.clock import instant_text
from service.domain.decimals import EXACT, ZERO
from service.usecases.exports.formats import Format

if TYPE_CHECKING:
    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.usecases.exports.export import Export, Line, Summing, Wanted
    from service.usecases.service import Service

Exporting = Callable[["Service", "Principal", "Wanted"], "Export"]


def read_totals(exporting: Exporting, service: Service, principal: Principal, wanted: Wanted) -> dict[str, Json]:
    """Read the totals of what *exporting* would export; raises what that does."""
    account = Account(exporting(service, principal, wanted), tuple(Format))
    for _ in account.pieces():
        pass
    return account.as_json()


class Account:
    """Writes an export in some formats, and keeps account of what it wrote."""

    def __init__(self, export: Export, formats: Sequence[Format]) -> None:
        """Prepare to write *export*."""
        self.lines = 0
        self._export = export
        self._sums = _Sums(export.summing)
        self._files = {form: _File() for form in formats}

    def pieces(self) -> Iterator[Mapping[Format, bytes]]:
        """Yield the files piece by piece, a page each."""
        columns = self._export.columns
        yield self._noted({form: form.head(columns) for form in self._files})
        for page in self._export.pages():
            self.lines += len(page)
            self._sums.add(page)
            yield self._noted({form: form.body(columns, page) for form in self._files})

    def as_json(self) -> dict[str, Json]:
        """Represent the totals of what was written."""
        wanted = self._export.wanted
        return {
            "object": "export_totals",
            "export": self._export.name,
            "jurisdiction": wanted.jurisdiction,
            "schedule": wanted.schedule,
            "from": None if wanted.start is None else wanted.start.isoformat(),
            "to": None if wanted.end is None else wanted.end.isoformat(),
            "as_of": None if wanted.as_of is None else wanted.as_of.isoformat(),
            "known_at": instant_text(self._export.known_at),
            "lines": self.lines,
            "sums": self._sums.as_json(),
            "files": [
                {"media_type": form.media_type, "bytes": file.size, "sha256": file.digest.hexdigest()}
                for form, file in self._files.items()
            ],
        }

    def _noted(self, pieces: Mapping[Format, bytes]) -> Mapping[Format, bytes]:
        for form, piece in pieces.items():
            self._files[form].note(piece)
        return pieces


class _File:
    """How long a file is, and the hash of it."""

    def __init__(self) -> None:
        self.size = 0
        self.digest = hashlib.sha256()

    def note(self, piece: bytes) -> None:
        self.size += len(piece)
        self.digest.update(piece)


class _Sums:
    """The exact sums of lines, and how many lines are in each."""

    def __init__(self, summing: Summing) -> None:
        self._summing = summing
        self._lines: dict[tuple[str | None, ...], int] = defaultdict(int)
        self._amounts: dict[tuple[str | None, ...], Decimal] = {}

    def add(self, lines: Iterable[Line]) -> None:
        for line in lines:
            for key, amount in self._summing.addends(line):
                self._lines[key] += 1
                if amount is not None:
                    self._amounts[key] = EXACT.add(self._amounts.get(key, ZERO), amount)

    def as_json(self) -> list[Json]:
        summing = self._summing
        return [
            {
                **dict(zip(summing.by, key, strict=True)),
                "lines": self._lines[key],
                summing.name: summing.text(key, self._amounts[key]) if key in self._amounts else None,
            }
            for key in sorted(self._lines, key=lambda key: tuple(name or "" for name in key))
        ]
