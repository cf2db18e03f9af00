"""
Probing: the cases on either side of an edge, made from a version's own worked cases.

A worked case is taken to the edge by moving one input, the first that leads there, to the least number at which what is
measured has come to the other side of the edge: by halving, since values rise or fall with what they are computed from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from service.domain.decimals import EXACT, ONE, ZERO
from service.domain.errors import Refusal
from service.domain.facts import CATALOGUE
from service.domain.money import MINOR_UNITS
from service.kernel.outcome import Outcome
from service.kernel.program import Program, Value
from service.kernel.proving import Trial
from service.law.document import Version
from service.law.edges import Edge
from service.law.references import references

# A report states kilowatt-hours to the watt-hour, and coins to eight places, whatever finer ones it may write.
_PLACES: Final = {"kWh": 3, "coin": 8}
_FARTHEST: Final = 60  # doublings: beyond any quantity that a report may state


class Probe(NamedTuple):
    """
    A worked case, with one input moved so that what is measured just reaches an edge.

    *step* is that input's smallest unit, below zero where what is measured falls as the input rises.
    """

    edge: Edge
    case: str
    moved: str
    reached: Decimal
    step: Decimal
    values: Mapping[str, Value]
    day: date | None

    def inputs(self, steps: int) -> dict[str, Value]:
        """Return the inputs so many *steps* beyond the edge, or before it."""
        return {**self.values, self.moved: EXACT.add(self.reached, EXACT.multiply(self.step, Decimal(steps)))}

    def outcome(self, program: Program, steps: int) -> Outcome | None:
        """Compute the case so many *steps* beyond the edge; nothing where it has no outcome or goes below zero."""
        inputs = self.inputs(steps)
        moved = inputs[self.moved]
        return None if isinstance(moved, Decimal) and moved < ZERO else computed(program, inputs, self.day)


def computed(program: Program, inputs: Mapping[str, Value], day: date | None) -> Outcome | None:
    """Compute a case; nothing where it has no outcome."""
    try:
        return program.exact(inputs, day)
    except Refusal:
        return None


def probes(program: Program, trials: Iterable[Trial], edge: Edge) -> Iterator[Probe]:
    """Yield each of *trials* that can be taken to *edge*."""
    for trial in trials:
        found = (_probe(program, trial, edge, name) for name in _movable(program, edge))
        first = next((probe for probe in found if probe is not None), None)
        if first is not None:
            yield first


def _probe(program: Program, trial: Trial, edge: Edge, moved: str) -> Probe | None:
    step = _step(program, moved, edge)
    start = Probe(edge, trial.test.name, moved, ZERO, step, trial.values, trial.test.day)
    if moved == edge.subject:
        return start._replace(reached=edge.at)
    here = _side(program, start, 0)
    farther = (1 << doubling for doubling in range(_FARTHEST))
    beyond = next((steps for steps in farther if _side(program, start, steps) not in (here, None)), None)
    if here is None or beyond is None:  # it is never measured, or never on the other side
        return None
    before = beyond >> 1
    while beyond - before > 1:
        middle = (before + beyond) // 2
        if _side(program, start, middle) == here:
            before = middle
        else:
            beyond = middle
    if here:  # what is measured falls: it lies at the edge for the last time one step earlier, and rises backwards
        return start._replace(reached=EXACT.multiply(step, Decimal(before)), step=step.copy_negate())
    return start._replace(reached=EXACT.multiply(step, Decimal(beyond)))


def _side(program: Program, probe: Probe, steps: int) -> bool | None:
    """Tell whether what is measured has reached the edge; nothing where that cannot be said."""
    outcome = probe.outcome(program, steps)
    if outcome is None:
        return None
    value = outcome.registers[program.names.slots[probe.edge.subject]]
    return None if value is None else bool(value >= probe.edge.at)


def _movable(program: Program, edge: Edge) -> list[str]:
    """Return the inputs that are numbers and lead to what the edge is measured on, in the order of the document."""
    if edge.subject in program.inputs:
        return [edge.subject]
    leading = upstream(program.version, {edge.subject})
    return [
        need.name
        for need in program.needs
        if need.name in leading and CATALOGUE[need.fact].unit is not None  # days are what they are
    ]


def upstream(version: Version, names: set[str]) -> set[str]:
    """Return *names* and all that they are computed from."""
    found = set(names)
    for component in reversed(version.components):
        if component.head.id in found:
            found.update(name for _, name in references(component))
    return found


def _step(program: Program, moved: str, edge: Edge) -> Decimal:
    """Return the smallest unit of an input, or of the edge's own figure where that is finer."""
    unit, currency = CATALOGUE[program.inputs[moved].fact].unit, program.schedule.currency
    places = MINOR_UNITS[currency] if unit == "currency" and currency else _PLACES.get(unit or "", 0)
    finest = min(-places, int(edge.at.as_tuple().exponent)) if moved == edge.subject else -places
    return ONE.scaleb(finest)
