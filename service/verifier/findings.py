"""What was found, and what follows: proven, broken word, or nothing decided. In doubt nothing is proven."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple


class Verdict(IntEnum):
    """What a finding, or all together, come to; the number is the exit code."""

    PROVEN = 0
    BROKEN = 1
    UNDECIDED = 2


class Finding(NamedTuple):
    """
    One finding.

    *code* names what was checked and found, in every language; *where* is the file or address; *said* are the names,
    numbers and texts that the words of the code have places for.
    """

    code: str
    verdict: Verdict
    where: str
    said: dict[str, str]


class Report:
    """The findings so far, in the order in which they were made."""

    def __init__(self) -> None:
        """Begin without any: nothing is proven."""
        self.findings: list[Finding] = []

    def proven(self, code: str, where: str, **said: object) -> None:
        """Add what speaks for what is to be proven."""
        self._add(Verdict.PROVEN, code, where, said)

    def broken(self, code: str, where: str, **said: object) -> None:
        """Add what proves that the log broke its word, or that what it signed is kept no more."""
        self._add(Verdict.BROKEN, code, where, said)

    def undecided(self, code: str, where: str, **said: object) -> None:
        """Add what leaves the matter open."""
        self._add(Verdict.UNDECIDED, code, where, said)

    def against(self, code: str, where: str, *, is_signed: bool, **said: object) -> None:
        """Add what speaks against what was shown: broken where a known key *is_signed* under it, else open."""
        self._add(Verdict.BROKEN if is_signed else Verdict.UNDECIDED, code, where, said)

    @property
    def verdict(self) -> Verdict:
        """Proven broken whatever else is unclear, else open where anything is, else proven by at least one finding."""
        return verdict_of(self.findings)

    def _add(self, verdict: Verdict, code: str, where: str, said: dict[str, object]) -> None:
        self.findings.append(Finding(code, verdict, where, {name: str(value) for name, value in said.items()}))


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Return what *findings* come to together."""
    found = {finding.verdict for finding in findings}
    for verdict in (Verdict.BROKEN, Verdict.UNDECIDED):
        if verdict in found:
            return verdict
    return Verdict.PROVEN if found else Verdict.UNDECIDED
