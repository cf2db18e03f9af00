"""Embedded tests speak of inputs, components and findings that exist."""

from __future__ import annotations

from collections.abc import Iterator

from service.law.components import Eligibility
from service.law.document import EmbeddedTest, Schedule, Version
from service.law.errors import DocumentFault, fault, listed, pointer, shown
from service.law.format.fields import did_you_mean
from service.law.references import conditions_of, facts_of


def check_embedded_tests(_: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Refuse `test-of-unknown` and `test-twice`."""
    asked = {*version.inputs}.union(*(facts_of(condition) for _, condition in conditions_of(version)))
    values = {part.head.id for part in version.components if not isinstance(part, Eligibility)}
    findings = {part.finding for part in version.components if isinstance(part, Eligibility)}
    names: set[str] = set()
    for index, test in enumerate(version.tests):
        path = pointer("tests", index)
        if test.name in names:
            expected, remedy = "each name once", "Say what tells the two cases apart, or remove one."
            yield fault(path + "/name", "test-twice", found=shown(test.name), expected=expected, remedy=remedy)
        names.add(test.name)
        for place, name, known in _names(test, asked, values, findings):
            expected, remedy = f"one of: {listed(known)}", did_you_mean(name, known)
            yield fault(path + place, "test-of-unknown", found=shown(name), expected=expected, remedy=remedy)


def _names(
    test: EmbeddedTest, asked: set[str], values: set[str], findings: set[str]
) -> Iterator[tuple[str, str, set[str]]]:
    """Return every name in *test* that is not among those it should be of, and where it stands."""
    yield from ((pointer("inputs", name), name, asked) for name in test.inputs if name not in asked)
    yield from ((pointer("expect", name), name, values) for name in test.expect if name not in values)
    for index, code in enumerate(test.findings or ()):
        if code not in findings:
            yield pointer("findings", index), code, findings
