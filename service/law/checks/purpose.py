"""A version does what its schedule is for: a tax or levy comes to an amount, eligibility to findings and no money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.law.checks.aftermath import AFTERMATH
from service.law.components import Eligibility
from service.law.document import Due, Schedule, Version
from service.law.errors import DocumentFault, fault, pointer, shown

_ELIGIBILITY: Final = "eligibility"
_NOTHING_DUE: Final = Due(None, None)


def check_purpose(schedule: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Refuse `wrong-schedule`, `no-law`, `no-components`, `result-missing` and `money-in-eligibility`."""
    if version.schedule != schedule.schedule:
        expected, remedy = shown(schedule.schedule), "Name the schedule of this folder, or move the file."
        yield fault("/schedule", "wrong-schedule", found=shown(version.schedule), expected=expected, remedy=remedy)
    if not version.laws:
        expected, remedy = "at least one act", "Name the act, bill or report that this version is taken from."
        yield fault("/law", "no-law", found="{}", expected=expected, remedy=remedy)
    if schedule.kind == AFTERMATH:
        return
    if not version.components:
        expected, remedy = "at least one component", "Say what the version charges or finds."
        yield fault("/components", "no-components", found="[]", expected=expected, remedy=remedy)
    if schedule.kind == _ELIGIBILITY:
        yield from _eligibility(version)
    elif version.result is None:
        expected, remedy = (
            "the component that is due",
            "Name it as result; findings alone make up an eligibility schedule.",
        )
        yield fault("/result", "result-missing", found="nothing", expected=expected, remedy=remedy)


def _eligibility(version: Version) -> Iterator[DocumentFault]:
    remedy = "Eligibility is apart from liability: put what is to be paid into a schedule of its own."
    code = "money-in-eligibility"
    for index, component in enumerate(version.components):
        if not isinstance(component, Eligibility):
            path = pointer("components", index, "kind")
            yield fault(path, code, found=shown(component.head.kind), expected=_ELIGIBILITY, remedy=remedy)
    if version.result is not None:
        yield fault("/result", code, found=shown(version.result), expected="null", remedy=remedy)
    if version.due != _NOTHING_DUE:
        expected = "{return: null, payment: null}"
        yield fault("/due", code, found="a due day", expected=expected, remedy=remedy)
