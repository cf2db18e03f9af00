"""Worked cases: the ways that they go, and what may be wrong with one; of taxes and of what being late costs."""

from __future__ import annotations

from typing import Final, NamedTuple

from service.domain.errors import Refusal
from service.law.errors import DocumentFault, fault, pointer


class Branch(NamedTuple):
    """One way that a component or a charge can go, and the names of the worked cases that go it."""

    position: int
    component: str
    way: str
    tests: tuple[str, ...]


class WorkedCases(NamedTuple):
    """How a document calls its worked cases, what they prove, all that they are to reach, and what one may lack."""

    case: str
    proven: str
    everything: str
    lacking: str

    def untaken(self, branch: Branch) -> DocumentFault:
        """Say that no case goes *branch*."""
        return fault(
            pointer(f"{self.proven}s", branch.position),
            "branch-not-tested",
            found=f"no {self.case} of {branch.component} in which: {branch.way}",
            expected=f"{self.case}s that {self.everything}",
            remedy=f"Add a case to `{self.case}s` that goes this way, with the figure that the law gives for it.",
        )

    def refused(self, position: int, name: str, refusal: Refusal) -> DocumentFault:
        """Say that the case called *name* cannot be computed."""
        return fault(
            pointer(f"{self.case}s", position),
            "test-refused",
            found=f"{refusal.code} in the {self.case} {name!r}: {refusal.detail}",
            expected="a case that can be computed",
            remedy=self.lacking,
        )

    def different(self, place: str, name: str, *, found: str, expected: str) -> DocumentFault:
        """Say that the case called *name* comes out otherwise than it says at *place*."""
        return fault(
            place,
            "test-fails",
            found=f"{found}, in the {self.case} {name!r}",
            expected=expected,
            remedy=f"Correct the {self.proven} or the expected figure, whichever the article says otherwise than.",
        )


TESTS: Final = WorkedCases(
    case="test",
    proven="component",
    everything="go every way of every component",
    lacking="Give the test every input that decides something, and `day` where a season does.",
)
LATE_CASES: Final = WorkedCases(
    case="case",
    proven="charge",
    everything="reach every step and every bound",
    lacking="Give the case the rate of every day of its delay.",
)
