"""The outcome of a version for one case: values at once; lines, findings and trace when somebody reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from service.domain.canonical import Json
from service.domain.once import once
from service.kernel.arithmetic import Note, Registers
from service.kernel.kinds import Kind, kind_of
from service.kernel.reading import Names, Reading, Texts
from service.law.components import Component, Eligibility, Head
from service.law.document import Input, Schedule, Version
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


class Frame(NamedTuple):
    """What is the same in every node of a component: made once, when its version is compiled."""

    component: Component
    kind: Kind[Any]
    operands: tuple[str, ...]
    said: Node
    describe: Callable[[Reading], Node]
    is_money: bool


def facts_of(needs: Iterable[Input], names: Names) -> dict[str, Json]:
    """Write which fact each input is and which lines count; the same in every trace of a version."""
    return {
        need.name: {
            "fact": need.fact,
            "where": {member: list(values) for member, values in need.where.items()},
            "unit": names.units.get(need.name),
        }
        for need in needs
    }


def frames_of(schedule: Schedule, version: Version, names: Names) -> tuple[Frame, ...]:
    """Make the frame of each component of *version*."""
    return tuple(_frame(schedule, version, names, component) for component in version.components)


def _frame(schedule: Schedule, version: Version, names: Names, component: Component) -> Frame:
    head, kind = component.head, kind_of(component)
    said: Node = {"kind": head.kind, "rule": f"{version.name}#{head.id}", "law": head.law}
    if head.title is not None:
        said["title"] = head.title
    unit = names.units.get(head.id)
    if not isinstance(component, Eligibility):
        said["unit"] = unit
    operands = tuple(dict.fromkeys(name for _, name in references(component)))
    is_money = unit is not None and unit == schedule.currency
    return Frame(component, kind, operands, said, kind.describing(component, names), is_money)


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

    @once
    def values(self) -> Mapping[str, Decimal]:
        """The number that each component came to, by its name, in the order of the document."""
        slots = self.program.names.slots
        ids = (frame.component.head.id for frame in self.program.frames if not isinstance(frame.component, Eligibility))
        return {name: self.registers[slots[name]] for name in ids}

    @once
    def lines(self) -> tuple[Line, ...]:
        """A line for each component whose unit is the schedule's currency."""
        framed = zip(self.program.frames, self.nodes[1:], strict=True)
        return tuple(self._line(frame.component, node) for frame, node in framed if frame.is_money)

    @once
    def findings(self) -> tuple[Finding, ...]:
        """A finding for each eligibility whose condition holds."""
        return tuple(
            self._finding(frame.component)
            for frame, note in zip(self.program.frames, self.notes, strict=True)
            if isinstance(frame.component, Eligibility) and note
        )

    @once
    def nodes(self) -> tuple[Node, ...]:
        """The trace: the facts, then one node a component, in evaluation order."""
        framed = enumerate(self.program.frames)
        return (self._facts_node(), *(self._node(frame, self.reading(place)) for place, frame in framed))

    def reading(self, position: int) -> Reading:
        """Return the reading of the component at *position*."""
        id_ = self.program.frames[position].component.head.id
        return Reading(self.program.names, self.registers, self._texts, id_, self.notes[position])

    @once
    def _texts(self) -> Texts:
        return Texts(self.program.names, self.registers)

    def _facts_node(self) -> Node:
        """Write what the report came to for each input: the fact, the lines that count, and the value."""
        texts = self._texts
        return {
            "id": f"{self.segment}/facts",
            "kind": "facts",
            "rule": self.program.version.name,
            "in": {need.name: texts[need.name] for need in self.program.needs},
            "facts": self.program.facts,
        }

    def _node(self, frame: Frame, reading: Reading) -> Node:
        texts, id_ = self._texts, reading.id
        node: Node = {
            "id": f"{self.segment}/{id_}",
            "in": {name: texts[name] for name in frame.operands},
            **frame.said,
            **frame.describe(reading),
        }
        if "unit" in frame.said:
            node["out"] = texts[id_]
        return node

    def _line(self, component: Component, node: Node) -> Line:
        head, bands = component.head, node.get("bands")
        listed = bands if isinstance(bands, list) else None
        return Line(head.id, head.kind, self.values[head.id], head.law, self._evidence(head), head.title, listed)

    def _finding(self, component: Eligibility) -> Finding:
        finding, severity, message = component.finding, component.severity, component.message
        return Finding(finding, severity, message, component.head.law, self._evidence(component.head))

    def _evidence(self, head: Head) -> str:
        return head.evidence or self.program.version.evidence.value
