"""Conditions as data: a tree of `all`, `any` and `not` over leaves that compare one fact or the day of the year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class All(NamedTuple):
    """Every one of them holds."""

    of: tuple[Condition, ...]


class AnyOf(NamedTuple):
    """At least one of them holds."""

    of: tuple[Condition, ...]


class Not(NamedTuple):
    """It does not hold."""

    of: Condition


class OneOf(NamedTuple):
    """A code is one of several: `{fact: region, in: [RU-DA, RU-IN]}`."""

    fact: str
    values: tuple[str, ...]


class InList(NamedTuple):
    """A zone is on a list of the version, or is the list itself: `{fact: zone, in_list: irkutsk_south}`."""

    fact: str
    list: str
    values: tuple[str, ...]  # members and the list's own name, resolved by the reader


class Compared(NamedTuple):
    """A number against a bound; *relation* is `above`, `at_least`, `below`, `at_most` or `equals`."""

    fact: str
    relation: str
    bound: Decimal


class Since(NamedTuple):
    """A day fact is this day or later: `{fact: period_start, since: "2026-01-01"}`."""

    fact: str
    day: date


class Season(NamedTuple):
    """The day of the year lies in `[start, end)`, month and day; a season may cross New Year."""

    start: tuple[int, int]
    end: tuple[int, int]


FactLeaf = OneOf | InList | Compared | Since
Leaf = FactLeaf | Season
Condition = All | AnyOf | Not | Leaf
