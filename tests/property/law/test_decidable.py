"""Conditions that never or always hold are found exactly: against trying all facts that can matter."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from service.law.checks.decidable import check_decidable
from service.law.components import Eligibility
from service.law.conditions import All, AnyOf, Compared, Condition, Not, OneOf, Season
from service.law.document import Version
from tests.unit.law.examples import HERE, read_example, schedule

CLOSED_PLACES: Final = schedule("xa.closed_places")
KINDS: Final = ("legal_entity", "sole_proprietor", "individual", "infrastructure_operator")
REGIONS: Final = ("XA-01", "XA-02", "elsewhere")
QUANTITIES: Final = tuple(Decimal(half) / 2 for half in range(8))
DAYS: Final = tuple((month, 1) for month in range(1, 13))
FACTS: Final = tuple(product(KINDS, REGIONS, QUANTITIES, DAYS))

leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(OneOf, st.just("operator_kind"), st.sets(st.sampled_from(KINDS)).map(tuple)),
    st.builds(OneOf, st.just("region"), st.sets(st.sampled_from(REGIONS[:2])).map(tuple)),
    st.builds(
        Compared,
        st.just("energy_kwh"),
        st.sampled_from(["above", "at_least", "below", "at_most", "equals"]),
        st.integers(0, 3).map(Decimal),
    ),
    st.lists(st.sampled_from(DAYS), min_size=2, max_size=2, unique=True).map(lambda edges: Season(*edges)),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple).map(All),
        st.lists(inner, max_size=3).map(tuple).map(AnyOf),
        inner.map(Not),
    ),
    max_leaves=5,
)


def holds(condition: Condition, facts: tuple[str, str, Decimal, tuple[int, int]]) -> bool:
    """Judge *condition* on facts that are all known."""
    kind, region, quantity, day = facts
    match condition:
        case All(of):
            return all(holds(part, facts) for part in of)
        case AnyOf(of):
            return any(holds(part, facts) for part in of)
        case Not(of):
            return not holds(of, facts)
        case OneOf(fact, values):
            return (kind if fact == "operator_kind" else region) in values
        case Compared(_, relation, bound):
            return {
                "above": quantity > bound,
                "at_least": quantity >= bound,
                "below": quantity < bound,
                "at_most": quantity <= bound,
                "equals": quantity == bound,
            }[relation]
        case Season(start, end):
            return start <= day < end if start < end else day >= start or day < end
        case _:
            raise AssertionError(condition)


def version_with(condition: Condition) -> Version:
    """Make a version whose one finding has *condition*."""
    version = read_example(HERE / "good" / "unknown-condition.yaml")
    assert isinstance(version, Version)
    (finding,) = version.components
    assert isinstance(finding, Eligibility)
    return version._replace(components=(finding._replace(when=condition),))


@given(conditions)
def test_a_condition_is_refused_exactly_if_it_or_a_part_of_it_never_or_always_holds(condition: Condition) -> None:
    """Refused as a whole: all facts agree. Not refused at all: some hold, some do not."""
    found = {fault.path: fault.code for fault in check_decidable(CLOSED_PLACES, version_with(condition))}

    truths = {holds(condition, facts) for facts in FACTS}
    whole = found.get("/components/0/when")
    if condition == All(()):
        assert {} == found  # how a document says always
    elif whole is not None:
        assert {whole == "condition-always"} == truths
    elif not found:
        assert {True, False} == truths
