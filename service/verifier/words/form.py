"""The form of words: what each finding says, and what stands around them."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """What was checked, what was found, and what that means; with places for what a finding has to say."""

    checked: str
    found: str
    means: str


class Frame(NamedTuple):
    """Headings; and what the findings come to: proven, the word broken, nothing decided."""

    checked: str
    found: str
    means: str
    where: str
    conclusions: tuple[str, str, str]
    marks: tuple[str, str, str]
    unsigned: str
