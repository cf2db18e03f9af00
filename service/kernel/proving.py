"""
Proving a version by its own embedded tests: each must come out to the digit, and together they must go every way.

A band that no test reaches, a condition that no test makes false or a cap that never binds is where a wrong figure
hides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from service.domain.decimals import NotADecimal, decimal, plain
from service.domain.errors import Refusal
from service.domain.facts import CATALOGUE
from service.kernel.kinds import kind_of
from service.kernel.lateness.proving import case_branches, case_faults
from service.kernel.outcome import Outcome
from service.kernel.program import Program, Value, compile_version
from service.kernel.worked_cases import TESTS, Branch
from service.law.document import EmbeddedTest, Schedule, Version
from service.law.errors import DocumentError, DocumentFault, fault, listed, pointer


class Trial(NamedTuple):
    """An embedded test that could be computed, its inputs as values."""

    test: EmbeddedTest
    values: dict[str, Value]
    outcome: Outcome

    def passes(self, program: Program) -> bool:
        """Tell whether the test comes out as it says when *program* computes it, which asks for the same inputs."""
        try:
            outcome = program.exact(self.values, self.test.day)
        except Refusal:
            return False
        return next(_differences(0, self._replace(outcome=outcome)), None) is None


def prove(schedule: Schedule, version: Version) -> None:
    """
    Run the embedded tests of *version*, and demand that they go every way.

    Raises:
        DocumentError: a test fails or cannot be computed, or no test goes some way; all faults at once.
    """
    faults = proof_faults(schedule, version)
    if faults:
        raise DocumentError(faults)


def proof_faults(schedule: Schedule, version: Version) -> list[DocumentFault]:
    """Return what `prove` would refuse, in the order of the document."""
    if version.charges:
        return case_faults(version)
    computed, faults = trials(compile_version(schedule, version))
    for position, trial in computed.items():
        faults += _differences(position, trial)
    if not faults:  # a test that fails reaches nothing: first mend that
        faults += [TESTS.untaken(branch) for branch in _branches(version, computed.values()) if not branch.tests]
    return faults


def coverage(schedule: Schedule, version: Version) -> tuple[Branch, ...]:
    """List every way that the components or charges of *version* can go, with the worked cases that go it."""
    if version.charges:
        return case_branches(version)
    computed, _ = trials(compile_version(schedule, version))
    return tuple(_branches(version, computed.values()))


def trials(program: Program) -> tuple[dict[int, Trial], list[DocumentFault]]:
    """Compute the embedded tests, by their position; what cannot be computed is told."""
    computed, faults = {}, []
    for position, test in enumerate(program.version.tests):
        values, wrong = _values(program, position, test)
        faults += wrong
        if wrong:
            continue
        try:
            computed[position] = Trial(test, values, program.exact(values, test.day))
        except Refusal as refusal:
            faults.append(TESTS.refused(position, test.name, refusal))
    return computed, faults


def _values(program: Program, position: int, test: EmbeddedTest) -> tuple[dict[str, Value], list[DocumentFault]]:
    values: dict[str, Value] = {}
    faults = []
    for name, text in test.inputs.items():
        place = pointer("tests", position, "inputs", name)
        need = program.inputs.get(name)
        if need is None:
            faults.append(_unknown(place, name, program.inputs))
            continue
        try:
            values[name] = None if text is None else _value(CATALOGUE[need.fact].type, text)
        except ValueError as error:
            faults.append(
                fault(
                    place,
                    "test-input-unreadable",
                    found=f"{text!r}",
                    expected=str(error),
                    remedy=f"Write {name} as a {CATALOGUE[need.fact].type}, in a string.",
                )
            )
    return values, faults


def values_of(program: Program, inputs: Mapping[str, str | None]) -> dict[str, Value]:
    """Read *inputs* that a program has written before, by the types of their facts."""
    return {
        name: None if text is None else _value(CATALOGUE[program.inputs[name].fact].type, text)
        for name, text in inputs.items()
    }


def _value(type_: str, text: str) -> Value:
    match type_:
        case "quantity" | "money":
            return decimal(text, negative=True)
        case "day":
            return date.fromisoformat(text)
        case _:
            return text


def _differences(position: int, trial: Trial) -> Iterator[DocumentFault]:
    """Yield where a test came out otherwise than it says."""
    test, _, outcome = trial
    for name, text in test.expect.items():
        place = pointer("tests", position, "expect", name)
        found = outcome.values.get(name)
        if found is None:
            yield _unknown(place, name, outcome.values)
        elif not _equals(text, found):
            yield TESTS.different(place, test.name, found=plain(found), expected=text)
    if test.findings is not None:
        found_codes = sorted(finding.code for finding in outcome.findings)
        if sorted(test.findings) != found_codes:
            place = pointer("tests", position, "findings")
            yield TESTS.different(place, test.name, found=listed(found_codes), expected=listed(test.findings))


def _equals(text: str, found: Value) -> bool:
    try:
        return decimal(text, negative=True) == found
    except NotADecimal:
        return False


def _branches(version: Version, computed: Collection[Trial]) -> Iterator[Branch]:
    for position, component in enumerate(version.components):
        kind = kind_of(component)
        taken = [(trial.test.name, set(kind.taken(component, trial.outcome.reading(position)))) for trial in computed]
        for way in kind.branches(component):
            tests = tuple(name for name, ways in taken if way in ways)
            yield Branch(position, component.head.id, way, tests)


def _unknown(place: str, name: str, known: Mapping[str, object]) -> DocumentFault:
    return fault(
        place,
        "test-names-unknown",
        found=name,
        expected=f"one of {listed(known)}",
        remedy="Name an input, a fact that a condition asks for, or a component that comes to a number.",
    )
