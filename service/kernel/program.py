"""A version compiled to a program: its components as steps, in the order of the document, over an arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, Inexact
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from service.domain.periods import Period
from service.kernel.arithmetic import Arithmetic, N, Registers, Step, T
from service.kernel.conditions import judge
from service.kernel.exact import Exact, Refused
from service.kernel.kinds import kind_of
from service.kernel.outcome import Outcome, facts_of, frames_of
from service.kernel.reading import names_of
from service.kernel.refusals import explain, facts_missing, too_many_digits
from service.kernel.scope import Scope
from service.kernel.seasons import edges_within
from service.law.conditions import Leaf, Season
from service.law.document import Input, Schedule, Version
from service.law.references import conditions, leaves, references

if TYPE_CHECKING:
    from service.kernel.columns import ColumnOutcome
    from service.kernel.columns.inputs import Given
    from service.kernel.columns.values import Array

Value = Decimal | str | date | None
_COMPILED_AT_MOST: Final = 512
_KINDS_AND_REGIONS_KEPT: Final = 256


class Program:
    """
    A version, ready to run; made by `compile_version`.

    `needs` are the inputs it asks for: those that the version declares, then the facts that its conditions name
    directly.
    """

    def __init__(self, schedule: Schedule, version: Version) -> None:
        """Lay out the registers (the day, facts, components, numbers) and compile every component."""
        self.schedule = schedule
        self.version = version
        self.needs = _needs(version)
        names = (*(need.name for need in self.needs), *(component.head.id for component in version.components))
        slots = {name: slot for slot, name in enumerate(names, 1)}
        self.names = names_of(schedule, version, slots)
        self.inputs = {need.name: need for need in self.needs}
        self.frames = frames_of(schedule, version, self.names)
        self.facts = facts_of(self.needs, self.names)
        self._applying = lru_cache(maxsize=_KINDS_AND_REGIONS_KEPT)(self._judge_applying)
        self._seasons = [leaf for leaf in _leaves(version) if isinstance(leaf, Season)]
        self._first_outcome = len(self.needs) + 1
        self.counted = _counted(version, self.inputs)
        self._counted_slots = [slots[name] for name in self.counted]
        self._steps, numbers = self.steps(Exact())
        self._blank: Registers = [None] * (len(slots) + 1) + numbers

    def steps(self, arithmetic: Arithmetic[N, T]) -> tuple[list[Step], list[N]]:
        """Compile every component over *arithmetic*; returns the steps, and the numbers that go behind the names."""
        scope = Scope(arithmetic, self.names.slots)
        steps = []
        for scope.position, component in enumerate(self.version.components):
            steps.append(kind_of(component).step(component, scope))
        return steps, scope.numbers

    def exact(self, values: Mapping[str, Value], day: date | None, segment: str = "1") -> Outcome:
        """
        Compute one case exactly, with its trace.

        *values* are keyed by input name: `Decimal` for quantities and money, `str` for codes, `date` for days, `None`
        for an optional fact that is not known. *day* is the first day of the segment; seasons ask for it.

        Raises:
            Nonsense: `fact-missing`, `rate-not-found` or `no-option-applies`, each naming the fact.
        """
        registers = self._blank.copy()
        registers[0] = day
        registers[1 : self._first_outcome] = [values.get(name) for name in self.inputs]
        for slot in self._counted_slots:
            if registers[slot] is None:
                raise facts_missing(self, registers)
        notes: list[Any] = []
        at = self._first_outcome
        try:
            for step in self._steps:
                registers[at], note = step(registers)
                notes.append(note)
                at += 1
        except Refused as refused:
            raise explain(self, refused.refusal, registers) from None
        except Inexact:
            raise too_many_digits(self, at - self._first_outcome) from None
        return Outcome(self, segment, registers, notes)

    def columns(self, values: Mapping[str, Given], day: Array | date | None) -> ColumnOutcome:
        """
        Compute many cases exactly, without a trace; NumPy is loaded by the first call.

        *values* are keyed by input name: a `Column` of numbers, `Codes` or days one a row, or one value for all rows.
        A case that `exact` would refuse is marked in the outcome, and stops no other.
        """
        from service.kernel.columns import compute  # noqa: PLC0415 - requests never compute in columns nor pay for it

        return compute(self, values, day)

    def applies(self, operator_kind: str, region: str) -> bool:
        """Tell whether the version concerns an operator of this kind in this region."""
        return self._applying(operator_kind, region)

    def _judge_applying(self, operator_kind: str, region: str) -> bool:
        condition, facts = self.version.applies, {"operator_kind": operator_kind, "region": region}
        return condition is None or judge(condition, facts.get).holds is True

    def cut_days(self, period: Period) -> list[date]:
        """Return the days inside *period* on which a season of the version begins or ends."""
        return sorted({day for season in self._seasons for day in edges_within(season, period)})


def compile_version(schedule: Schedule, version: Version) -> Program:
    """Compile *version*, once: asked again for the same objects, the same program is the answer."""
    key = (id(schedule), id(version))
    program = _compiled.get(key)
    if program is None:
        if len(_compiled) >= _COMPILED_AT_MOST:
            _compiled.clear()  # rare: more versions than any library has; the next answers compile again
        program = _compiled[key] = Program(schedule, version)
    return program


# By identity, which stands as long as the program holds both: they are large values, and impossible to hash.
_compiled: Final[dict[tuple[int, int], Program]] = {}


def _needs(version: Version) -> tuple[Input, ...]:
    """Return the declared inputs, then the facts that conditions of components name directly."""
    named = dict.fromkeys(leaf.fact for leaf in _leaves(version) if not isinstance(leaf, Season))
    direct = (Input(name, name, {}) for name in named if name not in version.inputs)
    return (*version.inputs.values(), *direct)


def _counted(version: Version, inputs: Iterable[str]) -> list[str]:
    """Return the inputs that components compute with, which have to be known whatever the conditions say."""
    named = {name for component in version.components for _, name in references(component)}
    return [name for name in inputs if name in named]


def _leaves(version: Version) -> Iterator[Leaf]:
    for component in version.components:
        for _, condition in conditions(component):
            yield from (leaf for _, leaf in leaves(condition))
