"""
Conditions that never hold, or always do, whatever is reported.

Decided exactly, facts taken as independent: the values of each fact fall into classes that no leaf of the condition
tells apart, and the condition is worked out for one value of each class, for all combinations at once, as bits of a
number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from itertools import pairwise
from operator import and_, eq, ge, gt, le, lt, or_
from typing import Any, Final

from service.domain.decimals import EXACT, ONE, ZERO
from service.law.conditions import All, AnyOf, Compared, Condition, InList, Leaf, Not, OneOf, Season, Since
from service.law.document import Schedule, Version
from service.law.errors import DocumentFault, fault
from service.law.naming import codes_of, fact_behind
from service.law.references import conditions_of, leaves, parts

_MOST_CASES: Final = 65_536  # beyond, a condition is left undecided rather than slow
_DAY: Final = ""  # the subject of seasons
_ELSE: Final = "\0"  # a code that no condition names


def check_decidable(schedule: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Refuse `condition-never` and `condition-always`; `{all: []}` by itself is how a document says always."""
    for path, condition in conditions_of(version):
        if condition != All(()):
            yield from _decide(schedule, version, condition, path)


def _decide(schedule: Schedule, version: Version, condition: Condition, path: str) -> Iterator[DocumentFault]:
    """Judge every part of *condition*, the innermost first; what holds a part refused already is not judged again."""
    cases = Cases(schedule, version, condition)
    if not cases.are_few:
        return
    refused: list[str] = []
    for here, part in parts(condition, path):
        bits = cases.bits(part)
        if bits not in (0, cases.every) or any(inner.startswith(f"{here}/") for inner in refused):
            continue
        refused.append(here)
        verdict = "never" if bits == 0 else "always"
        yield fault(
            here,
            f"condition-{verdict}",
            found=f"a condition that {verdict} holds",
            expected="a condition that holds for some and not for others",
            remedy="Look for a bound or a code that contradicts another, or leave the condition out.",
        )


class Cases:
    """All combinations of classes of values, numbered; a condition is a number whose bits are the cases it holds in."""

    def __init__(self, schedule: Schedule, version: Version, condition: Condition) -> None:
        """Sort the values of each fact that *condition* asks about into classes."""
        asked: dict[str, dict[Leaf, None]] = {}
        for _, leaf in leaves(condition):
            asked.setdefault(_DAY if isinstance(leaf, Season) else leaf.fact, {})[leaf] = None
        self.count = 1
        rows: list[tuple[Leaf, tuple[bool, ...], int]] = []
        for name, about in asked.items():
            values = _values(schedule, version, name, tuple(about))
            classes = sorted({tuple(_holds(leaf, value) for leaf in about) for value in values})
            rows += ((leaf, truths, self.count) for leaf, truths in zip(about, zip(*classes, strict=True), strict=True))
            self.count *= len(classes)
        self.are_few = self.count <= _MOST_CASES
        self.every = (1 << self.count) - 1 if self.are_few else 0
        self._bits = {leaf: _tiled(truths, inner, self.count) for leaf, truths, inner in rows if self.are_few}

    def bits(self, condition: Condition) -> int:
        """Return the cases in which *condition* holds."""
        match condition:
            case All(of):
                return reduce(and_, map(self.bits, of), self.every)
            case AnyOf(of):
                return reduce(or_, map(self.bits, of), 0)
            case Not(of):
                return self.every ^ self.bits(of)
            case _:
                return self._bits[condition]


def _tiled(truths: Sequence[bool], inner: int, count: int) -> int:
    """Spread the *truths* of a fact's classes, each *inner* cases long, over all *count* cases."""
    width = inner * len(truths)
    block = sum(((1 << inner) - 1) << (at * inner) for at, holds in enumerate(truths) if holds)
    return block * (((1 << count) - 1) // ((1 << width) - 1))


# A value that stands for its class; what it is depends on the fact, and only that fact's leaves are put to it.
_Value = str | Decimal | date | tuple[int, int]


def _values(schedule: Schedule, version: Version, name: str, about: Sequence[Leaf]) -> Sequence[_Value]:
    """Return at least one value of every class that the leaves *about* the fact called *name* tell apart."""
    match about[0]:
        case Season():
            return [edge for leaf in about if isinstance(leaf, Season) for edge in (leaf.start, leaf.end)]
        case Since():
            days = [leaf.day for leaf in about if isinstance(leaf, Since)]
            return [*days, *(day - timedelta(days=1) for day in days)]
        case Compared():
            return _numbers({leaf.bound for leaf in about if isinstance(leaf, Compared)})
        case OneOf() | InList():
            return _codes(schedule, version, name, about)


def _codes(schedule: Schedule, version: Version, name: str, about: Sequence[Leaf]) -> Sequence[str]:
    """Return the codes that the fact called *name* can have, as far as the leaves *about* it tell them apart."""
    fact = fact_behind(version, name)
    codes = codes_of(fact) if fact is not None else None
    if codes is not None:
        return sorted(codes)
    if fact is not None and fact.name == "region" and "-" in schedule.jurisdiction:
        return [schedule.jurisdiction]  # a state has no regions of its own
    return [_ELSE, *(value for leaf in about if isinstance(leaf, OneOf | InList) for value in leaf.values)]


def _numbers(bounds: set[Decimal]) -> list[Decimal]:
    """Return zero (nothing is negative), every bound, one number between each two, and one above all."""
    edges = sorted(bounds | {ZERO})
    between = [EXACT.divide(EXACT.add(lower, upper), _TWO) for lower, upper in pairwise(edges)]
    return [*edges, *between, EXACT.add(edges[-1], ONE)]


def _holds(leaf: Leaf, value: Any) -> bool:  # each kind of leaf has its own values
    """Tell whether *leaf* holds for *value*."""
    match leaf:
        case OneOf(_, values) | InList(_, _, values):
            return value in values
        case Since():
            return bool(value >= leaf.day)
        case Season(start, end):
            return bool(start <= value < end) if start <= end else bool(value >= start or value < end)
        case Compared():
            return bool(_RELATIONS[leaf.relation](value, leaf.bound))


_RELATIONS: Final = {"above": gt, "at_least": ge, "below": lt, "at_most": le, "equals": eq}
_TWO: Final = Decimal(2)
