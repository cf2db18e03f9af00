"""What is said about a kind of problem, in English and Russian."""

from __future__ import annotations

from typing import NamedTuple


class Said(NamedTuple):
    """A problem in one language: its title, what it means, and what to do about it."""

    title: str
    meaning: str
    remedy: str


class ProblemType(NamedTuple):
    """A kind of problem: its code, its HTTP status, and what is said about it by language."""

    code: str
    status: int
    said: dict[str, Said]


def problem_type(code: str, status: int, english: tuple[str, str, str], russian: tuple[str, str, str]) -> ProblemType:
    """Make a kind of problem from its title, meaning and remedy in both languages."""
    return ProblemType(code, status, {"en": Said(*english), "ru": Said(*russian)})
