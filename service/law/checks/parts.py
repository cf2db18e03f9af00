"""
Whoever is looked at as one is asked only for what is true of all of it.

A controlled group has members that differ in kind and in place, an operator has farms that differ in place. Decision
0123 says why such a fact is refused, and not taken where it happens to be the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from service.law.conditions import Season
from service.law.document import Schedule, Version
from service.law.errors import DocumentFault, fault, pointer, shown
from service.law.references import conditions_of, leaves


class _Divided(NamedTuple):
    """The facts of which a subject has several at once, and what is refused because of them."""

    facts: tuple[str, ...]
    code: str
    expected: str
    remedy: str


_DIVIDED: Final = {
    "group": _Divided(
        ("operator_kind", "region", "zone"),
        "fact-of-one-member",
        "a fact that is true of the group as a whole",
        "Say in applies which members and farms the version concerns, or let the schedule look at each operator.",
    ),
    "operator": _Divided(
        ("region", "zone"),
        "fact-of-one-farm",
        "a fact that is true of the operator as a whole: its farms may lie in several places",
        "Say in applies which regions the version concerns, or let the schedule look at each farm (subject: farm).",
    ),
}


def check_facts_of_parts(schedule: Schedule, version: Version) -> Iterator[DocumentFault]:
    """
    Refuse `fact-of-one-member` and `fact-of-one-farm`.

    `applies` may ask for them, because it looks at each member and farm by itself.
    """
    divided = _DIVIDED.get(schedule.subject)
    if divided is None:
        return
    for name, entry in version.inputs.items():
        if entry.fact in divided.facts:
            yield _fault(divided, pointer("inputs", name, "fact"), entry.fact)
    for path, condition in conditions_of(version):
        if path == "/applies":
            continue
        for here, leaf in leaves(condition, path):
            if not isinstance(leaf, Season) and leaf.fact in divided.facts and leaf.fact not in version.inputs:
                yield _fault(divided, f"{here}/fact", leaf.fact)


def _fault(divided: _Divided, path: str, fact: str) -> DocumentFault:
    return fault(path, divided.code, found=shown(fact), expected=divided.expected, remedy=divided.remedy)
