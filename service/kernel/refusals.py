"""What a program says when it has no outcome for a case: which fact is missing, or which value no row covers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from service.domain.decimals import plain
from service.domain.errors import Fault, Nonsense
from service.domain.facts import CATALOGUE
from service.kernel.arithmetic import DAY_REGISTER, FACT_MISSING, NO_OPTION, RATE_NOT_FOUND, Refusal, Registers
from service.kernel.conditions import DAY, judge, subject, value_text
from service.law.components import Brackets, Component, Lookup
from service.law.references import conditions, references

if TYPE_CHECKING:
    from service.kernel.program import Program


def explain(program: Program, refusal: Refusal, registers: Registers) -> Nonsense:
    """Say why the component named by *refusal* has no outcome."""
    if refusal.code == FACT_MISSING:
        return facts_missing(program, registers)
    component = program.version.components[refusal.position]
    operands = [name for _, name in references(component)]
    faults = [fault for name in operands if (fault := _fault_at(program, name, refusal.code)) is not None]
    if refusal.code == NO_OPTION:
        detail = f"No option of {_name(program, component)} applies: each has a condition, and none of them holds."
        return Nonsense(NO_OPTION, detail, faults=faults)
    value = value_text(registers[program.names.slots[operands[0]]])
    detail = f"{_name(program, component)} has no row for {operands[0]} = {value}; {_rows(component)}"
    return Nonsense(RATE_NOT_FOUND, detail, faults=faults)


def facts_missing(program: Program, registers: Registers) -> Nonsense:
    """Name every fact that is missing and decides something, not only the first."""
    missing = list(dict.fromkeys(_missing(program, registers)))
    faults = [_missing_fault(program, name) for name in missing]
    named = ", ".join(missing)
    detail = f"{program.version.name} cannot be computed without {named}."
    return Nonsense(FACT_MISSING, f"{detail} {faults[0].message}", faults=faults)


def too_many_digits(program: Program, position: int) -> Nonsense:
    """Say that a product has more digits than are computed exactly; nothing is rounded to make it fit."""
    component = program.version.components[position]
    detail = f"{_name(program, component)} would have more digits than can be computed exactly; state smaller figures."
    return Nonsense("too-many-digits", detail)


def _missing(program: Program, registers: Registers) -> Iterator[str]:
    slots = program.names.slots
    yield from (name for name in program.counted if registers[slots[name]] is None)
    for component in program.version.components:
        for _, condition in conditions(component):
            verdict = judge(condition, lambda name: registers[slots[name]], registers[DAY_REGISTER])
            if verdict.holds is None:
                yield from (subject(decided.leaf) for decided in verdict.decided)
            elif verdict.holds:
                break  # of the options of a choice, those behind the one chosen decide nothing


def _missing_fault(program: Program, name: str) -> Fault:
    if name == DAY:
        return Fault("/period/start", FACT_MISSING, "The day is missing: a season decides.")
    fact = CATALOGUE[program.inputs[name].fact]
    message = f"The fact {fact.name} ({fact.meaning['en']}) is missing; it comes from {fact.source}."
    return Fault(fact.source, FACT_MISSING, message)


def _fault_at(program: Program, name: str, code: str) -> Fault | None:
    """Point to where an input comes from; what components computed comes from no single place."""
    if name not in program.inputs:
        return None
    source = CATALOGUE[program.inputs[name].fact].source
    return Fault(source, code, f"{name} comes from {source}.")


def _rows(component: Component) -> str:
    match component:
        case Lookup(no_hit=str(reason)):
            return f"the document says why: {reason}"
        case Lookup(table=dict(table)):
            return f"its table knows {', '.join(table)}."
        case Lookup(bands=tuple(bands)) | Brackets(bands=bands):
            return f"its bands start at {plain(bands[0].start)}."
        case _:
            return "it has no rows."


def _name(program: Program, component: Component) -> str:
    return f"{program.version.name}#{component.head.id} ({component.head.kind})"
