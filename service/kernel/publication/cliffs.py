"""
Cliffs: edges at which one smallest unit more changes what is due by more than its own rate explains.

A slab, an exemption below a limit or a relief that ends all at once may be what the law says. It has to be seen, and
acknowledged by whoever drafts it; it must not happen by a slip in a table of bands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from service.domain.decimals import EXACT, ONE
from service.domain.money import MINOR_UNITS
from service.kernel.program import Program
from service.kernel.proving import Trial
from service.kernel.publication.probing import Probe, probes, upstream
from service.law.components import Component, Ratio, Round, Total
from service.law.document import Schedule, Version
from service.law.edges import Edge, edges_of

_AROUND: Final = 8  # steps looked at on either side, to see what one step usually changes
_ENOUGH: Final = 8  # cases that jump at an edge: more of them cost seconds and say the same
_FINER: Final = 12  # digits that a ratio gets while slopes are looked at


class Cliff(NamedTuple):
    """
    A jump of what is due at *probe*: by *jump* beyond what its rates explain, on reaching or on exceeding the edge.

    *below*, *at* and *above* are what is due one step before the edge, at it, and one step beyond.
    """

    probe: Probe
    exceeding: bool
    jump: Decimal
    below: Decimal | None
    at: Decimal | None
    above: Decimal | None

    @property
    def id(self) -> str:
        """Name it by its edge."""
        return self.probe.edge.id


class Survey(NamedTuple):
    """What was found on the edges of a version: the cliffs, one probe an edge, and the edges that none reaches."""

    cliffs: tuple[Cliff, ...]
    probes: tuple[Probe, ...]
    unreached: tuple[Edge, ...]


def survey(program: Program, trials: Sequence[Trial]) -> Survey:
    """Take each edge of a version from the worked cases; of the first jumps found there, the highest counts."""
    smooth = Program(program.schedule, _smooth(program.version))
    cliffs, shown, unreached = list[Cliff](), list[Probe](), list[Edge]()
    for edge in edges_of(program.version):
        found, jumps = list[Probe](), list[Cliff]()
        for probe in probes(program, trials, edge):
            found.append(probe)
            jumps += _jumps(program, smooth, probe)
            if len(jumps) >= _ENOUGH:
                break
        if jumps:
            highest = max(jumps, key=lambda cliff: abs(cliff.jump))
            cliffs.append(highest)
            shown.append(highest.probe)
        elif found:
            shown.append(found[0])
        else:
            unreached.append(edge)
    return Survey(tuple(cliffs), tuple(shown), tuple(unreached))


def _jumps(program: Program, smooth: Program, probe: Probe) -> Iterator[Cliff]:
    """Yield the jumps on reaching and on exceeding the edge of *probe*."""
    result = program.version.result
    if result is None:
        return  # findings are no amounts
    amounts = [_amount(smooth, probe, steps) for steps in range(-_AROUND, _AROUND + 1)]
    changes = [
        None if before is None or after is None else EXACT.subtract(after, before)
        for before, after in pairwise(amounts)
    ]
    reaching, exceeding = _AROUND - 1, _AROUND
    usual = [change for at, change in enumerate(changes) if at not in (reaching, exceeding) and change is not None]
    for at in (reaching, exceeding):
        change = changes[at]
        if change is None or not usual:
            continue
        jump = EXACT.subtract(change, min(max(change, min(usual)), max(usual)))
        if abs(jump) >= _noticeable(program.schedule):
            shown = (_amount(program, probe, steps) for steps in (-1, 0, 1))
            yield Cliff(probe, at == exceeding, jump, *shown)


def _amount(program: Program, probe: Probe, steps: int) -> Decimal | None:
    outcome = probe.outcome(program, steps)
    return None if outcome is None else outcome.values[program.version.result or ""]


def _noticeable(schedule: Schedule) -> Decimal:
    """Return the smallest coin of the currency."""
    return ONE.scaleb(-MINOR_UNITS[schedule.currency]) if schedule.currency else ONE


def _smooth(version: Version) -> Version:
    """Leave out the rounding that no edge is measured behind, so that it hides no jump and makes none."""
    measured = upstream(version, {edge.subject for edge in edges_of(version)})
    return version._replace(components=tuple(_unrounded(version.components, measured)))


def _unrounded(components: Iterable[Component], measured: set[str]) -> Iterator[Component]:
    for component in components:
        if component.head.id in measured:
            yield component
        elif isinstance(component, Round):
            yield Total(component.head, (component.of,), ())
        elif isinstance(component, Ratio):
            yield component._replace(scale=component.scale + _FINER)
        else:
            yield component
