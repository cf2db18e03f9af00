"""Conditions ask about facts that exist, with comparisons that suit them, and about lists and codes that exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.domain.facts import CATALOGUE, Fact
from service.domain.regions import REGION, lies_in
from service.law.conditions import Compared, FactLeaf, InList, OneOf, Season, Since
from service.law.document import Schedule, Version
from service.law.errors import DocumentFault, fault, listed, pointer, shown
from service.law.format.fields import did_you_mean
from service.law.naming import codes_of, fact_behind, is_number
from service.law.references import conditions_of, leaves

_FOR_APPLIES: Final = ("operator_kind", "region")


def check_conditions(schedule: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Refuse `unknown-...`, `applies-other-fact`, `wrong-comparison`, `season-empty` and `region-elsewhere`."""
    for path, condition in conditions_of(version):
        for here, leaf in leaves(condition, path):
            if isinstance(leaf, Season):
                yield from _season(leaf, path, here)
                continue
            if path == "/applies" and leaf.fact not in _FOR_APPLIES:
                expected = f"one of: {listed(_FOR_APPLIES)}"
                remedy = "Whom a schedule concerns is settled before anything is counted; put it into a component."
                yield fault(here, "applies-other-fact", found=shown(leaf.fact), expected=expected, remedy=remedy)
                continue
            fact = fact_behind(version, leaf.fact)
            if fact is None:
                yield _unknown_fact(version, leaf.fact, here)
            else:
                yield from _comparison(leaf, fact, here)
                yield from _values(schedule, version, leaf, fact, here)


def _season(season: Season, root: str, path: str) -> Iterator[DocumentFault]:
    if root == "/applies":
        expected, remedy = f"one of: {listed(_FOR_APPLIES)}", "Put the season into a component."
        yield fault(path, "applies-other-fact", found="a season", expected=expected, remedy=remedy)
    if season.start == season.end:
        expected, remedy = "two different days", "Name the first day and the day after the last."
        yield fault(path, "season-empty", found="a season that ends as it begins", expected=expected, remedy=remedy)


def _unknown_fact(version: Version, name: str, path: str) -> DocumentFault:
    names = {*version.inputs, *CATALOGUE}
    expected = f"an input or a fact of the catalogue: {listed(names)}"
    return fault(path + "/fact", "unknown-fact", found=shown(name), expected=expected, remedy=did_you_mean(name, names))


def _comparison(leaf: FactLeaf, fact: Fact, path: str) -> Iterator[DocumentFault]:
    """Refuse a comparison that *fact*, by its type, cannot be put to."""
    match leaf:
        case Compared():
            suits = is_number(fact)
        case Since():
            suits = fact.type == "day"
        case _:
            suits = fact.type == "code"
    if not suits:
        ways = {"code": "in or in_list", "day": "since"}.get(fact.type, "above, at_least, below, at_most or equals")
        found = f"{shown(leaf.fact)}, which is a {fact.type}"
        yield fault(path, "wrong-comparison", found=found, expected=f"{ways} for a {fact.type}", remedy=f"Use {ways}.")


def _values(schedule: Schedule, version: Version, leaf: FactLeaf, fact: Fact, path: str) -> Iterator[DocumentFault]:
    if isinstance(leaf, InList) and leaf.list not in version.lists:
        expected, remedy = f"one of the lists: {listed(version.lists)}", did_you_mean(leaf.list, version.lists)
        yield fault(path + "/in_list", "unknown-list", found=shown(leaf.list), expected=expected, remedy=remedy)
    if not isinstance(leaf, OneOf):
        return
    codes = codes_of(fact)
    for index, value in enumerate(leaf.values):
        here = path + pointer("in", index)
        if codes is not None and value not in codes:
            expected, remedy = f"one of: {listed(codes)}", did_you_mean(value, set(codes))
            yield fault(here, "unknown-code", found=shown(value), expected=expected, remedy=remedy)
        elif fact.name == "region" and not (REGION.fullmatch(value) and lies_in(value, schedule.jurisdiction)):
            expected = f"a region of {schedule.jurisdiction}, as ISO 3166-2 has it"
            remedy = "Look the code up; a schedule says nothing of farms outside its jurisdiction."
            yield fault(here, "region-elsewhere", found=shown(value), expected=expected, remedy=remedy)
