"""A check of durability: what was found, what was expected, and what is to be thought of it."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """What is to be thought of what was found."""

    PASSED = "passed"
    FAILED = "failed"
    """Something that was acknowledged can be lost."""
    REPORTED = "reported"
    """Worth knowing, and nothing is lost by it."""
    NOT_KNOWN = "not-known"
    """This system does not tell, and nothing is guessed."""


class Check(NamedTuple):
    """One check; *name* is that of the setting in the database's own manual, where it has one. It names no machine."""

    name: str
    found: str
    expected: str
    verdict: Verdict


def demanded(name: str, found: str, allowed: Collection[str]) -> Check:
    """Demand that *found* is one of those *allowed*."""
    return Check(name, found, " or ".join(allowed), Verdict.PASSED if found in allowed else Verdict.FAILED)


def reported(name: str, found: str, better: str) -> Check:
    """Report *found*; *better* says what would be better, or that anything will do."""
    return Check(name, found, better, Verdict.REPORTED)
