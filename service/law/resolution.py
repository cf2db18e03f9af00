"""The resolver's answers: the version to use with the reason why each other lost, or why none can be used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from service.domain.once import once
from service.law.document import Version


class Loser(NamedTuple):
    """
    A version that was not used, and why.

    Reasons: `ended-on <day>`, `not-yet-in-force <first day>`, `corrected-by <version>`, `earlier-start <day>`,
    `recorded-earlier <instant>`, `rewritten <instant>`, `withdrawn <instant>`, `proposed`, `illustrative` and
    `not-pinned`.
    """

    version: str
    reason: str


@dataclass(frozen=True, eq=False)
class Resolution:
    """
    The version to use; *reason* is `in-force`, `draft` (the schedule has nothing but drafts) or `pinned`.

    *tell* says why each other lost, when somebody asks: a schedule may have thousands of versions.
    """

    version: Version
    reason: str
    tell: Callable[[], tuple[Loser, ...]]

    @once
    def losers(self) -> tuple[Loser, ...]:
        """Why each other version was not used, in the order of their names."""
        return self.tell()

    def __eq__(self, other: object) -> bool:
        """Compare what is answered."""
        return isinstance(other, Resolution) and self._answer == other._answer

    def __hash__(self) -> int:
        return hash((self.version, self.reason))

    @property
    def _answer(self) -> tuple[Version, str, tuple[Loser, ...]]:
        return self.version, self.reason, self.losers


class Failure(NamedTuple):
    """No version can be used: the code, the version and day that it rests on, and what is wrong with each."""

    code: str
    version: str | None
    day: date | None
    losers: tuple[Loser, ...]
