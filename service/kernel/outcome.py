"""The outcome of a version for one case: values at once; lines, findings and trace when somebody reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from service.domain.canonical import Json
from service.kernel.arithmetic import Note, Registers
from service.kernel.kinds import kind_of
from service.kernel.reading import Reading
from service.law.components import Component, Eligibility
from service.law.references import references

if TYPE_CHECKING:
    from service.kernel.program import Program

# A node of the trace: JSON-ready, numbers as decimal strings.
Node = dict[str, Json]


class Line(NamedTuple):
    """An amount of money that a component came to; *bands* as in its node, for brackets."""

    id: str
    kind: str
    amount: Decimal
    law: str | None
    evidence: str
    title: dict[str, str] | None
    bands: list[Json] | None


class Finding(NamedTuple):
    """Something stated that is not money; *message* by language."""

    code: str
    severity: str
    message: dict[str, str]
    law: str | None
    evidence: str


@dataclass(frozen=True)
class Outcome:
    """
    What a program came to in one segment.

    The registers and notes are the whole record; everything else is written from them on demand, so that a caller who
    wants a total does not pay for a trace.
    """

    program: Program
    segment: str
    registers: Registers
    notes: list[Note]

    @cached_property
    def values(self) -> Mapping[str, Decimal]:
        """The number that each component came to, by its name, in the order of the document."""
        slots = self.program.names.slots
        numeric = (component.head.id for component in self._components if not isinstance(component, Eligibility))
        return {name: self.registers[slots[name]] for name in numeric}

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """A line for each component whose unit is the schedule's currency."""
        units, currency = self.program.names.units, self.program.schedule.currency
        return tuple(
            self._line(component, node)
            for component, node in zip(self._components, self.nodes, strict=True)
            if currency is not None and units.get(component.head.id) == currency
        )

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """A finding for each eligibility whose condition holds."""
        slots = self.program.names.slots
        return tuple(
            self._finding(component)
            for component in self._components
            if isinstance(component, Eligibility) and self.registers[slots[component.head.id]]
        )

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The trace: one node a component, in evaluation order."""
        return tuple(self._node(component, note) for component, note in zip(self._components, self.notes, strict=True))

    def reading(self, position: int) -> Reading:
        """Return the reading of the component at *position*."""
        component = self._components[position]
        return Reading(self.program.names, self.registers, component.head.id, self.notes[position])

    @property
    def _components(self) -> tuple[Component, ...]:
        return self.program.version.components

    def _evidence(self, component: Component) -> str:
        return component.head.evidence or self.program.version.evidence.value

    def _finding(self, component: Eligibility) -> Finding:
        finding, severity, message = component.finding, component.severity, component.message
        return Finding(finding, severity, message, component.head.law, self._evidence(component))

    def _line(self, component: Component, node: Node) -> Line:
        head, bands = component.head, node.get("bands")
        amount = self.values[head.id]
        listed = bands if isinstance(bands, list) else None
        return Line(head.id, head.kind, amount, head.law, self._evidence(component), head.title, listed)

    def _node(self, component: Component, note: Note) -> Node:
        head, kind = component.head, kind_of(component)
        reading = Reading(self.program.names, self.registers, head.id, note)
        node: Node = {
            "id": f"{self.segment}/{head.id}",
            "kind": head.kind,
            "rule": f"{self.program.version.name}#{head.id}",
            "law": head.law,
            "in": {name: reading.text(name) for _, name in references(component)},
        }
        if head.title is not None:
            node["title"] = dict(head.title)
        node |= kind.describe(component, reading)
        if isinstance(component, Eligibility):
            return node | {"out": reading.out}
        return node | {"out": reading.text(head.id), "unit": reading.unit(head.id)}
