"""
Differences: what a reassessment changed, line by line and span by span, each with the one cause that made it.

One axis of knowledge is moved at a time, from what was known to what is: first only the engine (the same question is
computed again), then prices and rates, then the law, then the facts. Each step is compared with the one before. So the
differences of each line sum to its whole change, and those of the result to the difference of the assessment, whatever
caps, floors, credits and bands lie between: it is final values that are compared. Where a step cannot be computed (new
law asks for a fact that only the amended report states), it is taken together with the next one, under its own name.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from service.domain.decimals import EXACT, ZERO
from service.domain.errors import Refusal
from service.domain.periods import Period
from service.store.rows import DifferenceRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from service.kernel.assessing import Assessment

ENGINE_FIXED: Final = "engine-fixed"
PRICE_REVISED: Final = "price-revised"
LAW_CORRECTION: Final = "law-correction"
FACTS_AMENDED: Final = "facts-amended"


class Place(NamedTuple):
    """Where an amount stands: in which days, and in which line; *result* tells what is owed from the steps to it."""

    period: Period
    line: str
    result: bool


Amounts = dict[Place, Decimal]


class Step(NamedTuple):
    """A move along one axis: its cause, and what computes the assessment after it."""

    cause: str
    compute: Callable[[], Assessment]


def amounts_of(assessment: Assessment) -> Amounts:
    """Return every amount of *assessment*."""
    found: Amounts = {}
    for part in assessment.inside:
        result = part.resolution.version.result
        for line in part.outcome.lines:
            found[Place(part.segment.period, line.id, line.id == result)] = line.amount
    return found


def amounts_in(document: Any, results: dict[str, str | None]) -> Amounts:
    """Return every amount of the stored *document*; *results* names the result of each version by its hash."""
    segments = {
        segment["id"]: (_period(segment), results[segment["version_sha256"]])
        for segment in document["segments"]
        if segment["version"] is not None
    }
    found: Amounts = {}
    for line in document["lines"]:
        period, result = segments[line["segment"]]
        found[Place(period, line["id"], line["id"] == result)] = Decimal(line["amount"])
    return found


def explain(before: Amounts, steps: Iterable[Step]) -> Iterator[tuple[str, Place, Decimal, Decimal]]:
    """Yield `(cause, place, before, after)` for each amount that a step changed, in the order of the *steps*."""
    cause: str | None = None
    for step in steps:
        cause = cause or step.cause
        try:
            after = amounts_of(step.compute())
        except Refusal:
            continue
        for place, was, is_now in _changes(before, after):
            yield cause, place, was, is_now
        before, cause = after, None


def _changes(before: Amounts, after: Amounts) -> list[tuple[Place, Decimal, Decimal]]:
    """Return the amounts that are no longer what they were, in the order of their places."""
    there = ((place, was, after.get(place, ZERO)) for place, was in before.items())
    new = ((place, ZERO, is_now) for place, is_now in after.items() if place not in before)
    return sorted((place, was, is_now) for place, was, is_now in (*there, *new) if was != is_now)


def difference_rows(assessment: str, found: Iterable[tuple[str, Place, Decimal, Decimal]]) -> Iterator[DifferenceRow]:
    """Make the rows of the differences *found*, of the assessment that a reassessment made."""
    for position, (cause, place, before, after) in enumerate(found):
        yield DifferenceRow(
            assessment=assessment,
            position=position,
            cause=cause,
            period_start=place.period.start,
            period_end=place.period.end,
            line=place.line,
            result=place.result,
            before=before,
            after=after,
            difference=EXACT.subtract(after, before),
        )


def _period(document: Any) -> Period:
    return Period(date.fromisoformat(document["start"]), date.fromisoformat(document["end"]))
