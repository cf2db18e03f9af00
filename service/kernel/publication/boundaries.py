"""
Boundary cases: what a version comes to one smallest unit below, at and above each of its edges.

They are made, not thought out: kept with a draft, they show whether a later engine still computes what was published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from service.domain.canonical import Json
from service.domain.decimals import plain
from service.domain.errors import Refusal
from service.kernel.conditions import value_text
from service.kernel.program import Program, Value
from service.kernel.proving import values_of
from service.kernel.publication.probing import Probe

SIDES: Final = {"below": -1, "at": 0, "above": 1}


def boundary_cases(program: Program, probes: Iterable[Probe]) -> tuple[dict[str, Json], ...]:
    """Return three cases for each of *probes*; below zero there is none."""
    return tuple(case for probe in probes for side in SIDES for case in _case(program, probe, side))


def boundary_differences(program: Program, cases: Iterable[Mapping[str, Json]]) -> list[dict[str, Json]]:
    """Compute *cases* again, and return those that come out otherwise, with what they come to."""
    differing: list[dict[str, Json]] = []
    for case in cases:
        inputs: Any = case["inputs"]  # an object, as it was written
        texts = {name: None if text is None else str(text) for name, text in inputs.items()}
        day = None if case["day"] is None else date.fromisoformat(str(case["day"]))
        found = _come_to(program, values_of(program, texts), day)
        if any(case[member] != value for member, value in found.items()):
            differing.append({**case, "found": found})
    return differing


def _case(program: Program, probe: Probe, side: str) -> Iterator[dict[str, Json]]:
    inputs = probe.inputs(SIDES[side])
    written = {name: value_text(value) for name, value in inputs.items()}
    if str(written[probe.moved]).startswith("-"):
        return
    head: dict[str, Json] = {
        "edge": probe.edge.id,
        "path": probe.edge.path,
        "side": side,
        "inputs": dict(written),
        "day": None if probe.day is None else probe.day.isoformat(),
    }
    yield {**head, **_come_to(program, inputs, probe.day)}


def _come_to(program: Program, inputs: Mapping[str, Value], day: date | None) -> dict[str, Json]:
    """Write what a case comes to: its values and findings, or why it has none."""
    try:
        outcome = program.exact(inputs, day)
    except Refusal as refusal:
        return {"expect": None, "findings": None, "refused": refusal.code}
    values: dict[str, Json] = {name: plain(value) for name, value in outcome.values.items()}
    findings: list[Json] = [finding.code for finding in outcome.findings]
    return {"expect": values, "findings": findings, "refused": None}
