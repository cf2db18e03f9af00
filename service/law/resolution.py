"""The resolver's answers: the version to use with the reason why each other lost, or why none can be used."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

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


class Resolution(NamedTuple):
    """The version to use; *reason* is `in-force`, `draft` (the schedule has nothing but drafts) or `pinned`."""

    version: Version
    reason: str
    losers: tuple[Loser, ...]
    pinned: bool


class Failure(NamedTuple):
    """No version can be used: the code, the version and day that it rests on, and what is wrong with each."""

    code: str
    version: str | None
    day: date | None
    losers: tuple[Loser, ...]
