"""Inputs ask for facts of the catalogue, filtered by what the lines of a report really have."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.facts import CATALOGUE, Fact
from service.law.document import Input, Schedule, Version
from service.law.errors import DocumentFault, fault, listed, pointer, shown
from service.law.format.fields import did_you_mean


def check_inputs(_: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Refuse `unknown-fact`, `input-shadows-fact`, `unknown-where`, `unknown-where-value` and `where-empty`."""
    for name, entry in version.inputs.items():
        path = pointer("inputs", name)
        fact = CATALOGUE.get(entry.fact)
        if fact is None:
            expected = f"a fact of the catalogue: {listed(CATALOGUE)}"
            remedy = did_you_mean(entry.fact, CATALOGUE)
            yield fault(path + "/fact", "unknown-fact", found=shown(entry.fact), expected=expected, remedy=remedy)
        else:
            yield from _where(entry, fact, path + "/where")
        if name in CATALOGUE and name != entry.fact:
            expected = f"the name of no other fact than {entry.fact}"
            remedy = "Rename the input: a condition that names it would mean something else than elsewhere."
            yield fault(path, "input-shadows-fact", found=shown(name), expected=expected, remedy=remedy)


def _where(entry: Input, fact: Fact, path: str) -> Iterator[DocumentFault]:
    for member, values in entry.where.items():
        here = path + pointer(member)
        if member not in fact.where:
            expected = f"what lines of {fact.name} can be told apart by: {listed(fact.where)}"
            remedy = did_you_mean(member, fact.where) if fact.where else "Remove where."
            yield fault(here, "unknown-where", found=shown(member), expected=expected, remedy=remedy)
            continue
        if not values:
            remedy = "List the values that count, or remove the filter."
            yield fault(here, "where-empty", found="[]", expected="at least one value", remedy=remedy)
        allowed = fact.where[member]
        for index, value in enumerate(values):
            if allowed and value not in allowed:
                expected, remedy = f"one of: {listed(allowed)}", did_you_mean(value, set(allowed))
                path_of_value = here + pointer(index)
                yield fault(path_of_value, "unknown-where-value", found=shown(value), expected=expected, remedy=remedy)
