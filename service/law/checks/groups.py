"""A controlled group is asked only for what is true of all of it: its members differ in kind and in place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.law.conditions import Season
from service.law.document import Schedule, Version
from service.law.errors import DocumentFault, fault, pointer, shown
from service.law.references import conditions_of, leaves

_OF_ONE_MEMBER: Final = ("operator_kind", "region", "zone")
_EXPECTED: Final = "a fact that is true of the group as a whole"


def check_group_facts(schedule: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Refuse `fact-of-one-member`; `applies` may ask for them, because it looks at each member and farm by itself."""
    if schedule.subject != "group":
        return
    for name, entry in version.inputs.items():
        if entry.fact in _OF_ONE_MEMBER:
            yield _fault(pointer("inputs", name, "fact"), entry.fact)
    for path, condition in conditions_of(version):
        if path == "/applies":
            continue
        for here, leaf in leaves(condition, path):
            if not isinstance(leaf, Season) and leaf.fact in _OF_ONE_MEMBER and leaf.fact not in version.inputs:
                yield _fault(f"{here}/fact", leaf.fact)


def _fault(path: str, fact: str) -> DocumentFault:
    remedy = "Say in applies which members and farms the version concerns, or let the schedule look at each operator."
    return fault(path, "fact-of-one-member", found=shown(fact), expected=_EXPECTED, remedy=remedy)
