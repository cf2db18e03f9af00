"""What was published holds a later release: the cases at its edges are computed again, and told where they differ."""

from __future__ import annotations

from typing import Any, Final

import pytest

from service.domain.errors import NotFound
from service.kernel.program import Program
from service.law.document import Schedule, Version
from service.law.reader import version_from_content
from service.usecases import recompute_edges as module
from service.usecases.draft_law import LawText
from service.usecases.recompute_edges import recompute_edges
from service.usecases.service import Service
from tests.integration.usecases.publishing.people import (
    AUTHOR,
    ELSEWHERE,
    FEE,
    OPERATOR,
    REVIEWER,
    drafted,
    refusal,
    shipped,
    submitted,
    text,
)

_CLIFF: Final = "rate:grid_kwh:1000"


def slab(edge: str = "1000") -> LawText:
    """Write a fee whose rate leaps at an edge."""
    law = f"{next(iter(shipped()['law']))}#606-3"
    bands = [{"from": "0", "rate": "2"}, {"from": edge, "rate": "3"}]
    rate = {"id": "rate", "kind": "brackets", "of": "grid_kwh", "mode": "slab", "edge": "lower_inclusive"}
    due = {"id": "due", "kind": "round", "of": "rate", "step": "1", "mode": "half_up", "law": law}
    tests = [
        {"name": name, "inputs": {"grid_kwh": kwh}, "expect": {"due": due}}
        for name, kwh, due in (("low", "10", "20"), ("high", "2000", "6000"))
    ]
    inputs = {"grid_kwh": {"fact": "energy_kwh", "where": {"supply": ["grid"]}}}
    components = [{**rate, "bands": bands, "law": law}, due]
    return text(components=components, tests=tests, inputs=inputs, result="due")


def test_the_release_that_published_it_comes_to_the_same(service: Service) -> None:
    """For whoever may see the draft; what was never submitted has no cases."""
    drafted(service)
    draft = submitted(service, slab(), (_CLIFF,)).document["id"]

    expected = {"draft": draft, "version": f"{FEE}@2027", "state": "in_review", "cases": 3, "differing": []}
    assert [expected] == recompute_edges(service, REVIEWER)["versions"]
    assert [expected] == recompute_edges(service, AUTHOR, draft)["versions"]
    assert [] == recompute_edges(service, ELSEWHERE)["versions"]
    with pytest.raises(NotFound):
        recompute_edges(service, ELSEWHERE, draft)
    assert "insufficient-scope" == refusal(recompute_edges, service, OPERATOR, draft).code


def test_a_release_that_computes_otherwise_is_told_where(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the edge, which it takes for one of the band below."""
    submitted(service, slab(), (_CLIFF,))

    def as_computed_later(schedule: Schedule, version: Version) -> Program:
        content: Any = version.content
        bands = [content["components"][0]["bands"][0], {"from": "1000.001", "rate": "3"}]
        components = [content["components"][0] | {"bands": bands}, *content["components"][1:]]
        return Program(schedule, version_from_content({**content, "components": components}, schedule))

    monkeypatch.setattr(module, "Program", as_computed_later)
    found: Any = recompute_edges(service, REVIEWER)

    ((case,),) = (version["differing"] for version in found["versions"])
    assert ("at", "1000") == (case["side"], case["inputs"]["grid_kwh"])
    assert ("3000", "2000") == (case["expect"]["due"], case["found"]["expect"]["due"])


def test_however_many_there_are_all_are_computed(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are read by pages."""
    monkeypatch.setattr(module, "_AT_ONCE", 1)
    for _ in range(3):
        submitted(service, slab(), (_CLIFF,))

    assert 3 == len(recompute_edges(service, REVIEWER)["versions"])  # type: ignore[arg-type]
