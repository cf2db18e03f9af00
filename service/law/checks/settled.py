"""
Conditions and options that something else in the version has settled already.

A condition can be sound by itself and still leave nothing open: because of whom the version concerns at all, or because
the options before it have taken every case. Decided as in `decidable`, for the two together.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.law.checks.decidable import Cases
from service.law.components import ChooseFirst
from service.law.conditions import All, AnyOf, Not
from service.law.document import Schedule, Version
from service.law.errors import DocumentFault, fault, pointer
from service.law.references import conditions_of

_ALWAYS = All(())


def check_settled(schedule: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Refuse `condition-settled` and `option-never-chosen`."""
    yield from _by_whom_it_concerns(schedule, version)
    for position, component in enumerate(version.components):
        if isinstance(component, ChooseFirst):
            yield from _by_options_before(schedule, version, component, pointer("components", position))


def _by_whom_it_concerns(schedule: Schedule, version: Version) -> Iterator[DocumentFault]:
    applies = version.applies
    if applies is None:
        return
    for path, condition in conditions_of(version):
        cases = Cases(schedule, version, All((applies, condition)))
        if path == "/applies" or condition == _ALWAYS or not cases.are_few:
            continue
        concerned = cases.bits(applies)
        open_cases = cases.bits(condition) & concerned
        if open_cases in (0, concerned):
            verdict = "always" if open_cases else "never"
            yield fault(
                path,
                "condition-settled",
                found=f"a condition that {verdict} holds for those whom the version concerns",
                expected="a condition that holds for some of them and not for others",
                remedy="Compare it with `applies`: one of the two names too many or too few.",
            )


def _by_options_before(
    schedule: Schedule, version: Version, component: ChooseFirst, path: str
) -> Iterator[DocumentFault]:
    whens = [option.when or _ALWAYS for option in component.options]
    for at in range(1, len(whens)):
        left = All((Not(AnyOf(tuple(whens[:at]))), whens[at]))
        cases = Cases(schedule, version, left)
        if _ALWAYS not in whens[:at] and cases.are_few and not cases.bits(left):
            yield fault(
                path + pointer("first", at),
                "option-never-chosen",
                found=f"an option for which the {at} before it leave no case",
                expected="an option that is chosen in some case",
                remedy="Look for a bound that overlaps an earlier one, or remove the option.",
            )
