"""Cases are made one smallest unit below, at and above each edge, and judge a later engine."""

from __future__ import annotations

from typing import Any

from service.kernel.program import Program
from service.kernel.publication.boundaries import boundary_cases, boundary_differences
from service.kernel.publication.cliffs import survey
from tests.unit.kernel.publication.documents import DUE, SCHEDULE, SLAB, SLAB_TESTS, tried, version_of


def test_an_edge_has_three_cases_to_the_watt_hour() -> None:
    """With every value that the version comes to."""
    program, trials = tried(version_of(SLAB, DUE, tests=SLAB_TESTS))

    cases: Any = boundary_cases(program, survey(program, trials).probes)

    assert [("below", "999.999"), ("at", "1000"), ("above", "1000.001")] == [
        (case["side"], case["inputs"]["grid_kwh"]) for case in cases
    ]
    assert {"levy": "9.99999", "due": "10"} == cases[0]["expect"]


def test_an_engine_that_computes_otherwise_is_told_where() -> None:
    """What it comes to stands beside what was published."""
    version = version_of(SLAB, DUE, tests=SLAB_TESTS)
    program, trials = tried(version)
    cases: Any = boundary_cases(program, survey(program, trials).probes)
    moved = version_of({**SLAB, "bands": [SLAB["bands"][0], {"from": "1000.001", "rate": "0.02"}]}, DUE, tests=[])

    differing: Any = boundary_differences(Program(SCHEDULE, moved), cases)

    assert [] == boundary_differences(program, cases)
    assert ["at"] == [case["side"] for case in differing]
    assert {"levy": "10", "due": "10"} == differing[0]["found"]["expect"]
