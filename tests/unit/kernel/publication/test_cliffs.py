"""Jumps of what is due are found at the edges where they are, and nowhere else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from service.kernel.publication.cliffs import Cliff, survey
from tests.unit.kernel.publication.documents import (
    DUE,
    MARGINAL,
    MARGINAL_TESTS,
    SLAB,
    SLAB_TESTS,
    tried,
    version_of,
    worked,
)


def cliffs_of(*components: dict[str, Any], tests: list[Any], **said: Any) -> list[Cliff]:
    """Survey a version."""
    return list(survey(*tried(version_of(*components, tests=tests, **said))).cliffs)


def test_a_slab_is_a_cliff_at_its_edge_with_what_is_due_around_it() -> None:
    """10 cents a kWh less one watt-hour; the whole at twice the rate from the edge on."""
    (cliff,) = cliffs_of(SLAB, DUE, tests=SLAB_TESTS)

    assert "levy:grid_kwh:1000" == cliff.id
    assert (Decimal("10.00"), Decimal("20.00"), Decimal("20.00")) == (cliff.below, cliff.at, cliff.above)
    assert Decimal("9.99999") == cliff.jump  # one watt-hour at the higher rate is no jump
    assert not cliff.exceeding


def test_marginal_bands_are_none() -> None:
    """The rate changes, what is due does not."""
    assert [] == cliffs_of(MARGINAL, DUE, tests=MARGINAL_TESTS)


def test_rounding_neither_makes_nor_hides_a_cliff() -> None:
    """A step of ten is crossed somewhere, but not because of the edge."""
    coarse = {**DUE, "step": "10"}

    assert [] == cliffs_of(MARGINAL, coarse, tests=[worked("small", "500", "10")])
    assert 1 == len(cliffs_of(SLAB, coarse, tests=[worked("small", "500", "10")]))


@pytest.mark.parametrize(
    ("relation", "exceeding"), [("above", True), ("at_least", False), ("below", False), ("at_most", True)]
)
def test_an_exemption_is_a_cliff_on_the_side_where_it_begins_or_ends(relation: str, exceeding: bool) -> None:  # noqa: FBT001 - a case
    """`above` and `at_most` turn beyond the bound, `at_least` and `below` on reaching it."""
    full = {"id": "full", "kind": "per_unit", "of": "grid_kwh", "rate": "2", "law": "act#1"}
    when = {"fact": "grid_kwh", relation: "500"}
    due = {"id": "due", "kind": "exempt", "of": "full", "when": when, "reason": "small", "law": "act#2"}

    (cliff,) = cliffs_of(full, due, tests=[worked("one", "400", "0"), worked("other", "600", "0")])

    assert ("due:grid_kwh:500", exceeding) == (cliff.id, cliff.exceeding)


def test_an_edge_of_what_is_computed_is_reached_by_moving_what_it_is_computed_from() -> None:
    """What counts twice reaches the edge of the slab at half of it."""
    doubled = {"id": "taxable", "kind": "total", "add": ["grid_kwh", "grid_kwh"], "law": "act#3"}

    (cliff,) = cliffs_of(doubled, {**SLAB, "of": "taxable"}, DUE, tests=[worked("small", "400", "8")])

    assert Decimal(500) == cliff.probe.reached
    assert "levy:taxable:1000" == cliff.id


def test_where_what_is_measured_falls_as_an_input_rises_the_edge_is_told_from_its_own_side() -> None:
    """A price per kWh falls with every kWh: at the edge it is still the price of the edge."""
    price = {
        "id": "price", "kind": "ratio", "of": "cost", "by": "grid_kwh", "scale": "2", "mode": "down", "if_zero": "9",
        "law": "act#3",
    }  # fmt: skip
    rate = {
        "id": "rate",
        "kind": "lookup",
        "by": "price",
        "bands": [{"from": "0", "rate": "2"}, {"from": "5", "rate": "1"}],
        "law": "act#3",
    }
    levy = {"id": "levy", "kind": "product", "of": "grid_kwh", "by": "rate", "law": "act#3"}
    inputs = {"grid_kwh": {"fact": "energy_kwh"}, "cost": {"fact": "energy_cost"}}
    case = {"name": "cheap", "inputs": {"grid_kwh": "400", "cost": "1000.00"}, "expect": {"due": "800"}}

    (cliff,) = cliffs_of(price, rate, levy, DUE, tests=[case], inputs=inputs)

    assert ("cost", Decimal(2000)) == (cliff.probe.moved, cliff.probe.reached)
    assert (Decimal("800.00"), Decimal("400.00")) == (cliff.below, cliff.at)


def test_an_edge_that_no_case_can_be_taken_to_is_told() -> None:
    """Nothing leads above a cap below the edge."""
    capped = {"id": "capped", "kind": "cap", "of": "grid_kwh", "at": "900", "law": "act#3"}

    found = survey(*tried(version_of(capped, {**SLAB, "of": "capped"}, DUE, tests=[worked("small", "400", "4")])))

    assert ["levy:capped:1000"] == [edge.id for edge in found.unreached]
