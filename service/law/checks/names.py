"""Names lead somewhere: every value is an input or an earlier component, every id is used once, every input is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from service.domain.facts import CATALOGUE
from service.law.components import Component, Eligibility, Lookup
from service.law.document import Schedule, Version
from service.law.errors import DocumentFault, fault, listed, pointer, shown
from service.law.format.fields import did_you_mean
from service.law.naming import is_number
from service.law.references import Reference, conditions_of, facts_of, references


def check_names(_: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Refuse `duplicate-id`, `id-shadows-input`, `...-reference`, `wrong-operand` and `unused-input`."""
    misnamed = list(_misnamed(version))
    yield from misnamed or _unused(version)  # an input whose name is misspelt where it is used is one fault, not two


def _misnamed(version: Version) -> Iterator[DocumentFault]:
    seen: set[str] = set()
    for index, component in enumerate(version.components):
        path = pointer("components", index)
        yield from _id(version, component.head.id, seen, path + "/id")
        scope = _Scope(version, _values(version.components[:index]), _values(version.components[index:]))
        for reference in references(component):
            yield from scope.check(component, reference, path + reference.path)
        seen.add(component.head.id)
    values = _values(version.components)
    if version.result is not None and version.result not in values:
        yield _unknown(version.result, values, "/result", "a component")


class _Scope(NamedTuple):
    """What a component may name, and what comes too late for it."""

    version: Version
    earlier: frozenset[str]
    later: frozenset[str]

    def check(self, component: Component, reference: Reference, path: str) -> Iterator[DocumentFault]:
        """Refuse a *reference* of *component* that leads nowhere, or to something that it cannot work on."""
        name = reference.name
        if name in self.version.inputs:
            yield from self._input(component, name, path)
        elif name in self.earlier:
            if isinstance(component, Lookup) and component.table is not None:
                yield _not_a_code(name, path)
        elif name in self.later:
            expected = f"an input or an earlier component: {listed(self.earlier | set(self.version.inputs))}"
            remedy = "Move what it needs above it; components are computed in the order of the file."
            yield fault(
                path, "later-reference", found=f"{shown(name)}, which comes later", expected=expected, remedy=remedy
            )
        else:
            yield _unknown(name, self.earlier | set(self.version.inputs), path, "an input or an earlier component")

    def _input(self, component: Component, name: str, path: str) -> Iterator[DocumentFault]:
        fact = CATALOGUE.get(self.version.inputs[name].fact)
        if fact is None:
            return  # refused where the input is declared
        if isinstance(component, Lookup) and component.table is not None:
            if fact.type != "code":
                yield _not_a_code(name, path)
        elif not is_number(fact):
            expected, remedy = (
                "a quantity or money",
                "Ask for codes and days in a condition, or look codes up.",
            )
            found = f"{shown(name)}, which is a {fact.type}"
            yield fault(path, "wrong-operand", found=found, expected=expected, remedy=remedy)


def _values(components: tuple[Component, ...]) -> frozenset[str]:
    """Return the names of *components* that are numbers; a finding is none."""
    return frozenset(component.head.id for component in components if not isinstance(component, Eligibility))


def _id(version: Version, name: str, seen: set[str], path: str) -> Iterator[DocumentFault]:
    if name in seen:
        expected, remedy = "each id once", "Rename one of the two."
        yield fault(path, "duplicate-id", found=shown(name), expected=expected, remedy=remedy)
    if name in version.inputs:
        expected, remedy = "an id that is not the name of an input", "Rename the component or the input."
        yield fault(path, "id-shadows-input", found=shown(name), expected=expected, remedy=remedy)


def _unknown(name: str, names: frozenset[str], path: str, what: str) -> DocumentFault:
    expected = f"{what}: {listed(names)}"
    return fault(path, "unknown-reference", found=shown(name), expected=expected, remedy=did_you_mean(name, set(names)))


def _not_a_code(name: str, path: str) -> DocumentFault:
    remedy = "Look numbers up in bands, codes in a table."
    return fault(path, "wrong-operand", found=f"{shown(name)}, which is a number", expected="a code", remedy=remedy)


def _unused(version: Version) -> Iterator[DocumentFault]:
    used = {reference.name for component in version.components for reference in references(component)}
    used = used.union(*(facts_of(condition) for _, condition in conditions_of(version)))
    for name in version.inputs:
        if name not in used:
            expected, remedy = "an input that some component uses", "Use it or remove it: operators are asked for it."
            path = pointer("inputs", name)
            yield fault(path, "unused-input", found=shown(name), expected=expected, remedy=remedy)
