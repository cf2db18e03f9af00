"""What being late costs stands in a schedule of its own kind, with steps that leave no day open and cases that fit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from service.law.charges import Charge
from service.law.document import Due, Schedule, Version
from service.law.errors import DocumentFault, fault, listed, pointer, shown
from service.law.format.fields import did_you_mean

AFTERMATH: Final = "aftermath"
_NOTHING_DUE: Final = Due(None, None)


def check_aftermath(schedule: Schedule, version: Version) -> Iterator[DocumentFault]:
    """
    Refuse what is wrong with an aftermath, or with what names one.

    `charges-missing`, `charges-elsewhere`, `parts-in-aftermath`, `aftermath-elsewhere`, `operators-overlap`,
    `steps-not-from-one`, `steps-not-rising`, and of charges and cases what `duplicate-id`, `test-twice` and
    `test-of-unknown` are of components and tests.
    """
    if schedule.kind == AFTERMATH:
        yield from _aftermath(version)
    else:
        yield from _elsewhere(version)
        yield from _named(schedule, version)


def _aftermath(version: Version) -> Iterator[DocumentFault]:
    for key, has in _parts(version).items():
        if has:
            remedy = f"Remove {key}, or put it into the schedule of the tax itself."
            expected = "charges and cases, and nothing of a tax"
            yield fault(pointer(key), "parts-in-aftermath", found=key, expected=expected, remedy=remedy)
    if not version.charges:
        expected, remedy = "at least one charge", "Say what being late costs."
        yield fault("/charges", "charges-missing", found="no charges", expected=expected, remedy=remedy)
    for index, charge in enumerate(version.charges):
        yield from _charge(version.charges[:index], charge, pointer("charges", index))
    yield from _cases(version)


def _parts(version: Version) -> dict[str, bool]:
    """Return the keys that belong to a tax, and whether the version has something there."""
    return {
        "applies": version.applies is not None,
        "inputs": bool(version.inputs),
        "lists": bool(version.lists),
        "components": bool(version.components),
        "result": version.result is not None,
        "due": version.due != _NOTHING_DUE,
        "tests": bool(version.tests),
        AFTERMATH: bool(version.aftermath),
    }


def _elsewhere(version: Version) -> Iterator[DocumentFault]:
    for key, has in (("charges", bool(version.charges)), ("cases", bool(version.cases))):
        if has:
            remedy = f"Put them into a schedule of the kind {AFTERMATH}, and name that here: its law has its own dates."
            expected = f"{key} in an aftermath alone"
            yield fault(pointer(key), "charges-elsewhere", found=key, expected=expected, remedy=remedy)


def _named(schedule: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Law is late under the law of its own country."""
    country = schedule.jurisdiction[:2].lower()
    for index, name in enumerate(version.aftermath):
        if name.partition(".")[0].partition("_")[0] != country:
            expected, remedy = f"a schedule of {country}", "Name the aftermath of this country's law."
            path = pointer(AFTERMATH, index)
            yield fault(path, "aftermath-elsewhere", found=shown(name), expected=expected, remedy=remedy)


def _charge(before: tuple[Charge, ...], charge: Charge, path: str) -> Iterator[DocumentFault]:
    if any(charge.head.id == other.head.id for other in before):
        expected, remedy = "each id once", "Rename one of the two."
        yield fault(path + "/id", "duplicate-id", found=shown(charge.head.id), expected=expected, remedy=remedy)
    taken = {operator for other in before if type(other) is type(charge) for operator in other.head.operators}
    for index, operator in enumerate(charge.head.operators):
        if operator in taken:
            here = path + pointer("operators", index)
            expected = f"each kind of operator in one {charge.head.kind} alone"
            remedy = "Take it out of one of the two: nobody could say which of them counts."
            yield fault(here, "operators-overlap", found=shown(operator), expected=expected, remedy=remedy)
    yield from _steps(charge, path + "/steps")


def _steps(charge: Charge, path: str) -> Iterator[DocumentFault]:
    starts = [step.start for step in charge.steps]
    if not starts or starts[0] != 1:
        found = shown(starts[0]) if starts else "no steps"
        remedy = "Begin with the first of the delay; a share of zero says that nothing is charged at first."
        yield fault(path, "steps-not-from-one", found=found, expected='a first step from "1"', remedy=remedy)
    for index, (earlier, later) in enumerate(pairwise(starts), start=1):
        if later <= earlier:
            remedy = "Put the steps in order, each later than the one before."
            here = path + pointer(index, "from")
            yield fault(here, "steps-not-rising", found=shown(later), expected=f"more than {earlier}", remedy=remedy)


def _cases(version: Version) -> Iterator[DocumentFault]:
    ids = {charge.head.id for charge in version.charges}
    names: set[str] = set()
    for index, case in enumerate(version.cases):
        path = pointer("cases", index)
        if case.name in names:
            expected, remedy = "each name once", "Say what tells the two cases apart, or remove one."
            yield fault(path + "/name", "test-twice", found=shown(case.name), expected=expected, remedy=remedy)
        names.add(case.name)
        for name in case.expect:
            if name not in ids:
                expected, remedy = f"one of: {listed(ids)}", did_you_mean(name, ids)
                here = path + pointer("expect", name)
                yield fault(here, "test-of-unknown", found=shown(name), expected=expected, remedy=remedy)
