"""Two versions tried on the same cases, in columns: what each comes to, and where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from service.domain.facts import CATALOGUE
from service.kernel.columns.outcome import ColumnOutcome
from service.kernel.columns.values import Array, Codes, Column
from service.law.components import Eligibility

if TYPE_CHECKING:
    from service.kernel.columns.inputs import Given
    from service.kernel.program import Program

_TEN: Final = 10


class Compared(NamedTuple):
    """
    What two versions come to, case by case: whole numbers of *scale*, zero where a version states no amount.

    *refused* is why the later has no outcome, or nothing; *restated* says whether its findings are others.
    """

    scale: int
    before: list[int]
    after: list[int]
    refused: list[str | None]
    restated: list[bool]


def compare(
    before: Program, after: Program, facts: Sequence[Mapping[str, str | None]], days: Sequence[date]
) -> Compared:
    """Compute *facts*, written as JSON writes them, under both; every case has an outcome under *before*."""
    inputs = {**before.inputs, **after.inputs}
    given = {
        name: _given(CATALOGUE[need.fact].type, [case.get(name) for case in facts]) for name, need in inputs.items()
    }
    start = np.array(days, dtype="datetime64[D]")
    one, other = before.columns(given, start), after.columns(given, start)
    scale = max(_scale(before, one), _scale(after, other))
    refusals = map(other.refusal, range(len(facts))) if other.refused.any() else repeat(None, len(facts))
    codes = [None if refusal is None else refusal.code for refusal in refusals]
    return Compared(
        scale, _amounts(before, one, scale, len(facts)), _amounts(after, other, scale, len(facts)), codes,
        _restated(before, one, after, other),
    )  # fmt: skip


def _given(type_: str, texts: list[str | None]) -> Given:
    match type_:
        case "quantity" | "money":
            return Column.of_texts(texts)
        case "day":
            return np.array([text or "NaT" for text in texts], dtype="datetime64[D]")
        case _:
            return Codes.of(texts)


def _scale(program: Program, outcome: ColumnOutcome) -> int:
    result = program.version.result
    return 0 if result is None else outcome.numbers[result].scale


def _amounts(program: Program, outcome: ColumnOutcome, scale: int, rows: int) -> list[int]:
    result = program.version.result
    if result is None:
        return [0] * rows
    column, factor = outcome.numbers[result], _TEN ** (scale - outcome.numbers[result].scale)
    whole: list[int] = np.broadcast_to(column.ints, (rows,)).tolist()
    return whole if factor == 1 else [amount * factor for amount in whole]


def _restated(before: Program, one: ColumnOutcome, after: Program, other: ColumnOutcome) -> list[bool]:
    said, says = _findings(before, one), _findings(after, other)
    rows = other.refused.size
    differing = np.zeros(rows, dtype=bool)
    for code in said.keys() | says.keys():
        nothing = np.zeros(rows, dtype=bool)
        differing |= said.get(code, nothing) != says.get(code, nothing)
    stated: list[bool] = differing.tolist()
    return stated


def _findings(program: Program, outcome: ColumnOutcome) -> dict[str, Array]:
    """Return where each finding is stated, by its code."""
    found: dict[str, Any] = {}
    for component in program.version.components:
        if isinstance(component, Eligibility):
            holds = outcome.findings[component.head.id]
            found[component.finding] = found.get(component.finding, False) | holds
    return found
