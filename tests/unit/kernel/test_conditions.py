"""Conditions: three-valued, and never without a reason."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from service.kernel.conditions import judge
from service.law.conditions import All, AnyOf, Compared, Condition, InList, Not, OneOf, Season, Since
from tests.unit.kernel.building import LISTS

YES = OneOf("a", ("x",))
NO = OneOf("a", ("y",))
DOUBT = OneOf("unknown", ("x",))
FACTS: dict[str, Any] = {"a": "x", "b": "x", "kwh": Decimal(6000), "start": date(2026, 1, 1), "zone": "zima"}


def verdict(condition: Condition, day: date | None = None) -> bool | None:
    """Judge on the facts above."""
    return judge(condition, FACTS.get, day).holds


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (All(()), True),
        (AnyOf(()), False),
        (All((YES, YES)), True),
        (All((YES, NO)), False),
        (All((YES, DOUBT)), None),
        (All((DOUBT, NO)), False),
        (AnyOf((NO, NO)), False),
        (AnyOf((NO, YES)), True),
        (AnyOf((NO, DOUBT)), None),
        (AnyOf((DOUBT, YES)), True),
        (Not(YES), False),
        (Not(NO), True),
        (Not(DOUBT), None),
        (Not(All((DOUBT, NO))), True),
    ],
)
def test_truth_is_that_of_kleene(condition: Condition, expected: bool | None) -> None:  # noqa: FBT001 - a table
    """What is not known matters only where nothing else decides."""
    assert expected is verdict(condition)


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ("above", [False, False, True]),
        ("at_least", [False, True, True]),
        ("below", [True, False, False]),
        ("at_most", [True, True, False]),
        ("equals", [False, True, False]),
    ],
)
def test_each_relation_has_its_own_side_of_the_bound(relation: str, expected: list[bool]) -> None:
    """One unit below, at and above."""
    leaf = Compared("kwh", relation, Decimal(6000))

    found = [judge(leaf, {"kwh": Decimal(kwh)}.get).holds for kwh in ("5999.999", "6000", "6000.001")]

    assert expected == found


@pytest.mark.parametrize(
    ("start", "end", "day", "expected"),
    [
        ((4, 1), (10, 1), date(2025, 3, 31), False),
        ((4, 1), (10, 1), date(2025, 4, 1), True),
        ((4, 1), (10, 1), date(2025, 9, 30), True),
        ((4, 1), (10, 1), date(2025, 10, 1), False),
        ((11, 15), (3, 16), date(2025, 11, 14), False),
        ((11, 15), (3, 16), date(2025, 11, 15), True),
        ((11, 15), (3, 16), date(2025, 12, 31), True),
        ((11, 15), (3, 16), date(2026, 1, 1), True),
        ((11, 15), (3, 16), date(2026, 3, 15), True),
        ((11, 15), (3, 16), date(2026, 3, 16), False),
        ((2, 29), (3, 1), date(2024, 2, 29), True),
        ((2, 29), (3, 1), date(2025, 2, 28), False),
    ],
)
def test_a_season_is_half_open_and_may_cross_new_year(
    start: tuple[int, int], end: tuple[int, int], day: date, *, expected: bool
) -> None:
    """From its first day up to, not including, its last."""
    assert expected is verdict(Season(start, end), day)


def test_a_season_without_a_day_is_not_known() -> None:
    """Nor is anything else asked about a fact that is not known."""
    assert verdict(Season((4, 1), (10, 1))) is None
    assert verdict(Since("unknown", date(2026, 1, 1))) is None
    assert verdict(Compared("unknown", "below", Decimal(1))) is None


@pytest.mark.parametrize(("day", "expected"), [(date(2025, 12, 31), True), (date(2026, 1, 2), False)])
def test_a_day_is_since_another_from_that_day_on(day: date, *, expected: bool) -> None:
    """The day itself counts."""
    assert expected is verdict(Since("start", day))
    assert verdict(Since("start", date(2026, 1, 1)))


@pytest.mark.parametrize(
    ("condition", "decided"),
    [
        (All((YES, NO, DOUBT)), ["a"]),
        (All((YES, OneOf("b", ("x",)))), ["a", "b"]),
        (All((YES, DOUBT, OneOf("other", ("x",)))), ["unknown", "other"]),
        (AnyOf((NO, OneOf("b", ("x",)), YES)), ["b"]),
        (AnyOf((NO, OneOf("b", ("y",)))), ["a", "b"]),
        (AnyOf((NO, DOUBT)), ["unknown"]),
        (Not(All((YES, OneOf("b", ("y",))))), ["b"]),
        (All(()), []),
    ],
)
def test_the_leaves_that_decided_are_named(condition: Condition, decided: list[str]) -> None:
    """One that suffices, or all that were needed; of doubts, only the doubts."""
    found = judge(condition, FACTS.get)

    assert decided == [leaf.leaf.fact for leaf in found.decided if not isinstance(leaf.leaf, Season)]


@pytest.mark.parametrize(
    ("leaf", "written"),
    [
        (YES, {"fact": "a", "value": "x", "in": ["x"], "holds": True}),
        (
            InList("zone", "south", ("tulun", "zima", "south")),
            {
                "fact": "zone",
                "value": "zima",
                "in_list": "south",
                "title": {"en": "The south", "ru": "Юг"},
                "holds": True,
            },
        ),
        (
            Compared("kwh", "above", Decimal("6E+3")),
            {"fact": "kwh", "value": "6000", "above": "6000", "holds": False},
        ),
        (
            Since("start", date(2026, 2, 1)),
            {"fact": "start", "value": "2026-01-01", "since": "2026-02-01", "holds": False},
        ),
        (DOUBT, {"fact": "unknown", "value": None, "in": ["x"], "holds": None}),
    ],
)
def test_a_leaf_is_written_with_its_bound_and_its_value(leaf: Condition, written: dict[str, object]) -> None:
    """As the document writes it."""
    found = judge(leaf, FACTS.get)

    assert {"holds": written["holds"], "because": [written]} == found.as_json(LISTS)


def test_a_season_is_written_with_its_days_and_the_day() -> None:
    """Its subject is the day and not a fact."""
    found = judge(Season((11, 15), (3, 16)), FACTS.get, date(2026, 3, 16)).as_json({})

    between = {"from": "11-15", "to": "03-16"}
    leaf = {"fact": "day", "value": "2026-03-16", "between": between, "holds": False}
    assert {"holds": False, "because": [leaf]} == found


def test_leaves_of_the_same_members_are_not_confused() -> None:
    """Leaves are tuples, and tuples of equal members are equal whatever they are called."""
    everything, nothing = All(()), AnyOf(())

    assert tuple(everything) == tuple(nothing)
    assert (True, False) == (verdict(everything), verdict(nothing))
