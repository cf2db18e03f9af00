"""Conditions compiled over an arithmetic, and the reason why one holds or does not: the leaves that decided it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple, assert_never

from service.domain.canonical import Json
from service.domain.decimals import plain
from service.kernel.arithmetic import DAY_REGISTER, Arithmetic, N, T, Test
from service.kernel.exact import Exact, Truth
from service.law.conditions import All, AnyOf, Compared, Condition, InList, Leaf, Not, OneOf, Season, Since
from service.law.document import Zones

DAY: Final = "day"  # what a season is about, and the one name that is not a fact
_EXACT: Final = Exact()


class Decided(NamedTuple):
    """A leaf that decided a condition, with the value it found (`None`: not known) and what it came to."""

    leaf: Leaf
    value: Any
    holds: Truth


class Verdict(NamedTuple):
    """Whether a condition holds (`None`: not known), and the leaves that decided it, in the order of the document."""

    holds: Truth
    decided: tuple[Decided, ...]

    def as_json(self, lists: Mapping[str, Zones]) -> Json:
        """Write it for the trace; *lists* are those that the version names, for their titles."""
        return {"holds": self.holds, "because": [_leaf_json(decided, lists) for decided in self.decided]}


def subject(leaf: Leaf) -> str:
    """Return the name of the fact that *leaf* is about, or `day`."""
    return DAY if isinstance(leaf, Season) else leaf.fact


def compile_condition(condition: Condition, arithmetic: Arithmetic[N, T], slots: Mapping[str, int]) -> Test[T]:
    """Compile *condition* to a function of the registers; the day stands in register 0, facts where *slots* say."""
    match condition:
        case All(of):
            return _joined(arithmetic.every, [compile_condition(part, arithmetic, slots) for part in of])
        case AnyOf(of):
            return _joined(arithmetic.some, [compile_condition(part, arithmetic, slots) for part in of])
        case Not(of):
            inner, opposite = compile_condition(of, arithmetic, slots), arithmetic.opposite
            return lambda registers: opposite(inner(registers))
        case _:
            test = _test(condition, arithmetic)
            slot = DAY_REGISTER if isinstance(condition, Season) else slots[condition.fact]
            return lambda registers: test(registers[slot])


def judge(condition: Condition, fact: Callable[[str], Any], day: date | None = None) -> Verdict:
    """
    Judge *condition* on what *fact* answers for a name (`None`: not known) and on *day*; say which leaves decided.

    Of several that hold together all have decided; of several of which one suffices, the first.
    """
    match condition:
        case All(of):
            return _judge_joined([judge(part, fact, day) for part in of], decisive=False)
        case AnyOf(of):
            return _judge_joined([judge(part, fact, day) for part in of], decisive=True)
        case Not(of):
            verdict = judge(of, fact, day)
            return Verdict(_EXACT.opposite(verdict.holds), verdict.decided)
        case _:
            value = day if isinstance(condition, Season) else fact(condition.fact)
            holds = _exact_test(condition)(value)
            return Verdict(holds, (Decided(condition, value, holds),))


def _judge_joined(verdicts: Sequence[Verdict], *, decisive: bool) -> Verdict:
    """Join *verdicts*: a *decisive* one settles the whole; else the doubts do; else all of them together."""
    for verdict in verdicts:
        if verdict.holds is decisive:
            return verdict
    doubts = [verdict for verdict in verdicts if verdict.holds is None]
    decided = tuple(leaf for verdict in doubts or verdicts for leaf in verdict.decided)
    return Verdict(None if doubts else not decisive, decided)


def _joined(join: Callable[[Sequence[T]], T], parts: Sequence[Test[T]]) -> Test[T]:
    return lambda registers: join([part(registers) for part in parts])


@lru_cache(maxsize=4096, typed=True)  # by type: leaves are tuples, and equal to others of the same members
def _exact_test(leaf: Leaf) -> Callable[[Any], Truth]:
    return _test(leaf, _EXACT)


def _test(leaf: Leaf, arithmetic: Arithmetic[N, T]) -> Callable[[Any], T]:
    match leaf:
        case OneOf(values=values) | InList(values=values):
            return arithmetic.one_of(values)
        case Compared(relation=relation, bound=bound):
            return arithmetic.compared(relation, bound)
        case Since(day=day):
            return arithmetic.since(day)
        case Season(start=start, end=end):
            return arithmetic.season(start, end)
    assert_never(leaf)


def _leaf_json(decided: Decided, lists: Mapping[str, Zones]) -> Json:
    leaf = decided.leaf
    bound = _bound_json(leaf, lists)
    return {"fact": subject(leaf), "value": value_text(decided.value), **bound, "holds": decided.holds}


def _bound_json(leaf: Leaf, lists: Mapping[str, Zones]) -> dict[str, Json]:
    """Write what *leaf* compares with, as the document writes it."""
    match leaf:
        case OneOf(values=values):
            return {"in": list(values)}
        case InList(list=name):
            return {"in_list": name, "title": dict(lists[name].title)}
        case Compared(relation=relation, bound=bound):
            return {relation: plain(bound)}
        case Since(day=day):
            return {"since": day.isoformat()}
        case Season(start=start, end=end):
            return {"between": {"from": "{:02}-{:02}".format(*start), "to": "{:02}-{:02}".format(*end)}}
    assert_never(leaf)


def value_text(value: Decimal | str | date | None) -> str | None:
    """Write a fact's value for the trace."""
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value
