"""The score tells which slips of the pen a version's own tests would not notice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from service.kernel.publication.mutation import mutate
from service.law.mutants import mutants
from tests.unit.kernel.publication.documents import DUE, MARGINAL, SLAB, SLAB_TESTS, tried, version_of, worked


def test_each_rate_edge_band_and_rounding_is_mistaken_once() -> None:
    """Named as a comparison of two versions names them."""
    version = version_of(SLAB, DUE, tests=SLAB_TESTS)

    told = [change.text["en"] for mutant in mutants(version) for change in mutant.changes(version)]
    places = [change.path for mutant in mutants(version) for change in mutant.changes(version)]

    assert "component levy, band 1, rate 0.01 → 0.02" in told
    assert "component levy, band 2, from 1,000 → 1,001" in told
    assert "component levy, band 2, from 1,000 → 999" in told
    assert "/components/0/mode" in places
    assert "/components/1/step" in places
    assert 2 == places.count("/components/1/mode")


def test_a_condition_is_negated_as_a_whole_and_in_its_parts() -> None:
    """And its thresholds are moved, both ways."""
    when: dict[str, Any] = {"all": [{"fact": "grid_kwh", "above": "5"}, {"not": {"fact": "region", "in": ["XA-01"]}}]}
    full = {"id": "full", "kind": "per_unit", "of": "grid_kwh", "rate": "2", "law": "act#1"}
    due = {"id": "due", "kind": "exempt", "of": "full", "when": when, "reason": "small", "law": "act#2"}
    version = version_of(full, due, tests=[])

    contents: list[Any] = [mutant.version.content for mutant in mutants(version) if mutant.position == 1]
    whens = [content["components"][1]["when"] for content in contents]

    above, elsewhere = when["all"]
    assert [
        {"not": when},
        {"all": [{"not": above}, elsewhere]},
        {"all": [{**above, "above": "6"}, elsewhere]},
        {"all": [{**above, "above": "4"}, elsewhere]},
        {"all": [above, elsewhere["not"]]},
    ] == whens


def test_tests_on_both_sides_of_every_edge_and_half_notice_everything() -> None:
    """One case a slip, where the slip shows."""
    tests = [
        worked("below", "999", "9.99"),
        worked("at", "1000", "20"),
        worked("cut", "1000.3", "20.01"),
        worked("lifted", "1000.2", "20"),
    ]

    mutation = mutate(*tried(version_of(SLAB, DUE, tests=tests)))

    assert () == mutation.survivors
    assert Decimal(1) == mutation.score


def test_what_survives_is_named_and_lowers_the_score() -> None:
    """A case far from the edge says nothing about the edge of a slab."""
    version = version_of(SLAB, DUE, tests=[worked("below", "400", "4"), worked("above", "2000", "40")])

    mutation = mutate(*tried(version))

    survivors = [change.text["en"] for mutant in mutation.survivors for change in mutant.changes(version)]
    assert "component levy, band 2, from 1,000 → 1,001" in survivors
    assert Decimal(0) < mutation.score < Decimal(1)


def test_the_way_of_a_single_band_is_no_slip() -> None:
    """Marginal or slab, one band comes to the same."""
    version = version_of({**MARGINAL, "bands": [{"from": "0", "rate": "0.01"}]}, DUE, tests=[])

    assert 0 == sum(
        "/components/0/mode" == change.path for each in mutants(version) for change in each.changes(version)
    )
