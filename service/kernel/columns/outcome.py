"""The outcome of a version for many cases: exact numbers and findings in columns, and the rows that have none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from service.kernel.arithmetic import Refusal
from service.kernel.columns.values import Array, Column


@dataclass(frozen=True)
class ColumnOutcome:
    """
    What a program came to, case by case.

    *numbers* are by component, *findings* by eligibility component (where it holds). *refused* is 0 for a row with an
    outcome, else the place in *refusals*, counted from 1, of why it has none; its numbers then mean nothing.
    """

    numbers: Mapping[str, Column]
    findings: Mapping[str, Array]
    refused: Array
    refusals: tuple[Refusal, ...]

    def decimals(self, component: str) -> list[Decimal | None]:
        """Return the numbers of *component* as `exact` gives them; nothing where a row has no outcome."""
        column = self.numbers[component]
        return [None if refused else column.decimal(row) for row, refused in enumerate(self.refused.tolist())]

    def refusal(self, row: int) -> Refusal | None:
        """Return why *row* has no outcome: the component's position (-1: an input is missing) and a code."""
        place = int(self.refused[row])
        return self.refusals[place - 1] if place else None
