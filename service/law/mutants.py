"""
Mutants: the texts that a slip of the pen would have made of a version, one edit each.

A test that cannot tell a version from its mutant says nothing about the place where they differ (DeMillo, Lipton and
Sayward, "Hints on Test Data Selection", 1978). An edit is made in the document, so that what survives is told in the
very words of a comparison of two versions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple, cast

from service.domain.canonical import Json
from service.domain.decimals import EXACT, NotADecimal, decimal
from service.law.changes import Change, Sides, rows, table
from service.law.component_changes import component_changes
from service.law.document import Version
from service.law.format.conditions import bind_lists
from service.law.format.kinds import ComponentField

Table = dict[str, Json]

_COMPONENT: Final = ComponentField()
_TEN: Final = Decimal(10)
_ONE: Final = Decimal(1)
# What a way of rounding is mistaken for: one that always cuts, one that always lifts; or the usual one for those.
_OTHER_MODES: Final = {
    "half_up": ("down", "up"),
    "half_down": ("down", "up"),
    "half_even": ("down", "up"),
    "up": ("half_up", "down"),
    "down": ("half_up", "up"),
    "ceiling": ("half_up", "floor"),
    "floor": ("half_up", "ceiling"),
}
_RELATIONS: Final = ("above", "at_least", "below", "at_most", "equals")


class Mutant(NamedTuple):
    """A version with one edit, in the component at *position*."""

    position: int
    version: Version

    def changes(self, original: Version) -> list[Change]:
        """Say in words and as data what was edited."""
        return list(component_changes(Sides(original, self.version), self.position))


def mutants(version: Version) -> Iterator[Mutant]:
    """
    Yield every mutant of *version*.

    Rates one step of their written scale up; bands, rows, options and operands left out; conditions and their parts
    negated; thresholds one step up and down; rounding by another way or a step ten times as wide.
    """
    listed = rows(version.content.get("components"))
    for position, component in enumerate(listed):
        for edited in _edits(table(component)):
            made = bind_lists(_COMPONENT.take(edited), version.lists)
            components = (*version.components[:position], made, *version.components[position + 1 :])
            content = {**version.content, "components": [*listed[:position], edited, *listed[position + 1 :]]}
            yield Mutant(position, version._replace(components=components, content=content))


def _edits(component: Mapping[str, Json]) -> Iterator[Table]:
    """Yield every edit of a *component*, whatever its kind: its keys say what there is to edit."""
    for key, value in component.items():
        if key == "mode" and len(rows(component.get("bands"))) == 1:
            continue  # of one band, either way comes to the same
        for other in _others(key, value):
            yield {**component, key: other}
    if "floor" in component and component["floor"] is not None:
        yield {key: value for key, value in component.items() if key != "floor"}
    if component["kind"] == "credit" and decimal(component["rate"]) > _ONE:  # else the line never binds it
        yield {**component, "refundable": "false" if component.get("refundable") == "true" else "true"}


def _others(key: str, value: Json) -> Iterator[Json]:
    """Yield what the *value* of *key* may be mistaken for."""
    match key, value:
        case _, str(text):
            yield from _other_texts(key, text)
        case "when", dict(condition):
            yield from _negations(condition)
        case "bands", list(bands):
            yield from _in_bands(bands)
        case "first", list(options):
            yield from _in_options(options)
        case "table", dict(entries):
            yield from _in_table(entries)
        case (("add" | "less" | "highest"), list(operands)) if len(operands) > (0 if key == "less" else 1):
            yield from (_without(operands, at) for at in range(len(operands)))


def _other_texts(key: str, text: str) -> Iterator[Json]:
    match key:
        case "rate" | "if_zero" | "value":
            yield from _stepped(text, 1)
        case "at" | "floor":
            yield from _stepped(text, 1, -1)
        case "step":
            yield f"{EXACT.multiply(decimal(text), _TEN):f}"
        case "scale" if text != "0":
            yield str(int(text) - 1)
        case "mode":
            yield from _OTHER_MODES.get(text, ("slab",) if text == "marginal" else ("marginal",))
        case _:
            pass  # names and texts


def _stepped(text: str, *steps: int) -> Iterator[Json]:
    """Yield the number in *text* moved by one unit of its last written digit; a name is left alone."""
    try:
        number = decimal(text)
    except NotADecimal:
        return
    unit = _ONE.scaleb(cast(int, number.as_tuple().exponent))
    for step in steps:
        moved = EXACT.add(number, EXACT.multiply(unit, Decimal(step)))
        if moved >= 0:
            yield f"{moved:f}"


def _in_bands(bands: list[Json]) -> Iterator[Json]:
    """Move each rate and each edge, and leave out each band: the one before it then reaches further."""
    for at, band in enumerate(map(table, bands)):
        for rate in _stepped(str(band["rate"]), 1):
            yield _with(bands, at, {**band, "rate": rate})
        if at:
            for edge in _stepped(str(band["from"]), 1, -1):
                if _between(bands, at, str(edge)):
                    yield _with(bands, at, {**band, "from": edge})
        if len(bands) > 1:
            left = cast(list[Json], _without(bands, at))
            yield left if at else [{**table(left[0]), "from": band["from"]}, *left[1:]]


def _between(bands: list[Json], at: int, edge: str) -> bool:
    """Tell whether the bands still rise with the edge of the one *at* moved."""
    moved, before = decimal(edge), decimal(table(bands[at - 1])["from"])
    return before < moved and (at + 1 == len(bands) or moved < decimal(table(bands[at + 1])["from"]))


def _in_table(entries: Table) -> Iterator[Json]:
    for code, rate in entries.items():
        yield from ({**entries, code: moved} for moved in _stepped(str(rate), 1))
        if len(entries) > 1:
            yield {other: value for other, value in entries.items() if other != code}


def _in_options(options: list[Json]) -> Iterator[Json]:
    """Edit the condition and the number of each option, and leave it out where others are left."""
    for at, option in enumerate(map(table, options)):
        for key, value in option.items():
            yield from (_with(options, at, {**option, key: other}) for other in _others(key, value))
        if len(options) > 1:
            yield _without(options, at)


def _negations(condition: Table) -> Iterator[Json]:
    """Yield *condition* negated as a whole, and each of its parts; and its thresholds moved."""
    yield condition["not"] if condition.keys() == {"not"} else {"not": condition}
    for key, value in condition.items():
        if key in ("all", "any") and isinstance(value, list):
            for at, part in enumerate(map(dict, cast(list[Table], value))):
                whole = len(value) == 1  # its negation is that of its one part
                inner = list(_negations(part))[1:] if whole else _negations(part)
                yield from ({key: _with(value, at, other)} for other in inner)
        elif key == "not" and isinstance(value, dict):
            yield from ({"not": other} for other in list(_negations(value))[1:])
        elif key in _RELATIONS:
            yield from ({**condition, key: moved} for moved in _stepped(str(value), 1, -1))


def _with(items: list[Json], at: int, item: Json) -> Json:
    return [*items[:at], item, *items[at + 1 :]]


def _without(items: list[Json], at: int) -> Json:
    return [*items[:at], *items[at + 1 :]]
